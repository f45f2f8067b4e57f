import { isCloudError } from '@bytelyst/core'

/** What one side answered, in a form in which equal answers are equal. */
export interface Answer {
  readonly value: unknown
  /** What is wrong with this answer whatever the other side says: a promise that it breaks by itself. */
  readonly fault?: string
}

/** A number that need not be exact: a sum of fractions depends on the order in which they are added. */
export class Approximate {
  readonly value: number
  readonly tolerance: number

  constructor(value: number, tolerance: number) {
    this.value = value
    this.tolerance = tolerance
  }
}

/** Where two answers differ, as a path; undefined when they are the same. */
export function differenceOf(one: unknown, other: unknown, place = 'answer'): string | undefined {
  if (one instanceof Approximate && other instanceof Approximate) {
    return Math.abs(one.value - other.value) <= Math.max(one.tolerance, other.tolerance) ? undefined : place
  }
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) {
    return Object.is(one, other) ? undefined : place
  }
  if (Array.isArray(one) !== Array.isArray(other)) return place
  if (Array.isArray(one) && Array.isArray(other) && one.length !== other.length) return `${place}.length`
  const keys = new Set([...Object.keys(one), ...Object.keys(other)])
  for (const key of keys) {
    const inOne = Object.hasOwn(one, key)
    if (inOne !== Object.hasOwn(other, key)) return `${place}.${key}`
    const difference = differenceOf((one as never)[key], (other as never)[key], `${place}.${key}`)
    if (difference !== undefined) return difference
  }
  return undefined
}

/** JSON with the fields of objects in order: equal values have equal text. -0 is not 0: nothing may answer it. */
export function canonical(value: unknown): string {
  if (Object.is(value, -0)) return '-0'
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined'
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  const fields = Object.keys(value).toSorted()
  return `{${fields.map((field) => `${JSON.stringify(field)}:${canonical((value as never)[field])}`).join()}}`
}

/** Values in the order of their texts, for answers in no order; or in that of a part of them that no two share. */
export function unordered<V>(values: readonly V[], part: (value: V) => unknown = (value) => value): V[] {
  const texts = values.map((value) => [canonical(part(value)), value] as const)
  return texts.toSorted(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0)).map(([, value]) => value)
}

/**
 * What is wrong with a part of an ordered whole that was to be `offset` to `offset + limit` of it; undefined when
 * nothing is. Items of one class may come in any order, and any of them may be the ones that are cut off.
 *
 * @param forms - what each item of the whole looks like in the part
 */
export function faultOfSlice(
  part: readonly unknown[],
  forms: readonly unknown[],
  classes: readonly number[],
  offset: number,
  limit: number | undefined,
): string | undefined {
  const expected = Math.max(0, Math.min(limit ?? Infinity, forms.length - offset))
  if (part.length !== expected) return `${part.length} items where ${expected} of ${forms.length} are due`
  const left = new Map<string, number>()
  const add = (text: string, count: number): number => {
    const sum = (left.get(text) ?? 0) + count
    left.set(text, sum)
    return sum
  }
  for (const [i, form] of forms.entries()) add(`${classes[i]} ${canonical(form)}`, 1)
  for (const [i, item] of part.entries()) {
    if (add(`${classes[offset + i]} ${canonical(item)}`, -1) < 0) return `item ${i} is not one that belongs there`
  }
  return undefined
}

/** Numbers the runs of items that compare as equal; undefined when the items are not in order. */
export function classesOf<I>(items: readonly I[], order: (one: I, other: I) => number): number[] | undefined {
  let current = 0
  const classes: number[] = []
  for (const [i, item] of items.entries()) {
    const result = i === 0 ? 0 : order(items[i - 1] as I, item)
    if (result > 0) return undefined
    if (result < 0) current += 1
    classes.push(current)
  }
  return classes
}

/** What a contract's error may say of these operations; anything else is a fault of the harness or of the provider. */
const expectedCodes: ReadonlySet<string> = new Set([
  'invalid_argument',
  'not_found',
  'already_exists',
  'precondition_failed',
])

/** The answer, or the error as an answer. The index of what is invalid is not promised. */
export async function answerOf(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask()
  } catch (error) {
    if (!isCloudError(error)) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
      return { value: { threw: text }, fault: `threw what is no CloudError: ${text}` }
    }
    const { code, index } = error
    const value = index === undefined || code === 'invalid_argument' ? { refused: code } : { refused: code, index }
    if (expectedCodes.has(code)) return { value }
    return { value, fault: `${code}: ${error.message} ${error.cause instanceof Error ? error.cause.message : ''}` }
  }
}
