import type { Value } from '../value.ts'

/** Milliseconds since 1970. */
export type Clock = () => number

/** A function of the service. */
export interface FunctionDefinition {
  readonly minimum: number
  readonly maximum: number
  /** Of arguments that may be undefined; the fewest are given, the others may be absent. */
  call(args: readonly Value[], clock: Clock): Value
}

export function fixed(count: number, call: (...args: Value[]) => Value): FunctionDefinition {
  return { minimum: count, maximum: count, call: (args) => call(...args) }
}

export function between(minimum: number, maximum: number, call: (...args: Value[]) => Value): FunctionDefinition {
  return { minimum, maximum, call: (args) => call(...args) }
}

/** Of strings; undefined if one is none. */
export function ofStrings(count: number, call: (...texts: string[]) => Value): FunctionDefinition {
  return fixed(count, (...args) => (args.every(isString) ? call(...args) : undefined))
}

/** Of numbers; undefined if one is none, or if what comes out is none. */
export function ofNumbers(count: number, call: (...numbers: number[]) => number): FunctionDefinition {
  return fixed(count, (...args) => {
    if (!args.every((value) => typeof value === 'number')) return undefined
    const result = call(...args)
    return Number.isFinite(result) ? result : undefined
  })
}

function isString(value: Value): value is string {
  return typeof value === 'string'
}

export type Functions = Readonly<Record<string, FunctionDefinition>>
