import type { Json, JsonObject } from '../json.ts'
import { ServiceError } from '../service-error.ts'

/** What stands for a field that is not there. On the wire it is `{}`. */
export const missing: unique symbol = Symbol('missing')

/** One component of a partition key. */
export type KeyComponent = string | number | boolean | null | typeof missing

/** The values of a partition key, one for each path of the definition; fewer are the prefix of a hierarchical key. */
export type PartitionKey = readonly KeyComponent[]

/** How a container's documents are laid out. */
export interface PartitionKeyDefinition {
  readonly kind: 'Hash' | 'MultiHash'
  readonly paths: readonly string[]
  readonly version: 1 | 2
}

const longestKeyBytes = 2048

/** Reads the header `x-ms-documentdb-partitionkey`, or the text in an operation of a bulk request. */
export function parsePartitionKey(text: string, definition: PartitionKeyDefinition): PartitionKey {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    parsed = undefined
  }
  if (!Array.isArray(parsed)) throw invalidKey()
  if (parsed.length === 0) return definition.paths.map(() => missing)
  if (parsed.length > definition.paths.length) throw wrongLength()
  return parsed.map(component)
}

/** @throws ServiceError for a prefix, where one logical partition is meant */
export function requireWholeKey(key: PartitionKey, definition: PartitionKeyDefinition): PartitionKey {
  if (key.length !== definition.paths.length) throw wrongLength()
  return key
}

/** The partition key that stands in a document. */
export function extractPartitionKey(document: JsonObject, definition: PartitionKeyDefinition): PartitionKey {
  return definition.paths.map((path) => {
    let value: Json | undefined = document
    for (const name of splitPath(path)) value = field(value, name)
    return component(value)
  })
}

/** One text for each key: equal texts are equal keys. */
export function partitionKeyText(key: PartitionKey): string {
  const text = JSON.stringify(key.map((value) => (value === missing ? {} : value)))
  if (text.length > longestKeyBytes && Buffer.byteLength(text) > longestKeyBytes) {
    throw new ServiceError(400, `Partition key is too long: it may have ${longestKeyBytes} bytes.`)
  }
  return text
}

/** The names of a path like `/a/b` or `/"a b"/c`. */
export function splitPath(path: string): readonly string[] {
  const names = path.match(/"[^"]*"|[^/]+/g) ?? []
  return names.map((name) => (/^".*"$/.test(name) ? name.slice(1, -1) : name))
}

/** An own field of an object; undefined for everything else. */
export function field(value: Json | undefined, name: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, name)) {
    return undefined
  }
  return (value as JsonObject)[name]
}

function component(value: unknown): KeyComponent {
  if (value === undefined) return missing
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  // Zero has one sign, or `-0` would be in a partition of its own and yet have the text of `0`.
  if (typeof value === 'number' && Number.isFinite(value)) return value === 0 ? 0 : value
  if (typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length === 0) return missing
  throw invalidKey()
}

function invalidKey(): ServiceError {
  return new ServiceError(400, 'Partition key is invalid: its components are strings, numbers, booleans and null.')
}

function wrongLength(): ServiceError {
  const message =
    'Partition key provided either does not correspond to definition in the collection or does not match partition key field values specified in the document.'
  return new ServiceError(400, message, { substatus: 1001 })
}
