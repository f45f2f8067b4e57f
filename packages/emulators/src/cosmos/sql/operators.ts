import type { Operator } from './tree.ts'
import { checkLength } from './size.ts'
import { compare, equal, finite, type Value } from './value.ts'

type Binary = (left: Value, right: Value) => Value

function compared(holds: (order: number) => boolean): Binary {
  return (left, right) => {
    const order = compare(left, right)
    return order === undefined ? undefined : holds(order)
  }
}

function arithmetic(call: (left: number, right: number) => number): Binary {
  return (left, right) =>
    typeof left === 'number' && typeof right === 'number' ? finite(call(left, right)) : undefined
}

function negate(value: Value): Value {
  return typeof value === 'boolean' ? !value : undefined
}

/** The operators of two operands that need both. */
export const binary: Readonly<Record<Exclude<Operator, 'AND' | 'OR' | '??'>, Binary>> = {
  '=': equal,
  '!=': (left, right) => negate(equal(left, right)),
  '<': compared((order) => order < 0),
  '<=': compared((order) => order <= 0),
  '>': compared((order) => order > 0),
  '>=': compared((order) => order >= 0),
  '+': arithmetic((left, right) => left + right),
  '-': arithmetic((left, right) => left - right),
  '*': arithmetic((left, right) => left * right),
  '/': arithmetic((left, right) => left / right),
  '%': arithmetic((left, right) => left % right),
  '|': arithmetic((left, right) => left | right),
  '&': arithmetic((left, right) => left & right),
  '^': arithmetic((left, right) => left ^ right),
  '<<': arithmetic((left, right) => left << right),
  '>>': arithmetic((left, right) => left >> right),
  '>>>': arithmetic((left, right) => left >>> right),
  '||': (left, right) => {
    if (typeof left !== 'string' || typeof right !== 'string') return undefined
    checkLength(left.length + right.length)
    return left + right
  },
}

export const unary: Readonly<Record<'NOT' | '-' | '+' | '~', (value: Value) => Value>> = {
  NOT: negate,
  '-': (value) => (typeof value === 'number' ? -value : undefined),
  '+': (value) => (typeof value === 'number' ? value : undefined),
  '~': (value) => (typeof value === 'number' ? ~value : undefined),
}

/** False if one is, true if all are, else undefined. */
export function and(values: Iterable<Value>): Value {
  let result: Value = true
  for (const value of values) {
    if (value === false) return false
    if (value !== true) result = undefined
  }
  return result
}

/** Whether a value lies between two others: false as soon as one side says so. */
export function between(value: Value, low: Value, high: Value): Value {
  return and([binary['>='](value, low), binary['<='](value, high)])
}
