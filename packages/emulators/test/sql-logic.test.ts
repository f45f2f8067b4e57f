import { describe, expect, it } from 'vitest'
import { evaluate, nothing, type Case } from './sql/evaluate.ts'

const values = ['true', 'false', 'undefined'] as const
const T = true
const F = false
const U = nothing

/** Documentation, "Logical operators": the truth tables, rows and columns in the order of `values`. */
const tables = {
  AND: [
    [T, F, U],
    [F, F, F],
    [U, F, U],
  ],
  OR: [
    [T, T, T],
    [T, F, U],
    [T, U, U],
  ],
} as const

describe('logic of three values', () => {
  const cells = (['AND', 'OR'] as const).flatMap((operator) =>
    values.flatMap((left, row) =>
      values.map((right, column) => [`${left} ${operator} ${right}`, tables[operator][row]?.[column]] as const),
    ),
  )
  it.each(cells)('%s is as in the truth table', (text, expected) => {
    expect(evaluate(text)).toBe(expected)
    expect(evaluate(text.replace('undefined', 'c.missing'))).toBe(expected)
  })

  it.each<Case>([
    ['NOT true', false],
    ['NOT false', true],
    ['NOT undefined', nothing],
    ['NOT 1', nothing],
    ['NOT null', nothing],
    ['1 AND false', false],
    ['1 AND true', nothing],
    ['"a" OR true', true],
    ['null OR false', nothing],
    ['NOT true = false', true],
    ['NOT (c.missing = 1)', nothing],
    ['false OR false OR true', true],
    ['true AND true AND c.missing', nothing],
    ['true OR false AND false', true],
  ])('%s', (text, expected) => {
    expect(evaluate(text)).toBe(expected)
  })
})

const samples = {
  undefined: ['undefined'],
  null: ['null'],
  boolean: ['true', 'false'],
  number: ['1', '2'],
  string: ["'a'", "'b'"],
  object: ['{"k": 1}', '{"k": 2}'],
  array: ['[1]', '[2]'],
} as const

/**
 * Documentation, "Equality and comparison operators", for order: it is undefined between types, arrays and objects. That
 * equality is defined between all that is defined is what EF Core's tests of `!= null` are answered by Microsoft's emulator.
 */
describe('comparison', () => {
  const types = Object.keys(samples) as (keyof typeof samples)[]
  const pairs = types.flatMap((left) => types.map((right) => [left, right] as const))

  it.each(pairs)('of %s with %s', (left, right) => {
    const [one, other] = [samples[left][0], samples[right][0]]
    const isDefined = left !== 'undefined' && right !== 'undefined'
    expect(evaluate(`${one} = ${other}`)).toBe(isDefined ? left === right : nothing)
    expect(evaluate(`${one} != ${other}`)).toBe(isDefined ? left !== right : nothing)
    const isOrdered = isDefined && left === right && !['object', 'array'].includes(left)
    const signs = ['<', '<=', '>', '>='].map((sign) => evaluate(`${one} ${sign} ${other}`))
    expect(signs).toEqual(isOrdered ? [false, true, false, true] : [nothing, nothing, nothing, nothing])
  })

  it.each(['boolean', 'number', 'string', 'object', 'array'] as const)('of two values of %s', (type) => {
    const [one, other] = samples[type]
    expect(evaluate(`${one} = ${other}`)).toBe(false)
    expect(evaluate(`${one} != ${other}`)).toBe(true)
    expect(evaluate(`${one} <> ${other}`)).toBe(true)
  })

  it.each<Case>([
    ['false < true', true],
    ['1 < 2', true],
    ['2 <= 1', false],
    ['2.0 = 2', true],
    ['-0 = 0', true],
    ["'a' < 'b'", true],
    ["'B' < 'a'", true],
    ["'a' < 'A'", false],
    ["'\\uD83D\\uDE00' < '\\uFF5E'", true],
    ['{"a": 1, "b": 2} = {"b": 2, "a": 1}', true],
    ['{"a": 1} = {"a": 1, "b": 2}', false],
    ['[1, [2, {"a": null}]] = [1, [2, {"a": null}]]', true],
    ['[1, 2] = [2, 1]', false],
    ['[1] = [1, 2]', false],
    ['[1, 2] = [1]', false],
    ['1 = 1 = true', true],
    ['c.city != null', nothing],
    ["'London' != null", true],
    ["NOT ('London' = null)", true],
  ])('%s', (text, expected) => {
    expect(evaluate(text)).toBe(expected)
  })
})

describe('IN and BETWEEN', () => {
  it.each<Case>([
    ['1 IN (1, 2)', true],
    ['3 IN (1, 2)', false],
    ["1 IN ('1', true, null)", false],
    ['null IN (1, null)', true],
    ['[1] IN ([1])', true],
    ['c.missing IN (1)', nothing],
    ['c.missing NOT IN (1)', nothing],
    ['3 NOT IN (1, 2)', true],
    ["'x' NOT IN (1, 2)", true],
    ['1 IN (c.missing, 1)', true],
    ['2 BETWEEN 1 AND 3', true],
    ['1 BETWEEN 1 AND 1', true],
    ['0 BETWEEN 1 AND 3', false],
    ["'b' BETWEEN 'a' AND 'c'", true],
    ["'b' BETWEEN 1 AND 3", nothing],
    ['c.missing BETWEEN 1 AND 3', nothing],
    ['2 NOT BETWEEN 1 AND 3', false],
    ["'b' NOT BETWEEN 1 AND 3", nothing],
    ['1 + 1 BETWEEN 2 AND 1 + 2 AND true', true],
  ])('%s', (text, expected) => {
    expect(evaluate(text)).toBe(expected)
  })
})
