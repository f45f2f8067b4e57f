import type { DatastoreProvider, DocumentCollection, Page } from '@bytelyst/datastore'
import type { NewProduct, Plan, ProductDocument } from '../documents/product.ts'
import type { Clock, PageOptions, Precondition } from './options.ts'

export class ProductRepository {
  readonly #products: DocumentCollection<ProductDocument>
  readonly #clock: Clock

  constructor(provider: DatastoreProvider, clock: Clock) {
    this.#products = provider.collection<ProductDocument>('products')
    this.#clock = clock
  }

  create(product: NewProduct): Promise<ProductDocument> {
    const now = new Date(this.#clock())
    return this.#products.create({ ...product, createdAt: now, updatedAt: now })
  }

  find(id: string): Promise<ProductDocument | null> {
    return this.#products.findById(id, id)
  }

  list({ plan, ...page }: PageOptions & { plan?: Plan | undefined }): Promise<Page<ProductDocument>> {
    return this.#products.findPage({ filter: plan === undefined ? {} : { plan }, sort: { id: 1 }, ...page })
  }

  change(id: string, changes: Partial<NewProduct>, precondition: Precondition): Promise<ProductDocument> {
    const patch = { $set: { ...changes, updatedAt: new Date(this.#clock()) } }
    return this.#products.update(id, id, patch, precondition)
  }

  delete(id: string, precondition: Precondition): Promise<boolean> {
    return this.#products.delete(id, id, precondition)
  }

  /** How many products each plan has, and their seats. */
  countByPlan(): Promise<
    { plan: Plan | null; products: number; seats: number; smallest: unknown; largest: unknown }[]
  > {
    return this.#products.aggregate({
      filter: {},
      groupBy: ['plan'],
      count: 'products',
      sum: { seats: 'seats' },
      min: { smallest: 'seats' },
      max: { largest: 'seats' },
    })
  }
}
