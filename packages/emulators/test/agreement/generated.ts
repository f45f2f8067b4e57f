import * as fc from 'fast-check'
import { compileQuery, SqlError } from '../../src/cosmos/sql/index.ts'
import { expressionText, queryText } from '../sql/arbitrary.ts'
import type { Question } from './answer.ts'
import { indexing } from './sample.ts'

/** The seed of generated queries, another one every time unless `FUZZ_SEED` says which. */
export const seed: number = wholeNumber('FUZZ_SEED', Math.floor(Math.random() * 1e9))

/** How many queries are generated: `FUZZ_CASES`, or what is usual. */
export const cases: number = wholeNumber('FUZZ_CASES', 400)

function wholeNumber(variable: string, usual: number): number {
  const text = process.env[variable] ?? String(usual)
  if (!/^\d{1,10}$/.test(text)) throw new Error(`${variable} takes a whole number of at most ten digits, got "${text}"`)
  return Number(text)
}

/** Queries over the sample: most of them are run by both sides, and tell something. */
export function generatedQuestions(count: number): readonly Question[] {
  const values = expressionText.map((text) => `SELECT c.id, ${text} AS v FROM c`)
  const filters = expressionText.map((text) => `SELECT c.id, c.a FROM c WHERE c.id = '1' OR (${text}) ORDER BY c.a`)
  const texts = fc.sample(
    fc.oneof({ arbitrary: values, weight: 2 }, { arbitrary: filters, weight: 2 }, { arbitrary: queryText, weight: 1 }),
    { numRuns: count * 3, seed },
  )
  const kept = [...new Set(texts)].filter((text, index) => {
    // One side has no subqueries, and refuses what it cannot plan: few of them are enough.
    const tellsLittle = !isRun(text) || /\(SELECT|GROUP BY.*LOWER/.test(text)
    return text.length < 1000 && (!tellsLittle || index % 8 === 0)
  })
  return kept.slice(0, count).map((text) => ({ text, parameters: new Map([['@p', 1]]) }))
}

function isRun(text: string): boolean {
  try {
    compileQuery(text, indexing)
    return true
  } catch (error) {
    if (error instanceof SqlError) return false
    throw error
  }
}
