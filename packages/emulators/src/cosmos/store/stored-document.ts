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

/**
 * The JSON of a row of an answer: of a whole document, also of one in a field, as in the rows that the SDK merges, what was
 * made when it was written.
 */
export function rowText(row: Json): string {
  const known = textOf(row)
  if (known !== undefined) return known
  if (!isObject(row) || !Object.values<Json>(row).some((value) => textOf(value) !== undefined))
    return JSON.stringify(row)
  const fields = Object.entries<Json>(row)
  return `{${fields.map(([name, value]) => `${JSON.stringify(name)}:${textOf(value) ?? JSON.stringify(value)}`).join(',')}}`
}

function textOf(value: Json): string | undefined {
  return typeof value === 'object' && value !== null ? texts.get(value) : undefined
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
