import { isReservedField } from './fields.ts'
import { invalid } from './invalid.ts'
import type { JsonValue } from '../types/document.ts'

/** The fields to walk, outermost first; empty for the value itself. */
export type FieldPath = readonly string[]

const maxSegments = 8
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const forbiddenSegment = /^\$|["\u0000-\u001f\u007f-\u009f]|^\d+$|^__proto__$|^$/
const inherited = new Set(Object.getOwnPropertyNames(Object.prototype))

/**
 * Splits a dotted path.
 *
 * @param where - the part of the call that holds it, for the message
 * @throws CloudError `invalid_argument`
 */
export function parsePath(path: unknown, where: string): FieldPath {
  const segments = parseNestedPath(path, where)
  const [first = ''] = segments
  if (isReservedField(first)) throw invalid(where, `a field of documents; "${first}" is reserved and never stored`)
  return segments
}

/** As {@link parsePath}, below the top level of a document, where no field is reserved. */
export function parseNestedPath(path: unknown, where: string): FieldPath {
  if (typeof path !== 'string') throw invalid(where, 'a dotted path')
  const segments = path.split('.')
  if (segments.length > maxSegments) throw invalid(where, `a path of at most ${maxSegments} segments`)
  for (const segment of segments) {
    if (forbiddenSegment.test(segment) || !segment.isWellFormed()) {
      throw invalid(
        where,
        'a path whose segments are not empty, not all digits, not __proto__, without a leading $, quotes and control characters',
      )
    }
  }
  return segments
}

/** True for names that a plain object inherits: reading them needs an own-property check. */
export function isInheritedName(segment: string): boolean {
  return inherited.has(segment)
}

/** The value at a path, walking plain objects only; undefined when it is missing. */
export function valueAt(document: JsonValue, path: FieldPath): JsonValue | undefined {
  let value: JsonValue | undefined = document
  for (const segment of path) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, segment)) {
      return undefined
    }
    value = (value as { readonly [field: string]: JsonValue })[segment]
  }
  return value
}

/** Whether a path is that of a document's id. */
export function isIdPath(path: FieldPath): boolean {
  return path.length === 1 && path[0] === 'id'
}

/** Whether two paths are one. */
export function isSamePath(one: FieldPath, other: FieldPath): boolean {
  return one.length === other.length && one.every((segment, i) => segment === other[i])
}

/** Whether one path is the other, or above or below it. */
export function overlaps(one: FieldPath, other: FieldPath): boolean {
  const shorter = Math.min(one.length, other.length)
  for (let i = 0; i < shorter; i += 1) if (one[i] !== other[i]) return false
  return true
}
