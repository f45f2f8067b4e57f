import type { DatastoreProvider, DocumentCollection, Filter, Page } from '@bytelyst/datastore'
import type { ProductDocument } from '../documents/product.ts'
import type { UsageCounterDocument } from '../documents/usage-counter.ts'
import type { PageOptions } from './options.ts'

/** What a client counted for one flag on one day. */
export interface UsageReport {
  flagId: string
  day: string
  evaluations: number
  enabled: number
}

export const usageGroups = ['productId', 'flagId', 'plan', 'day'] as const

export interface UsageSummaryQuery {
  by: (typeof usageGroups)[number]
  productId?: string | undefined
  from?: string | undefined
  before?: string | undefined
}

export class UsageRepository {
  readonly #counters: DocumentCollection<UsageCounterDocument>

  constructor(provider: DatastoreProvider) {
    this.#counters = provider.collection<UsageCounterDocument>('usage_counters')
  }

  /** Adds to the counter of the flag and the day, which begins at nothing. No count is lost to another one. */
  async add(product: ProductDocument, { flagId, day, evaluations, enabled }: UsageReport): Promise<void> {
    await this.#counters.update(
      `${flagId}:${day}`,
      product.id,
      { $inc: { evaluations, enabled }, $setOnInsert: { flagId, day, plan: product.plan } },
      { upsert: true },
    )
  }

  list(productId: string, page: PageOptions): Promise<Page<UsageCounterDocument>> {
    return this.#counters.findPage({ filter: {}, partitionKey: productId, sort: { day: -1 }, ...page })
  }

  /** Counters added up by one of their fields, the busiest group first. */
  summarize({ by, productId, from, before }: UsageSummaryQuery): Promise<object[]> {
    const days = { ...(from !== undefined && { $gte: from }), ...(before !== undefined && { $lt: before }) }
    const filter: Filter<UsageCounterDocument> = {
      ...(productId !== undefined && { productId }),
      ...(Object.keys(days).length > 0 && { day: days }),
    }
    return this.#counters.aggregate({
      filter,
      groupBy: [by],
      count: 'counters',
      sum: { evaluations: 'evaluations', enabled: 'enabled' },
      min: { firstDay: 'day' },
      max: { lastDay: 'day' },
      sort: { evaluations: -1, [by]: 1 },
    })
  }

  async deleteAll(productId: string): Promise<void> {
    await this.#counters.deleteMany({}, { partitionKey: productId })
  }
}
