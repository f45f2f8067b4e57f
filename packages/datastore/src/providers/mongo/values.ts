import type { FieldPath } from '../../document/path.ts'
import type { JsonDocument, JsonValue } from '../../types/document.ts'

/** A value as the SDK writes it: the SDK would take a field `_bsontype` for a mark of its own, but not in a Map. */
export function toBson(value: JsonValue): unknown {
  return holdsMark(value) ? withMaps(value) : value
}

/** The fields of a document, each as the SDK writes it. */
export function toBsonFields(document: JsonDocument): JsonDocument | Record<string, unknown> {
  if (!holdsMark(document)) return document
  return Object.fromEntries(Object.entries(document).map(([field, value]) => [field, toBson(value)]))
}

/** A document whose own field is the mark of the SDK's classes must not be taken for one of them. */
export function asWritten(fields: Readonly<Record<string, unknown>>): unknown {
  return mark in fields ? new Map(Object.entries(fields)) : fields
}

/** Whether a path begins with the mark, so that it cannot be the name of a field in an object that the SDK is given. */
export function beginsWithMark(path: FieldPath): boolean {
  return path[0] === mark
}

/** A condition that may name the mark, as the SDK writes it. The object around it stays one, which can be put with others. */
export function asCondition(query: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return { $and: [withoutMarks(query)] }
}

function withoutMarks(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutMarks)
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value
  return asWritten(Object.fromEntries(Object.entries(value).map(([name, child]) => [name, withoutMarks(child)])))
}

/** A value that the SDK has read, as JSON. What JSON lacks is the text, or the number, that stands for it. */
export function fromBson(value: unknown): JsonValue {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      return Number.isFinite(value) ? value + 0 : null
    case 'bigint':
      return numberOrText(value.toString())
    case 'object':
      return value === null ? null : fromObject(value)
    default:
      return null
  }
}

const mark = '_bsontype'

function holdsMark(value: JsonValue): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (Array.isArray(value)) return value.some(holdsMark)
  return Object.entries(value).some(([field, child]) => field === mark || holdsMark(child))
}

function withMaps(value: JsonValue): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(withMaps)
  return new Map(Object.entries(value as Readonly<Record<string, JsonValue>>).map(([k, v]) => [k, withMaps(v)]))
}

function fromObject(value: object): JsonValue {
  if (Array.isArray(value)) return value.map(fromBson)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (value instanceof RegExp) return String(value)
  // A class of the SDK has its mark on the prototype; a field of that name is a document's own.
  const isPlain = Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null
  if (!isPlain) return fromClass(value)
  const fields: Record<string, JsonValue> = {}
  for (const [field, child] of Object.entries(value)) if (field !== '__proto__') fields[field] = fromBson(child)
  return fields
}

/** Values of BSON that other writers store, by the SDK's own text for them. */
function fromClass(value: object): JsonValue {
  switch ((value as { readonly [mark]?: unknown })[mark]) {
    case 'Long':
    case 'Int32':
    case 'Double':
      return numberOrText(textOf(value))
    case 'Binary': {
      const { sub_type: subtype } = value as { readonly sub_type?: number }
      const binary = value as { toString(encoding: 'base64' | 'hex'): string }
      const isUuid = subtype === 4
      return isUuid ? uuidOf(binary.toString('hex')) : binary.toString('base64')
    }
    case 'DBRef': {
      const { collection, oid } = value as { readonly collection?: unknown; readonly oid?: unknown }
      return { collection: fromBson(collection), id: fromBson(oid) }
    }
    case 'Code':
      return String((value as { readonly code?: unknown }).code)
    case 'MinKey':
    case 'MaxKey':
      return null
    default:
      return textOf(value)
  }
}

/** The text that the SDK's own classes have. */
function textOf(value: { toString(): string }): string {
  return value.toString()
}

/** A number where it is exact, else its digits. */
function numberOrText(text: string): number | string {
  const number = Number(text)
  return Number.isSafeInteger(number) || (Number.isFinite(number) && !/^-?\d+$/.test(text)) ? number : text
}

function uuidOf(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
