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

/** An index over one to three paths: 1 ascending, -1 descending. */
export interface Index {
  readonly paths: Readonly<Record<string, 1 | -1>>
  /** No two documents of a partition hold equal values in all paths; only documents with a scalar in every path count. */
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
  readonly indexes?: readonly Index[] | undefined
  /** Checks, and by its output replaces, the document of every write. Kept in this process, not beside the data. */
  readonly schema?: StandardSchema | undefined
}

/** How a query will be run. */
export interface Explanation {
  /** Whether documents are read that do not match, without an index to pick them. */
  readonly scan: boolean
  readonly crossPartition: boolean
  /** The index that picks the documents. */
  readonly index?: string
  /** Requests to the server, where that is known beforehand. */
  readonly requests?: number
}

/**
 * Documents of one type. Every method rejects with a `CloudError`; what is invalid is refused before any I/O.
 * Documents go in and come out as copies.
 */
export interface DocumentCollection<T extends { id: string }> {
  readonly name: string

  /** The document, or null when there is none. */
  findById(id: string, partitionKey: string, options?: OperationOptions): Promise<T | null>
  findOne<const S extends Path<T> = never>(query: FindOneQuery<T, S>): Promise<Selected<T, S> | null>
  findMany<const S extends Path<T> = never>(query: FindQuery<T, S>): Promise<Selected<T, S>[]>
  /** A page in a total order, with the cursor of the next one. Of what exists throughout, nothing is skipped or doubled. */
  findPage<const S extends Path<T> = never>(query: PageQuery<T, S>): Promise<Page<Selected<T, S>>>
  /** Everything that matches, page by page, in bounded memory. Safe to break out of. */
  iterate<const S extends Path<T> = never>(query: FindOneQuery<T, S>): AsyncIterable<Selected<T, S>>
  count(filter: Filter<T>, options?: ReadOptions): Promise<number>
  exists(filter: Filter<T>, options?: ReadOptions): Promise<boolean>
  /** The scalars present at a path, each once, in sort order; null is not among them. */
  distinct(path: Path<T>, query: { readonly filter: Filter<T> } & ReadOptions): Promise<Exclude<Scalar, null>[]>
  /** Groups and their counts, sums, averages, minima and maxima; one row when nothing is grouped. */
  aggregate<const Q extends AggregateQuery<T>>(query: Q): Promise<AggregateRow<T, Q>[]>

  /** Stores a new document; `already_exists` when its id is taken in its partition. */
  create(document: Input<T>, options?: CreateOptions): Promise<T>
  /** Replaces a document that is there; `not_found` when it is not. */
  replace(id: string, partitionKey: string, document: Input<T>, options?: ReplaceOptions): Promise<T>
  /** Creates or replaces. */
  upsert(document: Input<T>, options?: UpsertOptions): Promise<T>
  /** Changes part of a document, atomically; `not_found` when it is not there. */
  update(id: string, partitionKey: string, patch: Patch<T>, options?: UpdateOptions): Promise<T>
  /** Removes a document; false when there was none. */
  delete(id: string, partitionKey: string, options?: DeleteOptions): Promise<boolean>
  /** Creates each document that is not there. One invalid document refuses all of them, before any is written. */
  createMany(documents: readonly Input<T>[], options?: CreateOptions): Promise<BatchResult<T>>
  upsertMany(documents: readonly Input<T>[], options?: CreateOptions): Promise<BatchResult<T>>
  /** Patches every document that matches at the moment of its own write; `failed` counts those that the patch does not fit. */
  updateMany(
    filter: Filter<T>,
    patch: Patch<T>,
    options?: WriteManyOptions,
  ): Promise<{ readonly updated: number; readonly failed: number }>
  deleteMany(filter: Filter<T>, options?: WriteManyOptions): Promise<{ readonly deleted: number }>
  /** All operations or none, within one partition. The answer has the stored documents, and null for a delete. */
  transact(partitionKey: string, operations: readonly Operation<T>[], options?: OperationOptions): Promise<(T | null)[]>

  /** Changes as they happen, until the signal aborts, the provider is closed, or the loop is left. */
  changes(options?: ChangesOptions): AsyncIterable<Change<T>>
  explain(
    query: { readonly filter: Filter<T>; readonly sort?: Sort<T> | undefined } & ReadOptions,
  ): Promise<Explanation>
  /** A query in the engine's own language. Its text is not portable; telemetry counts it. */
  rawQuery<R = unknown>(query: unknown, options?: OperationOptions): Promise<R[]>
  /** The SDK's own collection, connected. */
  native(): Promise<unknown>
}

/** A set of collections on one engine. */
export interface DatastoreProvider {
  /** The provider's name: `memory`, `sqlite` ... */
  readonly name: string
  readonly capabilities: DatastoreCapabilities
  /** A collection by name (`[A-Za-z0-9_-]{1,63}`). Does no I/O. */
  collection<T extends { id: string } = BaseDocument>(name: CollectionName<T>): DocumentCollection<T>
  /**
   * Creates what is missing and remembers each collection's configuration beside the data. Idempotent, safe to race.
   *
   * @throws CloudError `misconfigured` when a collection exists with another `partitionKeyPath`; nothing is changed then
   */
  initialize(configs: Readonly<Record<string, CollectionConfig>>, options?: OperationOptions): Promise<void>
  /** Resolves when the engine answers. */
  ping(options?: OperationOptions): Promise<void>
  /** Releases everything. Idempotent; every later call rejects with `closed`. */
  close(): Promise<void>
  /** The SDK's own client, connected. */
  native(): Promise<unknown>
}
