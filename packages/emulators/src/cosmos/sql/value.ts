import type { Json, JsonObject } from '../json.ts'

/** What an expression comes to: a JSON value, or undefined. */
export type Value = Json | undefined

export function isObject(value: Value): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isArray(value: Value): value is readonly Json[] {
  return Array.isArray(value)
}

/** A field that the value has itself; undefined of anything but an object. */
export function field(value: Value, name: string): Value {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
}

/** An element of an array by its place, or a field of an object by its name. */
export function element(value: Value, index: Value): Value {
  if (typeof index === 'string') return field(value, index)
  return typeof index === 'number' && isArray(value) ? value[index] : undefined
}

/** Sets a field, also one that JavaScript takes for something else. */
export function put(object: Record<string, Json>, name: string, value: Json): void {
  if (name === '__proto__') {
    Object.defineProperty(object, name, { value, configurable: true, enumerable: true, writable: true })
  } else object[name] = value
}

/** The types in the order in which the service sorts them. */
const ranks = { undefined: 0, null: 1, false: 2, true: 3, number: 4, string: 5, array: 6, object: 7 } as const

function rank(value: Value): number {
  switch (typeof value) {
    case 'undefined':
      return ranks.undefined
    case 'boolean':
      return value ? ranks.true : ranks.false
    case 'number':
      return ranks.number
    case 'string':
      return ranks.string
    default:
      if (value === null) return ranks.null
      return Array.isArray(value) ? ranks.array : ranks.object
  }
}

/** The order of ORDER BY, MIN and MAX, over all types; strings by their UTF-16 units. */
export function compareOrder(left: Value, right: Value): number {
  const difference = rank(left) - rank(right)
  if (difference !== 0) return difference
  if (typeof left === 'number' || typeof left === 'string') return ascending(left, right as typeof left)
  if (isArray(left)) return compareArrays(left, right as readonly Json[])
  if (isObject(left)) return compareArrays(sortedEntries(left), sortedEntries(right as JsonObject))
  return 0
}

function ascending(left: number | string, right: number | string): number {
  if (left === right) return 0
  return left < right ? -1 : 1
}

function compareArrays(left: readonly Json[], right: readonly Json[]): number {
  for (let index = 0; index < left.length && index < right.length; index++) {
    const difference = compareOrder(left[index], right[index])
    if (difference !== 0) return difference
  }
  return left.length - right.length
}

function sortedEntries(object: JsonObject): readonly Json[] {
  return Object.keys(object)
    .toSorted()
    .map((name) => [name, object[name] ?? null])
}

/**
 * Whether two values are equal; undefined where one is undefined.
 *
 * Values of two types are not equal. The documentation's table of comparisons has Undefined for them, but then
 * `c.city != null` would select nothing: EF Core's tests run it against Microsoft's emulator and are answered the documents
 * with a city, and the evaluator that the .NET SDK holds its queries to has false for two types.
 */
export function equal(left: Value, right: Value): boolean | undefined {
  return left === undefined || right === undefined ? undefined : same(left, right)
}

/** Whether two values are the same to the last part. */
export function same(left: Value, right: Value): boolean {
  if (left === right) return true
  if (isArray(left)) {
    if (!isArray(right) || left.length !== right.length) return false
    return left.every((item, index) => same(item, right[index]))
  }
  if (!isObject(left) || !isObject(right)) return false
  const names = Object.keys(left)
  if (names.length !== Object.keys(right).length) return false
  return names.every((name) => Object.hasOwn(right, name) && same(left[name], right[name]))
}

/**
 * Below, at or above zero; undefined for values of two types and for arrays and objects, which have no order in
 * comparisons.
 */
export function compare(left: Value, right: Value): number | undefined {
  if (typeof left === 'number') return typeof right === 'number' ? left - right : undefined
  if (typeof left === 'string') return typeof right === 'string' ? ascending(left, right) : undefined
  if (typeof left === 'boolean') return typeof right === 'boolean' ? Number(left) - Number(right) : undefined
  return left === null && right === null ? 0 : undefined
}

/** A number that JSON can hold; anything else is undefined. */
export function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined
}

/** Each value once, in the order of the first. */
export function unique(values: readonly Json[]): readonly Json[] {
  const known = new Set<string>()
  return values.filter((value) => known.size !== known.add(identity(value)).size)
}

/** A text that is the same for two values exactly if they are the same. */
export function identity(value: Value): string {
  if (value === undefined) return ''
  if (isArray(value)) return `[${value.map(identity).join()}]`
  if (!isObject(value)) return JSON.stringify(value)
  const names = Object.keys(value).toSorted()
  return `{${names.map((name) => `${JSON.stringify(name)}:${identity(value[name])}`).join()}}`
}
