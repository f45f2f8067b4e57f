import type { CloudError, OperationOptions } from '@bytelyst/core'
import type { Input } from './document.ts'
import type { Patch } from './patch.ts'

/** An etag to write on condition of. */
export interface Precondition {
  /**
   * Write only if the document still is the version that {@link etagOf} told, else `precondition_failed`.
   * The key present with `undefined` is `invalid_argument`: it would be an unconditional write by mistake.
   */
  readonly ifMatch?: string | undefined
}

/** How long a document lives. */
export interface Expiry {
  /**
   * Whole seconds after its last write, at least 1; null is never. Absent: the collection's `defaultTtl`, and in an update
   * what the document has. `invalid_argument` where expiry is off.
   */
  readonly ttlSeconds?: number | null | undefined
}

/** What `create`, `createMany` and `upsertMany` take. */
export interface CreateOptions extends OperationOptions, Expiry {}
/** What `replace` takes. */
export interface ReplaceOptions extends OperationOptions, Expiry, Precondition {}
/** What `upsert` takes. */
export interface UpsertOptions extends OperationOptions, Expiry, Precondition {}
/** What `delete` takes. */
export interface DeleteOptions extends OperationOptions, Precondition {}
/** What `update` takes. */
export interface UpdateOptions extends OperationOptions, Expiry, Precondition {
  /**
   * Create a missing document as `{ id, <partition key> }`, apply `$setOnInsert`, then the patch. `invalid_argument` with
   * `ifMatch`.
   */
  readonly upsert?: boolean | undefined
}

/** Bounds of a write by filter, and the partition that it is confined to. */
export interface WriteManyOptions extends OperationOptions {
  /** Confines the write to one partition. The key present with `undefined` is `invalid_argument`. */
  readonly partitionKey?: string
}

/**
 * One operation of `transact`. An id occurs at most once among them, and the partition key of a document is that of the
 * call. `delete` of a missing document fails.
 */
export type Operation<T> =
  | { readonly op: 'create'; readonly document: Input<T> }
  | ({ readonly op: 'upsert' | 'replace'; readonly document: Input<T> } & Precondition)
  | ({ readonly op: 'update'; readonly id: string; readonly patch: Patch<T> } & Precondition)
  | ({ readonly op: 'delete'; readonly id: string } & Precondition)

/** What became of one document of `createMany` or `upsertMany`. */
export type BatchItem<T> =
  | { readonly ok: true; readonly document: T }
  | { readonly ok: false; readonly error: CloudError }

/** What became of every document, in the order of the input. */
export interface BatchResult<T> {
  readonly items: readonly BatchItem<T>[]
  readonly succeeded: number
  readonly failed: number
}
