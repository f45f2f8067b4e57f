import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { compileQuery, SqlError } from '../src/cosmos/sql/index.ts'

const corpus = process.env['COSMOS_QUERIES']

/** Why texts of applications are not run: each cause, with what is known of it. */
const causes = {
  'The order by query does not have a corresponding composite index that it can be served from.':
    'right: the container has none here',
  "'ORDER BY' is not supported in presence of GROUP BY.": 'right: documented, "GROUP BY"',
  "Syntax error, incorrect syntax near 'value'.": 'right: a reserved word, which is written c["value"]',
  "Syntax error, incorrect syntax near 'DISTINCT'.": 'right: COUNT(DISTINCT x) is not of the language',
}

it('at least 95 % of the queries of real applications are run, and why the others are not is known (runs where COSMOS_QUERIES names them: they are not in this repository)', (context) => {
  if (corpus === undefined) return context.skip('COSMOS_QUERIES does not name the file of the corpus')
  const texts = wholeTexts(corpus)
  const refused = texts.map(refusal).filter((message) => message !== undefined)
  expect(refused.filter((message) => !Object.hasOwn(causes, message))).toEqual([])
  expect(refused.length / texts.length).toBeLessThan(0.05)
})

/** The texts that are not put together by a program. */
function wholeTexts(path: string): string[] {
  const lines = readFileSync(path, 'utf8').trim().split('\n')
  const texts = lines.map((line) => (JSON.parse(line) as { sql: string }).sql)
  return [...new Set(texts)].filter((text) => !text.includes('${'))
}

function refusal(text: string): string | undefined {
  const names = new Set(text.match(/@\w+/g))
  const counts = new Set([...text.matchAll(/(?:TOP|OFFSET|LIMIT)\s+(@\w+)/gi)].map(([, name]) => name))
  const parameters = new Map([...names].map((name) => [name, counts.has(name) ? 1 : 'x'] as const))
  try {
    compileQuery(text, { compositeIndexes: [] }).run([{ id: '1', type: 'x', tags: [] }], parameters)
  } catch (error) {
    if (error instanceof SqlError) return error.message
    throw error
  }
  return undefined
}
