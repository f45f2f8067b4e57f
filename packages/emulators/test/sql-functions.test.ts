import { describe, expect, it } from 'vitest'
import { functions } from '../src/cosmos/sql/functions/registry.ts'
import { evaluate, refusal } from './sql/evaluate.ts'
import { functionCases } from './sql/function-cases.ts'

describe.each(Object.entries(functionCases))('%s', (_page, table) => {
  it.each(table)('%s', (text, expected) => {
    expect(evaluate(text)).toEqual(expected)
  })
})

describe('the functions', () => {
  it('have each a case at least', () => {
    const texts = Object.values(functionCases)
      .flat()
      .map(([text]) => text.toUpperCase())
    const synonyms = new Set([
      'GETCURRENTDATETIMESTATIC',
      'GETCURRENTTICKSSTATIC',
      'GETCURRENTTIMESTAMPSTATIC',
      'COT',
      'IIF',
    ])
    const untried = Object.keys(functions).filter((name) => !texts.some((text) => text.includes(`${name}(`)))
    expect(untried.filter((name) => !synonyms.has(name))).toEqual([])
  })

  it.each([
    ['NOPE(1)', "SC2005 'NOPE' is not a recognized built-in function name."],
    ['toString2(1)', "SC2005 'toString2' is not a recognized built-in function name."],
    ['constructor(1)', "SC2005 'constructor' is not a recognized built-in function name."],
    ['LOWER()', 'SC2050 The LOWER function requires 1 argument(s).'],
    ["CONTAINS('a')", 'SC2050 The CONTAINS function requires 2 to 3 argument(s).'],
    ["CONCAT('a')", 'SC2050 The CONCAT function requires at least 2 argument(s).'],
    ['ST_DISTANCE(c.a, c.b)', "The function 'ST_DISTANCE' is not supported by this emulator."],
    ['VectorDistance(c.a, [1])', "The function 'VectorDistance' is not supported by this emulator."],
    ['FullTextContains(c.a, "x")', "The function 'FullTextContains' is not supported by this emulator."],
    ['udf.mine(c)', 'SC2006 User-defined functions are not supported here.'],
    ["RegexMatch('a', '(')", /^The regular expression is not valid/],
  ])('%s is refused, not guessed', (text, expected) => {
    expect(refusal(`SELECT VALUE ${text} FROM c`)).toMatch(expected)
  })
})
