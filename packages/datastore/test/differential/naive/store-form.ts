import { isObject, type Fields } from './order.ts'

/** What is stored of a value that has been checked: ISO text for a `Date`, no `undefined` fields, 0 for -0. */
export function stored(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map(stored)
  if (!isObject(value)) return value === 0 ? 0 : value
  const copy: Fields = {}
  for (const [field, child] of Object.entries(value)) if (child !== undefined) copy[field] = stored(child)
  return copy
}
