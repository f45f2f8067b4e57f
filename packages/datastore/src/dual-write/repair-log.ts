import type { OperationOptions } from '@bytelyst/core'
import type { Key } from '../driver.ts'

/**
 * How long a written document lives: so many seconds, null for never, `'default'` of its collection, or `'kept'`: as
 * long as it did before, which is what an update means.
 */
export type Life = number | null | 'default' | 'kept'

/** A document that a write is about. */
export interface AffectedKey extends Key {
  readonly life: Life
}

/** A write that the secondary may not have seen. It says which documents to compare, and never what they hold. */
export interface RepairEntry {
  /** Of letters, digits and `-`, at most 64. */
  readonly id: string
  /** Milliseconds since the epoch: when the write began, or was last known to be under way. */
  readonly at: number
  readonly collection: string
  /** At most {@link keysOfOneEntry} documents; empty for a write by filter. */
  readonly keys: readonly AffectedKey[]
  /** For a write by filter: what it was confined to. */
  readonly scope?: RepairScope
}

/** The filter of a write, as JSON text, since its operators are no field names, and its partition. */
export interface RepairScope {
  readonly filter: string
  readonly partitionKey?: string
}

/** So that the largest entry is far below what any engine stores as one document. */
export const keysOfOneEntry = 100

/**
 * Where {@link dualWrite} remembers what the secondary may have missed, and which documents were deleted. It must be as
 * durable as the data, and belongs to one pair of stores in one direction: when they change roles, begin a new one.
 *
 * {@link collectionRepairLog} keeps it in a collection of any provider.
 */
export interface RepairLog {
  /** Stores entries, in the place of those with the same ids. All are durable when it resolves. */
  append(entries: readonly RepairEntry[], options?: OperationOptions): Promise<void>
  /** Removes entries. Those that are not there do not matter. */
  remove(ids: readonly string[], options?: OperationOptions): Promise<void>
  /** Every entry, in any order; entries that come or go meanwhile may be missed. */
  iterate(options?: OperationOptions): AsyncIterable<RepairEntry>
  /** Stores for good that these were deleted. Durable when it resolves. */
  bury(collection: string, keys: readonly Key[], options?: OperationOptions): Promise<void>
  /** Whether this was deleted, ever. */
  isBuried(collection: string, key: Key, options?: OperationOptions): Promise<boolean>
}

/**
 * A repair log in this process's memory, for tests: what it holds is lost with the process.
 *
 * @example
 * ```ts
 * import { MemoryDatastoreProvider } from '@bytelyst/datastore'
 * import { dualWrite, memoryRepairLog } from '@bytelyst/datastore/dual-write'
 *
 * const [primary, secondary] = [new MemoryDatastoreProvider(), new MemoryDatastoreProvider()]
 * export const provider = dualWrite({ primary, secondary, repairLog: memoryRepairLog() })
 * ```
 */
export function memoryRepairLog(): RepairLog {
  const entries = new Map<string, RepairEntry>()
  const buried = new Set<string>()
  const tombstone = (collection: string, { id, partitionKey }: Key): string =>
    JSON.stringify([collection, partitionKey, id])
  return {
    append(added) {
      for (const entry of added) entries.set(entry.id, structuredClone(entry))
      return Promise.resolve()
    },
    remove(ids) {
      for (const id of ids) entries.delete(id)
      return Promise.resolve()
    },
    async *iterate() {
      yield* structuredClone([...entries.values()])
    },
    bury(collection, keys) {
      for (const key of keys) buried.add(tombstone(collection, key))
      return Promise.resolve()
    },
    isBuried: (collection, key) => Promise.resolve(buried.has(tombstone(collection, key))),
  }
}
