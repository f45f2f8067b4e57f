import { compareOrder, finite, type Value } from './value.ts'

/** What an aggregate has seen so far. */
export interface Accumulator {
  add(value: Value): void
  result(): Value
}

export type AggregateName = 'COUNT' | 'COUNTIF' | 'SUM' | 'AVG' | 'MIN' | 'MAX'

/** The names of the aggregates in a query, and what the SDK calls them in a plan. */
export const aggregates: Readonly<
  Record<AggregateName, { readonly planName: string; readonly create: () => Accumulator }>
> = {
  COUNT: { planName: 'Count', create: count },
  COUNTIF: { planName: 'CountIf', create: countIf },
  SUM: { planName: 'Sum', create: sum },
  AVG: { planName: 'Average', create: average },
  MIN: { planName: 'Min', create: () => extreme((order) => order < 0) },
  MAX: { planName: 'Max', create: () => extreme((order) => order > 0) },
}

export function aggregateName(name: string): AggregateName | undefined {
  const key = name.toUpperCase()
  return Object.hasOwn(aggregates, key) ? (key as AggregateName) : undefined
}

/** How many values there are. */
function count(): Accumulator {
  let seen = 0
  return {
    add: (value) => void (value !== undefined && seen++),
    result: () => seen,
  }
}

function countIf(): Accumulator {
  let seen = 0
  return {
    add: (value) => void (value === true && seen++),
    result: () => seen,
  }
}

/** What is undefined does not count; anything else that is no number makes the whole undefined. */
function numbers(result: (total: number, seen: number) => Value): Accumulator {
  let [total, seen, mixed] = [0, 0, false]
  return {
    add(value) {
      if (typeof value === 'number') {
        total += value
        seen++
      } else if (value !== undefined) mixed = true
    },
    result: () => (mixed ? undefined : result(total, seen)),
  }
}

function sum(): Accumulator {
  return numbers((total) => finite(total))
}

function average(): Accumulator {
  return numbers((total, seen) => finite(total / seen))
}

/** Of null, booleans, numbers and strings, in this order; an array or object makes the whole undefined. */
function extreme(better: (order: number) => boolean): Accumulator {
  let [best, mixed]: [Value, boolean] = [undefined, false]
  return {
    add(value) {
      if (typeof value === 'object' && value !== null) mixed = true
      else if (value !== undefined && (best === undefined || better(compareOrder(value, best)))) best = value
    },
    result: () => (mixed ? undefined : best),
  }
}
