import type { OperationOptions } from '@bytelyst/core'
import type { DatastoreCapabilities } from './types/capabilities.ts'
import type { Change, ChangesOptions } from './types/change.ts'
import type { BaseDocument, CollectionName, Input, Scalar } from './types/document.ts'
import type { Filter } from './types/filter.ts'
import type { Patch } from './types/patch.ts'
import type { Path } from './types/path.ts'
import type {
  AggregateQuery,
  AggregateRow,
  FindOneQuery,
  FindQuery,
  Page,
  PageQuery,
  ReadOptions,
  Selected,
  Sort,
} from './types/query.ts'
import type { StandardSchema } from './types/standard-schema.ts'
import type {
  BatchResult,
  CreateOptions,
  DeleteOptions,
  Operation,
  ReplaceOptions,
  UpdateOptions,
  UpsertOptions,
  WriteManyOptions,
} from './types/write.ts'

/** An index. It changes no answer, only how long it takes; a unique one refuses writes with `already_exists`. */
export interface Index {
  /** One to three dotted paths, the most important first: 1 ascending, -1 descending. */
  readonly paths: Readonly<Record<string, 1 | -1>>
  /**
   * No two documents of a partition hold equal values in all paths. Only documents with a string, a number or a boolean
   * in every path count.
   */
  readonly unique?: boolean
  /** The one type of the indexed values, for engines that can profit from knowing it. */
  readonly type?: 'string' | 'number' | 'boolean'
}

/** What `initialize` creates and remembers. */
export interface CollectionConfig {
  /** Where the partition key stands in a document: `/tenantId`, `/address/country`. Default and unpartitioned: `/id`. */
  readonly partitionKeyPath: string
  /** Seconds that a document lives after its last write. Absent: expiry is off. Null: it is on, without a default. */
  readonly defaultTtl?: number | null | undefined
  /** What to make beside those that are there. */
  readonly indexes?: readonly Index[] | undefined
  /** Checks, and by its output replaces, the document of every write. Kept in this process, not beside the data. */
  readonly schema?: StandardSchema | undefined
}

/** How a query will be run. */
export interface Explanation {
  /** Whether documents are read that do not match, without an index to pick them. */
  readonly scan: boolean
  /** Whether all partitions are searched. */
  readonly crossPartition: boolean
  /** The index that picks the documents: its paths, descending ones with a minus, as in `price,-seq`. */
  readonly index?: string
  /** Requests to the server, where that is known beforehand; 0 for an engine in this process. */
  readonly requests?: number
}

/**
 * Documents of one type. Documents go in and come out as copies.
 *
 * Every method rejects with a `CloudError`. Any can reject with `invalid_argument`, before anything is written, with
 * `unsupported` where the provider lacks a capability, before any I/O, with `aborted` and `timeout` by its bounds, with
 * `closed` after `close()`, and with what the engine says: `unavailable`, `rate_limited`, `permission_denied` ... At each
 * method stands what it alone throws.
 */
export interface DocumentCollection<T extends { id: string }> {
  /** The name that `collection()` was given. */
  readonly name: string

  /** The document, or null when there is none. */
  findById(id: string, partitionKey: string, options?: OperationOptions): Promise<T | null>
  /** The first document that matches, in the order of `sort`, or null. */
  findOne<const S extends Path<T> = never>(query: FindOneQuery<T, S>): Promise<Selected<T, S> | null>
  /** All documents that match, or `limit` of them; all in memory at once, which {@link iterate} avoids. */
  findMany<const S extends Path<T> = never>(query: FindQuery<T, S>): Promise<Selected<T, S>[]>
  /**
   * A page in a total order - the sort, then `id`, then the partition key - with the cursor of the next one. Of what
   * exists throughout, unchanged in sort fields and filter result, nothing is skipped or doubled.
   *
   * @throws CloudError `invalid_argument` for the cursor of another query, and where a page ends at a sort value of more
   * than 1,000 code points
   *
   * @example
   * ```ts
   * import { createDatastoreProvider } from '@bytelyst/datastore'
   *
   * const flags = createDatastoreProvider({ provider: 'memory' }).collection('flags')
   *
   * export async function listFlags(cursor: string | undefined) {
   *   const page = await flags.findPage({ filter: { archived: { $ne: true } }, sort: { key: 1 }, limit: 50, cursor })
   *   return { flags: page.items, next: page.cursor ?? null }
   * }
   * ```
   */
  findPage<const S extends Path<T> = never>(query: PageQuery<T, S>): Promise<Page<Selected<T, S>>>
  /**
   * Everything that matches, page by page, in bounded memory: the order and the promise of {@link findPage}. Safe to
   * break out of; each loop begins anew. `timeoutMs` bounds each page, `signal` ends the whole.
   *
   * @example
   * ```ts
   * import { createDatastoreProvider } from '@bytelyst/datastore'
   *
   * const flags = createDatastoreProvider({ provider: 'memory' }).collection('flags')
   * for await (const flag of flags.iterate({ filter: { enabled: true }, select: ['key'] })) console.log(flag['key'])
   * ```
   */
  iterate<const S extends Path<T> = never>(query: FindOneQuery<T, S>): AsyncIterable<Selected<T, S>>
  /** How many documents match. */
  count(filter: Filter<T>, options?: ReadOptions): Promise<number>
  /** Whether any document matches. */
  exists(filter: Filter<T>, options?: ReadOptions): Promise<boolean>
  /**
   * The scalars present at a path, each once, in sort order; null is not among them.
   *
   * @throws CloudError `unsupported` where capability `distinct` is false
   */
  distinct(path: Path<T>, query: { readonly filter: Filter<T> } & ReadOptions): Promise<Exclude<Scalar, null>[]>
  /**
   * Groups and their counts, sums, averages, minima and maxima, in the order of the group keys unless sorted; one row
   * when nothing is grouped. Integer sums are exact within 2^53-1.
   *
   * @throws CloudError `unsupported` where capability `aggregate` is false
   *
   * @example
   * ```ts
   * import { createDatastoreProvider } from '@bytelyst/datastore'
   *
   * interface Seat { id: string; plan: string; price: number }
   * const seats = createDatastoreProvider({ provider: 'memory' }).collection<Seat>('seats')
   * await seats.aggregate({ filter: {}, groupBy: ['plan'], count: 'seats', sum: { revenue: 'price' }, sort: { revenue: -1 } })
   * // [{ plan: 'pro', seats: 3, revenue: 90 }, ...]
   * ```
   */
  aggregate<const Q extends AggregateQuery<T>>(query: Q): Promise<AggregateRow<T, Q>[]>

  /**
   * Stores a new document, and returns it as it is stored.
   *
   * @throws CloudError `already_exists` when its id is taken in its partition, or a unique value is
   */
  create(document: Input<T>, options?: CreateOptions): Promise<T>
  /**
   * Replaces a whole document that is there, and returns it as it is stored. The id and the partition key in the
   * document must be those of the call.
   *
   * @throws CloudError `not_found` when it is not there, also with `ifMatch`; `precondition_failed` when it is another
   * version; `already_exists` when a unique value is taken
   */
  replace(id: string, partitionKey: string, document: Input<T>, options?: ReplaceOptions): Promise<T>
  /**
   * Creates or replaces a whole document, and returns it as it is stored.
   *
   * @throws CloudError `precondition_failed` when with `ifMatch` it is another version or not there; `already_exists`
   * when a unique value is taken
   */
  upsert(document: Input<T>, options?: UpsertOptions): Promise<T>
  /**
   * Changes part of a document, atomically, and returns it as it is stored. Concurrent updates all count.
   *
   * @throws CloudError `not_found` when it is not there and `upsert` is not true; `precondition_failed` when it is another
   * version than `ifMatch` or does not fit the patch; `already_exists` when a unique value is taken; `unavailable` when
   * others changed it during each of 64 attempts
   *
   * @example
   * ```ts
   * import { createDatastoreProvider, etagOf } from '@bytelyst/datastore'
   *
   * const counters = createDatastoreProvider({ provider: 'memory' }).collection('counters')
   * const patch = { $inc: { n: 1 }, $set: { at: new Date() }, $setOnInsert: { since: new Date() } }
   * const counter = await counters.update('visits', 'visits', patch, { upsert: true })
   *
   * // Only if nobody else changed it since:
   * await counters.update('visits', 'visits', { $unset: { since: true } }, { ifMatch: etagOf(counter) })
   * ```
   */
  update(id: string, partitionKey: string, patch: Patch<T>, options?: UpdateOptions): Promise<T>
  /**
   * Removes a document; false when there was none, also with `ifMatch`.
   *
   * @throws CloudError `precondition_failed` when it is another version than `ifMatch`
   */
  delete(id: string, partitionKey: string, options?: DeleteOptions): Promise<boolean>
  /**
   * Creates each document on its own, and tells of each, in order, what became of it. Of two equal ids the first is
   * created, the others are `already_exists`.
   *
   * @throws CloudError `invalid_argument` for one invalid document, before any is written; any other with
   * `ambiguous: true` once some may have been
   *
   * @example
   * ```ts
   * import { createDatastoreProvider } from '@bytelyst/datastore'
   *
   * const flags = createDatastoreProvider({ provider: 'memory' }).collection('flags')
   * const { items, failed } = await flags.createMany([{ id: 'a' }, { id: 'b' }])
   * if (failed > 0) for (const item of items) if (!item.ok) console.warn(item.error.code)
   * ```
   */
  createMany(documents: readonly Input<T>[], options?: CreateOptions): Promise<BatchResult<T>>
  /** As {@link createMany}, but what is there is replaced, and two equal ids are `invalid_argument`. */
  upsertMany(documents: readonly Input<T>[], options?: CreateOptions): Promise<BatchResult<T>>
  /**
   * Patches every document that matches at the moment of its own write, each atomically; `failed` counts those that the
   * patch does not fit, which stay as they are.
   *
   * @throws CloudError with `ambiguous: true` when some documents may have been patched
   */
  updateMany(
    filter: Filter<T>,
    patch: Patch<T>,
    options?: WriteManyOptions,
  ): Promise<{ readonly updated: number; readonly failed: number }>
  /**
   * Removes every document that matches at the moment of its own removal. The filter is required: `{}` removes all.
   *
   * @throws CloudError with `ambiguous: true` when some documents may have been removed
   */
  deleteMany(filter: Filter<T>, options?: WriteManyOptions): Promise<{ readonly deleted: number }>
  /**
   * All operations or none, within one partition: 1 to 100 of them, each id once. The answer has the stored documents in
   * their order, and null for a delete.
   *
   * @throws CloudError that of the first operation which fails, with its `index` from 0: `already_exists`, `not_found`
   * (for a delete too), `precondition_failed`; `unsupported` where capability `transactions` is false
   *
   * @example
   * ```ts
   * import { createDatastoreProvider, isCloudError } from '@bytelyst/datastore'
   *
   * const collections = { stock: { partitionKeyPath: '/shop' } }
   * const stock = createDatastoreProvider({ provider: 'memory', collections }).collection('stock')
   * await stock.create({ id: 'pens', shop: 's', amount: 3 })
   * try {
   *   await stock.transact('s', [
   *     { op: 'update', id: 'pens', patch: { $inc: { amount: -1 } } },
   *     { op: 'create', document: { id: 'sale-1', shop: 's', sku: 'pens' } },
   *   ])
   * } catch (error) {
   *   if (isCloudError(error, 'already_exists')) console.log('sold before, nothing was changed', error.index)
   *   else throw error
   * }
   * ```
   */
  transact(partitionKey: string, operations: readonly Operation<T>[], options?: OperationOptions): Promise<(T | null)[]>

  /**
   * Changes as they happen, at least once and in order for each document, until the signal fires, the provider is closed,
   * or the loop is left. `timeoutMs` bounds the wait for each change.
   *
   * @throws CloudError `unsupported` where capability `changes` is `'none'`, on the first step; `timeout`, `aborted` and
   * `closed` when it ends
   */
  changes(options?: ChangesOptions): AsyncIterable<Change<T>>
  /** How a query would be run. Nothing is executed. */
  explain(
    query: { readonly filter: Filter<T>; readonly sort?: Sort<T> | undefined } & ReadOptions,
  ): Promise<Explanation>
  /**
   * A query in the engine's own language. Its text is not portable; its span is named `rawQuery`, so that it can be
   * counted.
   *
   * @throws CloudError `unsupported` where capability `rawQuery` is false
   */
  rawQuery<R = unknown>(query: unknown, options?: OperationOptions): Promise<R[]>
  /** The SDK's own collection, connected. */
  native(): Promise<unknown>
}

/** A set of collections on one engine. */
export interface DatastoreProvider {
  /** The provider's name: `memory`, `sqlite` ... */
  readonly name: string
  /** What it can do; what is missing is refused with `unsupported`. */
  readonly capabilities: DatastoreCapabilities
  /**
   * A collection by name. Does no I/O.
   *
   * @param name - 1 to 63 letters, digits, `_` and `-`
   * @throws CloudError `invalid_argument` for another name
   */
  collection<T extends { id: string } = BaseDocument>(name: CollectionName<T>): DocumentCollection<T>
  /**
   * Creates what is missing and remembers each collection's configuration beside the data. Idempotent, safe to race;
   * removes nothing.
   *
   * @throws CloudError `misconfigured` when a collection exists with another `partitionKeyPath`, and nothing is changed
   * then; `unsupported` for a unique index where there are none
   *
   * @example
   * ```ts
   * import { createDatastoreProvider } from '@bytelyst/datastore'
   *
   * const provider = createDatastoreProvider({ provider: 'memory' })
   * await provider.initialize({
   *   flags: { partitionKeyPath: '/productId', indexes: [{ paths: { key: 1 }, unique: true }] },
   *   sessions: { partitionKeyPath: '/userId', defaultTtl: 3600 },
   * })
   * ```
   */
  initialize(configs: Readonly<Record<string, CollectionConfig>>, options?: OperationOptions): Promise<void>
  /**
   * Resolves when the engine answers.
   *
   * @throws CloudError why it does not: `misconfigured`, `unavailable`, `unauthenticated` ...
   */
  ping(options?: OperationOptions): Promise<void>
  /** Releases everything. Idempotent; every later call rejects with `closed`. */
  close(): Promise<void>
  /** The SDK's own client, connected. */
  native(): Promise<unknown>
}
