import { compare, compareText, isObject, lookUp, type Fields } from './order.ts'

type Filter = Readonly<Record<string, unknown>>

/** Whether a document matches, by the contract's tables, on the filter as it was written. It has been checked. */
export function matches(filter: Filter, document: Fields): boolean {
  return Object.entries(filter).every(([key, value]) => {
    switch (key) {
      case '$and':
        return (value as Filter[]).every((each) => matches(each, document))
      case '$or':
        return (value as Filter[]).some((each) => matches(each, document))
      case '$nor':
        return !(value as Filter[]).some((each) => matches(each, document))
      case '$not':
        return !matches(value as Filter, document)
      default:
        return conditionHolds(lookUp(document, key), value, false)
    }
  })
}

function conditionHolds(value: unknown, condition: unknown, isElement: boolean): boolean {
  if (!isObject(condition)) return equal(value, condition)
  const ignoreCase = condition['$ci'] === true
  return Object.entries(condition).every(([name, operand]) => {
    if (name === '$ci') return true
    if (name === '$not') return !conditionHolds(value, operand, isElement)
    return operators[name]?.(value, scalar(operand), { ignoreCase, isElement }) ?? false
  })
}

interface Setting {
  readonly ignoreCase: boolean
  /** The value is an array's element: what is in it is not looked at. */
  readonly isElement: boolean
}

const operators: Readonly<Record<string, (value: unknown, operand: unknown, setting: Setting) => boolean>> = {
  $eq: (value, operand, { ignoreCase }) => equal(value, operand, ignoreCase),
  $ne: (value, operand, { ignoreCase }) => !equal(value, operand, ignoreCase),
  $in: (value, operand) => (operand as unknown[]).some((each) => equal(value, each)),
  $nin: (value, operand) => !(operand as unknown[]).some((each) => equal(value, each)),
  $gt: (value, operand) => sameType(value, operand) && compare(value, operand) > 0,
  $gte: (value, operand) => sameType(value, operand) && compare(value, operand) >= 0,
  $lt: (value, operand) => sameType(value, operand) && compare(value, operand) < 0,
  $lte: (value, operand) => sameType(value, operand) && compare(value, operand) <= 0,
  $exists: (value, operand) => (value !== undefined) === operand,
  $isNull: (value, operand) => (typeOf(value) === 'null') === operand,
  $type: (value, operand) => typeOf(value) === operand,
  $size: (value, operand) => Array.isArray(value) && value.length === operand,
  $startsWith: (value, operand, { ignoreCase }) =>
    withText(value, operand, (text, part) => sameText(text.slice(0, part.length), part, ignoreCase)),
  $endsWith: (value, operand, { ignoreCase }) =>
    withText(value, operand, (text, part) => sameText(text.slice(-part.length), part, ignoreCase)),
  $contains(value, operand, { ignoreCase, isElement }) {
    if (Array.isArray(value)) return !isElement && value.some((element) => equal(element, operand))
    return withText(value, operand, (text, part) =>
      text.some((_, i) => sameText(text.slice(i, i + part.length), part, ignoreCase)),
    )
  },
  $elemMatch(value, operand) {
    if (!Array.isArray(value) || !isObject(operand)) return false
    if (isOperatorForm(operand)) return value.some((element) => conditionHolds(element, operand, true))
    return value.some((element) => isObject(element) && matches(operand, element))
  },
}

/** Operators of `$elemMatch` are about the element itself; anything else is a filter on an object element. */
export function isOperatorForm(operand: Fields): boolean {
  return Object.keys(operand).some((key) => key.startsWith('$') && !['$and', '$or', '$nor', '$not'].includes(key))
}

/** "null and missing are equal to every operator except `$exists`"; equality is of scalars only. */
function equal(value: unknown, operand: unknown, ignoreCase = false): boolean {
  const wanted = scalar(operand)
  if (wanted === null) return value === null || value === undefined
  if (typeof value === 'string' && typeof wanted === 'string') {
    return sameText(Array.from(value), Array.from(wanted), ignoreCase)
  }
  return value === wanted
}

function sameType(value: unknown, operand: unknown): boolean {
  return (typeof value === 'number' || typeof value === 'string') && typeof value === typeof operand
}

function withText(
  value: unknown,
  operand: unknown,
  holds: (text: readonly string[], part: readonly string[]) => boolean,
): boolean {
  return typeof value === 'string' && typeof operand === 'string' && holds(Array.from(value), Array.from(operand))
}

/** Characters that are the same, or of which one is the other's upper or lower form. */
function sameText(one: readonly string[], other: readonly string[], ignoreCase: boolean): boolean {
  if (!ignoreCase) return compareText(one.join(''), other.join('')) === 0
  return (
    one.length === other.length &&
    one.every((a, i) => {
      const b = other[i] ?? ''
      return a === b || a.toLowerCase() === b || a.toUpperCase() === b
    })
  )
}

export function typeOf(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return 'array'
  return typeof value
}

/** "Date becomes ISO-8601 on write and in filters." */
export function scalar(value: unknown): unknown {
  return value instanceof Date ? value.toISOString() : value
}
