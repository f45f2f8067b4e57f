import { fixed, between, ofNumbers, type FunctionDefinition, type Functions } from './definition.ts'
import type { Value } from '../value.ts'

/** Half is rounded away from zero. */
function round(value: number): number {
  return Math.sign(value) * Math.round(Math.abs(value))
}

function log(value: Value, base?: Value): Value {
  if (typeof value !== 'number' || (base !== undefined && typeof base !== 'number')) return undefined
  const result = base === undefined ? Math.log(value) : Math.log(value) / Math.log(base)
  return Number.isFinite(result) ? result : undefined
}

/** To a number of decimal places. */
function roundTo(value: Value, places: Value = 0): Value {
  if (typeof value !== 'number' || !Number.isInteger(places)) return undefined
  const factor = 10 ** (places as number)
  const result = round(value * factor) / factor
  return Number.isFinite(result) ? result : undefined
}

function toInteger(value: Value): bigint | undefined {
  return Number.isInteger(value) && Math.abs(value as number) <= 2 ** 63 ? BigInt(value as number) : undefined
}

/** Of whole numbers of 64 bits; undefined of any other. */
function ofIntegers(count: number, call: (...numbers: bigint[]) => bigint | undefined): FunctionDefinition {
  return fixed(count, (...args) => {
    const numbers = args.map(toInteger)
    if (numbers.includes(undefined)) return undefined
    const result = call(...(numbers as bigint[]))
    return result === undefined ? undefined : Number(BigInt.asIntN(64, result))
  })
}

function division(call: (left: bigint, right: bigint) => bigint): (left: bigint, right: bigint) => bigint | undefined {
  return (left, right) => (right === 0n ? undefined : call(left, right))
}

function shiftRight(value: bigint, by: bigint): bigint {
  return value >> (by & 63n)
}

export const mathFunctions: Functions = {
  ABS: ofNumbers(1, Math.abs),
  ACOS: ofNumbers(1, Math.acos),
  ASIN: ofNumbers(1, Math.asin),
  ATAN: ofNumbers(1, Math.atan),
  ATN2: ofNumbers(2, Math.atan2),
  CEILING: ofNumbers(1, Math.ceil),
  COS: ofNumbers(1, Math.cos),
  COT: ofNumbers(1, (value) => 1 / Math.tan(value)),
  DEGREES: ofNumbers(1, (value) => (value * 180) / Math.PI),
  EXP: ofNumbers(1, Math.exp),
  FLOOR: ofNumbers(1, Math.floor),
  INTADD: ofIntegers(2, (left, right) => left + right),
  INTBITAND: ofIntegers(2, (left, right) => left & right),
  INTBITLEFTSHIFT: ofIntegers(2, (value, by) => value << (by & 63n)),
  INTBITNOT: ofIntegers(1, (value) => ~value),
  INTBITOR: ofIntegers(2, (left, right) => left | right),
  INTBITRIGHTSHIFT: ofIntegers(2, shiftRight),
  INTBITXOR: ofIntegers(2, (left, right) => left ^ right),
  INTDIV: ofIntegers(
    2,
    division((left, right) => left / right),
  ),
  INTMOD: ofIntegers(
    2,
    division((left, right) => left % right),
  ),
  INTMUL: ofIntegers(2, (left, right) => left * right),
  INTSUB: ofIntegers(2, (left, right) => left - right),
  LOG: between(1, 2, log),
  LOG10: ofNumbers(1, Math.log10),
  NUMBERBIN: between(1, 2, (value, size = 1) => {
    if (typeof value !== 'number' || typeof size !== 'number' || size === 0) return undefined
    return Math.floor(value / size) * size
  }),
  PI: fixed(0, () => Math.PI),
  POWER: ofNumbers(2, (value, by) => value ** by),
  RADIANS: ofNumbers(1, (value) => (value * Math.PI) / 180),
  RAND: fixed(0, () => Math.random()),
  ROUND: between(1, 2, roundTo),
  SIGN: ofNumbers(1, Math.sign),
  SIN: ofNumbers(1, Math.sin),
  SQRT: ofNumbers(1, Math.sqrt),
  SQUARE: ofNumbers(1, (value) => value * value),
  TAN: ofNumbers(1, Math.tan),
  TRUNC: ofNumbers(1, Math.trunc),
}
