import { compareCodePoints } from '../filter/text.ts'
import type { SortValue } from '../driver.ts'
import type { JsonValue } from '../types/document.ts'

/** The rank of a value's kind in every order: null and missing, false, true, numbers, strings, everything else. */
export function rankOf(value: JsonValue | undefined): number {
  switch (typeof value) {
    case 'boolean':
      return value ? 2 : 1
    case 'number':
      return 3
    case 'string':
      return 4
    case 'object':
      return value === null ? 0 : 5
    default:
      return 0
  }
}

/** Compares two values in the pinned order. Arrays and objects are equal to each other. */
export function compareValues(one: JsonValue | undefined, other: JsonValue | undefined): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other
  if (typeof one === 'string' && typeof other === 'string') return compareCodePoints(one, other)
  return rankOf(one) - rankOf(other)
}

/** What of a value decides its place. */
export function sortValueOf(value: JsonValue | undefined): SortValue {
  if (value === undefined) return null
  return typeof value === 'object' && value !== null ? { other: true } : value
}
