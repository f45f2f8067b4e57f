import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { classify, type Classification, type QueryText, type TextForm } from './classifier/classify-query.ts'
import type { How } from './facts.ts'
import { howOf, type Feature } from './features.ts'

/** The table of facts about the corpus: a line a query, by a hash of its text, which itself is not here. */
export const tablePath: URL = new URL('queries.tsv', import.meta.url)

/** What is known of one query. */
export interface Row {
  /** The first 12 hexadecimal digits of the SHA-256 of its line in the corpus. */
  readonly query: string
  readonly form: TextForm
  readonly how: How
  readonly needs: readonly Feature[]
}

const header = 'query\ttext\texpressible\tneeds'

export function readTable(): Row[] {
  const [first, ...lines] = readFileSync(tablePath, 'utf8').trimEnd().split('\n')
  if (first !== header) throw new Error(`${tablePath.pathname} does not start with its header`)
  return lines.map((line) => {
    const [query = '', form = '', how = '', needs = ''] = line.split('\t')
    return { query, form: form as TextForm, how: how as How, needs: needs.split(' ') as Feature[] }
  })
}

export function formatTable(rows: readonly Row[]): string {
  const lines = rows.map(({ query, form, how, needs }) => [query, form, how, needs.join(' ')].join('\t'))
  return `${[header, ...lines].join('\n')}\n`
}

/** A query of the corpus with what the classifier says of it. */
export interface ClassifiedQuery extends Row {
  readonly text: QueryText
  readonly unparsed: Classification['unparsed']
}

/** The rows of a corpus: a JSON object a line, `{ sql, append? }`. Ordered by hash, so that the order tells nothing. */
export function classifyCorpus(path: string): ClassifiedQuery[] {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
  const queries = lines.map((line) => {
    const text = JSON.parse(line) as QueryText
    const { form, needs, unparsed } = classify(text)
    const query = createHash('sha256').update(line).digest('hex').slice(0, 12)
    return { query, form, how: howOf(needs), needs, text, unparsed }
  })
  return queries.toSorted((one, other) => (one.query < other.query ? -1 : 1))
}
