import type { StoredDocument } from '../../driver.ts'
import { copyJson } from '../../document/copy.ts'
import type { JsonDocument } from '../../types/document.ts'

/** A document in memory. A write makes a new one; nothing in it changes but its slot. */
export interface Entry {
  readonly id: string
  readonly partitionKey: string
  readonly document: JsonDocument
  readonly version: string
  readonly ttlSeconds: number | null
  /** Milliseconds since the epoch; Infinity: never. */
  readonly expiresAt: number
  /** Its place among all entries of the collection. */
  slot: number
}

/** The entry as its reader gets it: a copy. */
export function toStored(entry: Entry): StoredDocument {
  return { document: copyJson(entry.document), version: entry.version, ttlSeconds: entry.ttlSeconds }
}
