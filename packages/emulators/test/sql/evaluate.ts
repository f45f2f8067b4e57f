import { compileQuery, SqlError, type IndexingFacts } from '../../src/cosmos/sql/index.ts'
import type { Json } from '../../src/cosmos/json.ts'

/** What stands in a table of cases for a value that is undefined: the service leaves it out. */
export const nothing: unique symbol = Symbol('undefined')

const noIndexes: IndexingFacts = { compositeIndexes: [] }

/** A text of SQL in a table, with what it comes to. */
export type Case = readonly [text: string, expected: Json | typeof nothing]

/** What an expression comes to, of a document `c`. */
export function evaluate(expression: string, document: Json = {}, parameters: Record<string, Json> = {}): unknown {
  const [row] = run(`SELECT VALUE {"value": ${expression}} FROM c`, [document], parameters)
  const { value } = row as { value?: Json }
  return value === undefined ? nothing : value
}

/** The rows of a query over documents. */
export function run(
  text: string,
  documents: readonly Json[],
  parameters: Record<string, Json> = {},
  indexing: IndexingFacts = noIndexes,
): readonly Json[] {
  const query = compileQuery(text, indexing, () => Date.UTC(2026, 0, 31, 23, 59, 59, 123))
  return query.run(documents, named(parameters))
}

export function named(parameters: Record<string, Json>): ReadonlyMap<string, Json> {
  return new Map(Object.entries(parameters).map(([name, value]) => [`@${name}`, value]))
}

/** The error that the service answers for a query, as `code message`. */
export function refusal(text: string, indexing: IndexingFacts = noIndexes): string {
  try {
    compileQuery(text, indexing).run([{ id: '1' }], new Map())
  } catch (error) {
    if (error instanceof SqlError) return `${error.code} ${error.message}`.trim()
    throw error
  }
  return 'is run'
}
