/**
 * An object as a literal makes it, of any realm, or one without a prototype: its own enumerable fields are all that
 * counts. A promise or a Map has none, and would be an empty filter.
 */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null
}
