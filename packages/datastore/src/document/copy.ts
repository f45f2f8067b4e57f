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
  return (Array.isArray(value) ? copyList(value) : copyFields(value as JsonDocument)) as JsonValue as V
}

/** Spreading takes over the layout of an object, and is several times faster than setting one field after the other. */
function copyFields(source: JsonDocument): JsonDocument {
  const copy: Record<string, JsonValue> = { ...source }
  for (const field in copy) {
    const value = copy[field]
    if (typeof value === 'object' && value !== null) copy[field] = copyJson(value)
  }
  return copy
}

function copyList(source: readonly JsonValue[]): JsonValue[] {
  const copy = source.slice()
  for (let i = 0; i < copy.length; i += 1) {
    const value = copy[i]
    if (typeof value === 'object' && value !== null) copy[i] = copyJson(value)
  }
  return copy
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
  if (isLarger([document], maxBytes)) throw invalid(where, `at most ${maxBytes} bytes of JSON`)
}

/** Whether the JSON texts of these documents are longer together. */
export function isLarger(documents: readonly JsonDocument[], maxBytes: number): boolean {
  const sum = (measure: (document: JsonDocument) => number): number =>
    documents.reduce((bytes, document) => bytes + measure(document), 0)
  return sum(boundOnSize) > maxBytes && sum(sizeOf) > maxBytes
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
    // A spread keeps the layout of the original, by which every later copy and every scan is faster.
    const copy: Record<string, unknown> = { ...value }
    let isJson = Object.getOwnPropertySymbols(copy).length === 0
    for (const field of Object.keys(copy)) {
      const child = copy[field]
      if (child === undefined) {
        isJson = false
        continue
      }
      place.push(field)
      if (!isFieldName(field)) {
        throw this.#invalid(place, 'a field name that is not empty, not __proto__, without "." and a leading "$"')
      }
      copy[field] = this.value(child, depth + 1, place)
      place.pop()
    }
    return (isJson ? copy : fieldsOf(copy)) as JsonDocument
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

/** The fields that JSON has: those with a name that is text, and a value. */
function fieldsOf(object: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined))
}

function isFieldName(name: string): boolean {
  return name !== '' && name !== '__proto__' && name[0] !== '$' && !name.includes('.') && isStorableString(name)
}
