import type { OperationOptions } from '@bytelyst/core'
import type { DocumentCollection, Explanation } from '../types.ts'
import type { Change, ChangesOptions } from '../types/change.ts'
import type { Scalar } from '../types/document.ts'
import type { Filter } from '../types/filter.ts'
import type { Path } from '../types/path.ts'
import type {
  AggregateQuery,
  AggregateRow,
  FindOneQuery,
  FindQuery,
  Page,
  PageQuery,
  ReadOptions,
  Selected,
} from '../types/query.ts'

type ExplainQuery<T> = Parameters<DocumentCollection<T & { id: string }>['explain']>[0]

/** The reads of a collection, as another collection answers them. */
export class PrimaryReads<T extends { id: string }> {
  readonly name: string
  readonly #items: DocumentCollection<T>

  constructor(items: DocumentCollection<T>) {
    this.name = items.name
    this.#items = items
  }

  findById(id: string, partitionKey: string, options?: OperationOptions): Promise<T | null> {
    return this.#items.findById(id, partitionKey, options)
  }

  findOne<const S extends Path<T> = never>(query: FindOneQuery<T, S>): Promise<Selected<T, S> | null> {
    return this.#items.findOne(query)
  }

  findMany<const S extends Path<T> = never>(query: FindQuery<T, S>): Promise<Selected<T, S>[]> {
    return this.#items.findMany(query)
  }

  findPage<const S extends Path<T> = never>(query: PageQuery<T, S>): Promise<Page<Selected<T, S>>> {
    return this.#items.findPage(query)
  }

  iterate<const S extends Path<T> = never>(query: FindOneQuery<T, S>): AsyncIterable<Selected<T, S>> {
    return this.#items.iterate(query)
  }

  count(filter: Filter<T>, options?: ReadOptions): Promise<number> {
    return this.#items.count(filter, options)
  }

  exists(filter: Filter<T>, options?: ReadOptions): Promise<boolean> {
    return this.#items.exists(filter, options)
  }

  distinct(path: Path<T>, query: { readonly filter: Filter<T> } & ReadOptions): Promise<Exclude<Scalar, null>[]> {
    return this.#items.distinct(path, query)
  }

  aggregate<const Q extends AggregateQuery<T>>(query: Q): Promise<AggregateRow<T, Q>[]> {
    return this.#items.aggregate(query)
  }

  changes(options?: ChangesOptions): AsyncIterable<Change<T>> {
    return this.#items.changes(options)
  }

  explain(query: ExplainQuery<T>): Promise<Explanation> {
    return this.#items.explain(query)
  }

  rawQuery<R = unknown>(query: unknown, options?: OperationOptions): Promise<R[]> {
    return this.#items.rawQuery<R>(query, options)
  }

  native(): Promise<unknown> {
    return this.#items.native()
  }
}
