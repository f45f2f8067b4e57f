import type { JsonDocument, JsonValue } from '../types/document.ts'
import { isReservedField } from './fields.ts'
import { invalid } from './invalid.ts'

/** The nesting allowed in a document, which itself is level 1. */
const maxDepth = 30
const smallest = 1e-130
const largest = Number.MAX_SAFE_INTEGER

/** Whether every engine keeps this number as it is: zero, or of magnitude 1e-130 to 2^53-1. */
export function isStorableNumber(value: number): boolean {
  const magnitude = Math.abs(value)
  return value === 0 || (magnitude >= smallest && magnitude <= largest)
}

/** Whether every engine keeps this string as it is: well-formed, and without NUL. */
export function isStorableString(value: string): boolean {
  return value.isWellFormed() && !value.includes('\0')
}

/** A deep copy of what is JSON already. */
export function copyJson<V extends JsonValue>(value: V): V {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(copyJson) as JsonValue as V
  const source = value as JsonDocument
  const copy: Record<string, JsonValue> = {}
  for (const field in source) copy[field] = copyJson(source[field] as JsonValue)
  return copy as JsonValue as V
}

/**
 * A document as JSON, checked: `Date` becomes its ISO text, fields that are `undefined` are dropped.
 * The copy shares nothing with the argument.
 *
 * @param where - what the argument is called, for messages: `document`, `documents[3]`
 * @throws CloudError `invalid_argument` with the path of what cannot be stored
 */
export function copyDocument(document: unknown, where: string, maxBytes: number): JsonDocument {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw invalid(where, 'a document', document)
  }
  const copy = new Copier(where).object(document as Record<string, unknown>, 1, [])
  for (const field in copy) {
    if (isReservedField(field)) throw invalid(`${where}.${field}`, 'a field name that is not reserved')
  }
  checkSize(copy, where, maxBytes)
  return copy
}

/** A value for a field, checked and copied as {@link copyDocument} does. `depth` is the level at which it will stand. */
export function copyValue(value: unknown, where: string, depth: number): JsonValue {
  return new Copier(where).value(value, depth, [])
}

/** @throws CloudError `invalid_argument` when the JSON text is longer than the limit */
export function checkSize(document: JsonDocument, where: string, maxBytes: number): void {
  if (boundOnSize(document) <= maxBytes) return
  if (sizeOf(document) > maxBytes) throw invalid(where, `at most ${maxBytes} bytes of JSON`)
}

/** The UTF-8 bytes of a document's JSON text. */
export function sizeOf(document: JsonDocument): number {
  return new TextEncoder().encode(JSON.stringify(document)).length
}

/** More than the bytes of the JSON text, cheaply: no text is made for the many documents that are far below the limit. */
function boundOnSize(value: JsonValue): number {
  if (typeof value === 'string') return 6 * value.length + 2
  if (typeof value !== 'object' || value === null) return 24
  let bound = 2
  if (Array.isArray(value)) {
    for (const element of value) bound += boundOnSize(element) + 1
    return bound
  }
  const document = value as JsonDocument
  for (const field in document) bound += 6 * field.length + 4 + boundOnSize(document[field] as JsonValue)
  return bound
}

/** Checks and copies in one pass. Keeps the place, so that a message can name it. */
class Copier {
  readonly #where: string

  constructor(where: string) {
    this.#where = where
  }

  value(value: unknown, depth: number, place: (string | number)[]): JsonValue {
    switch (typeof value) {
      case 'string':
        if (!isStorableString(value)) throw this.#invalid(place, 'a string without NUL and lone surrogates')
        return value
      case 'number':
        if (!isStorableNumber(value)) {
          throw this.#invalid(place, 'a number that is 0 or of magnitude 1e-130 to 2^53-1', value)
        }
        return value === 0 ? 0 : value
      case 'boolean':
        return value
      case 'object':
        if (value === null) return null
        if (value instanceof Date) return this.#date(value, place)
        return Array.isArray(value)
          ? this.#array(value, depth, place)
          : this.object(value as Record<string, unknown>, depth, place)
      default:
        throw this.#invalid(place, 'a JSON value or a Date', value)
    }
  }

  object(value: Record<string, unknown>, depth: number, place: (string | number)[]): JsonDocument {
    if (depth > maxDepth) throw this.#invalid(place, `at most ${maxDepth} levels of nesting`)
    if (Object.prototype.toString.call(value) !== '[object Object]' || typeof value['toJSON'] === 'function') {
      throw this.#invalid(place, 'plain JSON or a Date', value)
    }
    const copy: Record<string, JsonValue> = {}
    for (const field of Object.keys(value)) {
      const child = value[field]
      if (child === undefined) continue
      place.push(field)
      if (!isFieldName(field)) {
        throw this.#invalid(place, 'a field name that is not empty, not __proto__, without "." and a leading "$"')
      }
      copy[field] = this.value(child, depth + 1, place)
      place.pop()
    }
    return copy
  }

  #array(value: readonly unknown[], depth: number, place: (string | number)[]): JsonValue {
    if (depth > maxDepth) throw this.#invalid(place, `at most ${maxDepth} levels of nesting`)
    const copy: JsonValue[] = []
    for (let i = 0; i < value.length; i += 1) {
      place.push(i)
      copy.push(this.value(value[i], depth + 1, place))
      place.pop()
    }
    return copy
  }

  #date(value: Date, place: (string | number)[]): string {
    if (Number.isNaN(value.getTime())) throw this.#invalid(place, 'a valid Date')
    return value.toISOString()
  }

  #invalid(place: readonly (string | number)[], expected: string, ...given: unknown[]): Error {
    const path = place.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('')
    return given.length > 0 ? invalid(this.#where + path, expected, given[0]) : invalid(this.#where + path, expected)
  }
}

function isFieldName(name: string): boolean {
  return name !== '' && name !== '__proto__' && name[0] !== '$' && !name.includes('.') && isStorableString(name)
}
