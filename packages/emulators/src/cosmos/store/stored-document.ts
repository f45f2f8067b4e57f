import type { Json, JsonObject } from '../json.ts'
import type { Partition } from './partition.ts'

/** A document as it is kept: never changed, only replaced. */
export interface StoredDocument {
  readonly id: string
  readonly partition: Partition
  /** Its place in the order of creation; the same through all its versions. */
  readonly sequence: number
  /** The number of the write that made this version, in all of the emulator. */
  readonly lsn: number
  readonly etag: string
  /** `_ts`: seconds. */
  readonly timestamp: number
  /** With its system properties. */
  readonly body: JsonObject
  /** The body as JSON. */
  readonly text: string
}

const texts = new WeakMap<object, string>()

/** Remembers the JSON of a body. */
export function rememberText({ body, text }: StoredDocument): void {
  texts.set(body, text)
}

/** The JSON of a row of an answer: of a whole document, what was made when it was written. */
export function rowText(row: Json): string {
  const known = typeof row === 'object' && row !== null ? texts.get(row) : undefined
  return known ?? JSON.stringify(row)
}
