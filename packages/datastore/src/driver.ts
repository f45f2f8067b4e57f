import type { Call, CloudErrorCode } from '@bytelyst/core'
import type { FilterNode } from './filter/tree.ts'
import type { FieldPath } from './document/path.ts'
import type { ParsedPatch } from './patch/parse.ts'
import type { Explanation, Index } from './types.ts'
import type { DatastoreCapabilities } from './types/capabilities.ts'
import type { JsonDocument, Scalar } from './types/document.ts'

/**
 * What an adapter implements. The portable layer has validated everything: names, keys, documents, filters, limits,
 * and whether the capability is there. A driver throws its SDK's raw errors and explains them in `classify`; what is
 * an answer and not an error (exists, missing, stale) it returns as an {@link Outcome}.
 *
 * Optional methods are faster ways to do what the portable layer otherwise does with the required ones.
 */
export interface DatastoreDriver<Native = unknown> {
  readonly capabilities: DatastoreCapabilities

  /**
   * Creates what is missing of all these collections and stores their settings beside the data. Must be safe to race.
   * A partition key path that is stored already stays as it is: the portable layer reads it again and compares.
   */
  initialize(collections: readonly CollectionDefinition[], call: Call): Promise<void>
  /** The settings that `initialize` stored; null for a collection that nobody initialised. */
  readSettings(collection: string, call: Call): Promise<CollectionSettings | null>
  /** Removes a collection with all its documents and settings. Succeeds when there is none. */
  drop(collection: string, call: Call): Promise<void>
  /** Resolves when the engine answers a request that reads nothing large. */
  ping(call: Call): Promise<void>
  /** Called once. Releases every handle, also of calls under way. */
  close(): Promise<void>
  /** The SDK's own client, the same one each time. */
  native(): Promise<Native>
  /** What the SDK has for one collection. */
  nativeCollection(target: Target): Promise<unknown>
  /** What a raw error of this driver means; undefined when it does not know. */
  classify(error: unknown): Classification | undefined

  /** One document by its key, strongly consistent; null when it is missing or expired. */
  read(target: Target, key: Key, call: Call): Promise<StoredDocument | null>
  /** Stores a document when the expectation holds at that moment. An expired document is absent. */
  write(target: Target, record: WriteRecord, expected: Expected, call: Call): Promise<Outcome>
  /** Removes a document, if it is there and, when given, of this version. */
  delete(target: Target, key: Key, version: string | undefined, call: Call): Promise<DeleteOutcome>
  /** Documents that match, in the query's order. */
  find(target: Target, query: DriverQuery, call: Call): Promise<readonly StoredDocument[]>
  /** How many documents match. */
  count(target: Target, query: Scope, call: Call): Promise<number>
  /** How `find` would run this query; reads no documents. */
  explain(target: Target, query: DriverQuery, call: Call): Promise<Explanation>

  /** Present where capability `distinct` is true. Each scalar once, in any order, null not among them. */
  distinct?(target: Target, path: FieldPath, query: Scope, call: Call): Promise<readonly Exclude<Scalar, null>[]>
  /** Present where capability `aggregate` is true. One row a group, in any order; exactly one when nothing is grouped. */
  aggregate?(target: Target, query: DriverAggregate, call: Call): Promise<readonly DriverGroup[]>
  /**
   * Present where capability `transactions` is not false. Gets operations of kind `update` only if
   * `appliesUpdates` is true; otherwise the portable layer has read, applied and turned them into writes of a version.
   */
  transact?(
    target: Target,
    partitionKey: string,
    operations: readonly DriverOperation[],
    call: Call,
  ): Promise<TransactOutcome>
  /** Whether `transact` takes operations of kind `update`. */
  readonly appliesUpdates?: boolean
  /** Present where capability `rawQuery` is true. Refuses what is no query with `invalid_argument`. */
  rawQuery?(target: Target, query: unknown, call: Call): Promise<readonly unknown[]>
  /**
   * Present where capability `changes` is not `none`. Begins after the token `from`, at `'start'` or `'now'`, waits for what
   * comes, and ends when the signal fires. A token that is none is `invalid_argument`.
   */
  changes?(target: Target, from: string, signal: AbortSignal): AsyncIterable<DriverChange>

  /**
   * Applies an update natively and atomically. `'declined'`: nothing was written and the portable layer is to read,
   * apply and write on condition of the version. Without this method it always does.
   */
  update?(target: Target, update: DriverUpdate, call: Call): Promise<UpdateOutcome>
  /** Writes many records, each on its own; at most {@link chunkSize} at a time. Without it they are written singly. */
  writeMany?(
    target: Target,
    records: readonly WriteRecord[],
    expected: 'absent' | 'any',
    call: Call,
  ): Promise<readonly Outcome[]>
  /** Present where capability `bulkWriteByFilter` is `server`. */
  updateMany?(
    target: Target,
    query: Scope,
    update: DriverBulkUpdate,
    call: Call,
  ): Promise<{ updated: number; failed: number }>
  /** Present where capability `bulkWriteByFilter` is `server`. */
  deleteMany?(target: Target, query: Scope, call: Call): Promise<number>
}

/** How many documents the portable layer hands to `writeMany`, or reads for a write by filter, at a time. */
export const chunkSize = 1000

/** A document's identity: ids are unique within a partition. */
export interface Key {
  readonly id: string
  readonly partitionKey: string
}

/** What is remembered about a collection beside its data. */
export interface CollectionSettings {
  readonly partitionKeyPath: string
  /** Seconds; null: expiry is on without a default; undefined: it is off. */
  readonly defaultTtl: number | null | undefined
}

/** A collection to be created. */
export interface CollectionDefinition extends CollectionSettings {
  readonly name: string
  readonly indexes: readonly Index[]
}

/** The collection that an operation is about. */
export interface Target {
  readonly collection: string
  readonly settings: CollectionSettings
  /** The partition key path, as the fields to walk. */
  readonly partitionKeyPath: FieldPath
}

/** A document as it is stored, with what is kept beside it. */
export interface StoredDocument {
  /** The caller's own copy: nothing else refers to it. */
  readonly document: JsonDocument
  /** An opaque text that is another for every write, of every incarnation, of every document. */
  readonly version: string
  /** Seconds from each write until expiry; null: never. */
  readonly ttlSeconds: number | null
}

/** A document to be stored. */
export interface WriteRecord {
  readonly key: Key
  /** Is handed to the caller afterwards: a driver that keeps documents keeps a copy. */
  readonly document: JsonDocument
  /** Seconds from this write until expiry; null: never. */
  readonly ttlSeconds: number | null
}

/** What must be true of the stored document for a write to happen. */
export type Expected = 'absent' | 'present' | 'any' | { readonly version: string }

/** What became of a write. */
export type Outcome =
  | { readonly kind: 'written'; readonly version: string }
  /** Expected absent, and it is there. */
  | { readonly kind: 'exists' }
  /** Expected present or a version, and it is not there. */
  | { readonly kind: 'missing' }
  /** Expected a version, and it is another. */
  | { readonly kind: 'stale' }
  /** Another document of the partition holds the values of this unique index. */
  | { readonly kind: 'duplicate'; readonly index: string }

/** What became of a removal: `missing` comes before `stale`. */
export type DeleteOutcome = { readonly kind: 'deleted' } | { readonly kind: 'missing' } | { readonly kind: 'stale' }

/** What became of a native update. */
export type UpdateOutcome =
  | { readonly kind: 'written'; readonly stored: StoredDocument }
  | { readonly kind: 'declined' }
  | Exclude<Outcome, { readonly kind: 'written' }>

/** An update of one document. */
export interface DriverUpdate {
  readonly key: Key
  readonly patch: ParsedPatch
  /** The version it must have; undefined: any. */
  readonly version: string | undefined
  /** Whether a missing document is made by `apply(null)`. */
  readonly upsert: boolean
  /** Given with `ttlSeconds`; undefined: an existing document keeps its own. */
  readonly ttlSeconds: number | null | undefined
  /**
   * The record that the update makes of what is stored (null: of nothing). For drivers that read and write within
   * one transaction. Throws what the caller is to be told when the patch does not fit; nothing may be written then.
   */
  readonly apply: (current: StoredDocument | null) => WriteRecord
}

/** An update of every document that matches. */
export interface DriverBulkUpdate {
  readonly patch: ParsedPatch
  /** As {@link DriverUpdate.apply}; null when the patch does not fit this document. */
  readonly apply: (current: StoredDocument, key: Key) => WriteRecord | null
}

/** Which documents a query is about. */
export interface Scope {
  readonly filter: FilterNode
  /** The partition to search; undefined: all. */
  readonly partitionKey: string | undefined
}

/** One key of an order: null and missing, then false, true, numbers, strings, everything else; reversed for -1. */
export interface SortKey {
  readonly path: FieldPath
  readonly direction: 1 | -1
}

/** A query for documents. */
export interface DriverQuery extends Scope {
  /** At most three keys, the most important first; empty: in any order. */
  readonly sort: readonly SortKey[]
  /** At least 1; undefined: all. */
  readonly limit: number | undefined
  /** How many of the order to leave out; 0 with a page. */
  readonly offset: number
  /**
   * Asks for a page of a total order: after the sort keys by `id`, then by partition key, both ascending; `id` is
   * left out where it is a sort key. Arrays and objects are equal to each other as sort values. With no sort keys
   * and capability `sort` false the order is the engine's own, as long as it is total and lasting.
   */
  readonly page: PagePosition | 'first' | undefined
  /** The paths that the caller will look at, for drivers that can leave the rest behind. Undefined: all. */
  readonly select: readonly FieldPath[] | undefined
}

/** The place of a page's last document in the order; the next page begins after it. */
export interface PagePosition {
  /** One value a sort key. */
  readonly values: readonly SortValue[]
  readonly id: string
  readonly partitionKey: string
}

/** A sort key's value: null stands for missing too, `other` for an array or an object. */
export type SortValue = Scalar | { readonly other: true }

/** A question about groups. */
export interface DriverAggregate extends Scope {
  /** A document whose value at one of these is an array or an object is in no group. Missing and null are one. */
  readonly groupBy: readonly FieldPath[]
  readonly columns: readonly AggregateColumn[]
}

/** One column: `sum` and `avg` take numbers, `min` and `max` numbers before strings; other types are ignored. */
export type AggregateColumn =
  | { readonly function: 'count' }
  | { readonly function: 'sum' | 'avg' | 'min' | 'max'; readonly path: FieldPath }

/** One group: a key a `groupBy` path, a value a column (null: nothing to take the average or extreme of). */
export interface DriverGroup {
  readonly keys: readonly Scalar[]
  readonly values: readonly (number | string | null)[]
}

/** One operation of a transaction. */
export type DriverOperation =
  | { readonly kind: 'write'; readonly record: WriteRecord; readonly expected: Expected }
  | { readonly kind: 'update'; readonly update: DriverUpdate }
  | { readonly kind: 'delete'; readonly key: Key; readonly version: string | undefined }

/** Either everything was applied, or nothing, because of the operation at `index`. */
export type TransactOutcome =
  | { readonly kind: 'committed'; readonly results: readonly (StoredDocument | null)[] }
  | {
      readonly kind: 'refused'
      readonly index: number
      readonly outcome: Exclude<Outcome, { readonly kind: 'written' }>
    }

/** A change as a driver tells it. */
export type DriverChange =
  | { readonly kind: 'put'; readonly stored: StoredDocument; readonly token: string }
  | { readonly kind: 'delete'; readonly key: Key; readonly token: string }

/** What a raw error means. */
export interface Classification {
  readonly code: CloudErrorCode
  /** What went wrong and what to do about it, without any value; the portable layer has a sentence for every code. */
  readonly message?: string
  readonly retryable?: boolean
  readonly retryAfterMs?: number
  /** False when a write is known not to have been applied; by default it is unknown after `unavailable` and `timeout`. */
  readonly ambiguous?: boolean
}
