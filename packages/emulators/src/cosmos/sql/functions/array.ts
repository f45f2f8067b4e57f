import { checkLength } from '../size.ts'
import { identity, isArray, isObject, same, unique, type Value } from '../value.ts'
import { between, fixed, type Functions } from './definition.ts'

/** Whether an object has all fields of another one, each the same; for other values: whether they are the same. */
function matches(whole: Value, part: Value): boolean {
  if (!isObject(part)) return same(whole, part)
  return (
    isObject(whole) && Object.keys(part).every((name) => Object.hasOwn(whole, name) && same(whole[name], part[name]))
  )
}

function contains(items: Value, wanted: Value, partial: Value = false): Value {
  if (!isArray(items) || typeof partial !== 'boolean') return undefined
  if (wanted === undefined) return undefined
  return items.some((item) => (partial ? matches(item, wanted) : same(item, wanted)))
}

function slice(items: Value, start: Value, length: Value = Number.MAX_SAFE_INTEGER): Value {
  if (!isArray(items) || !Number.isInteger(start) || !Number.isInteger(length)) return undefined
  const [from, size] = [start as number, length as number]
  const first = from < 0 ? Math.max(items.length + from, 0) : from
  return items.slice(first, first + Math.max(size, 0))
}

function intersect(left: Value, right: Value): Value {
  if (!isArray(left) || !isArray(right)) return undefined
  const known = new Set(right.map(identity))
  return unique(left).filter((item) => known.has(identity(item)))
}

function union(left: Value, right: Value): Value {
  return isArray(left) && isArray(right) ? unique([...left, ...right]) : undefined
}

function difference(left: Value, right: Value): Value {
  if (!isArray(left) || !isArray(right)) return undefined
  const known = new Set(right.map(identity))
  return unique(left).filter((item) => !known.has(identity(item)))
}

function concat(args: readonly Value[]): Value {
  if (!args.every(isArray)) return undefined
  checkLength(args.reduce((sum, items) => sum + items.length, 0))
  return args.flat()
}

function containsEach(how: 'some' | 'every'): (args: readonly Value[]) => Value {
  return ([items, ...wanted]) => {
    if (!isArray(items)) return undefined
    return wanted[how]((value) => value !== undefined && items.some((item) => same(item, value)))
  }
}

export const arrayFunctions: Functions = {
  ARRAY_CONCAT: { minimum: 2, maximum: Infinity, call: concat },
  ARRAY_CONTAINS: between(2, 3, contains),
  ARRAY_CONTAINS_ALL: { minimum: 2, maximum: Infinity, call: containsEach('every') },
  ARRAY_CONTAINS_ANY: { minimum: 2, maximum: Infinity, call: containsEach('some') },
  ARRAY_LENGTH: fixed(1, (items) => (isArray(items) ? items.length : undefined)),
  ARRAY_SLICE: between(2, 3, slice),
  OBJECTTOARRAY: between(1, 3, (object, nameOf = 'k', valueOf = 'v') => {
    if (!isObject(object) || typeof nameOf !== 'string' || typeof valueOf !== 'string') return undefined
    return Object.entries(object).map(([name, value]) => ({ [nameOf]: name, [valueOf]: value }))
  }),
  SETDIFFERENCE: fixed(2, difference),
  SETINTERSECT: fixed(2, intersect),
  SETUNION: fixed(2, union),
}
