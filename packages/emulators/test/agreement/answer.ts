import type { Json } from '../../src/cosmos/json.ts'
import { identity } from '../../src/cosmos/sql/value.ts'

/** A query with the values of its parameters. */
export interface Question {
  readonly text: string
  /** By name, with the `@`. */
  readonly parameters: ReadonlyMap<string, Json>
}

/** What a server says to a query: rows, or why not. */
export type Answer = { readonly rows: readonly Json[] } | { readonly status: number; readonly message: string }

export function refused(status: number, message: string): Answer {
  return { status, message }
}

/** A text that is the same for two answers exactly if they are the same: rows have an order only where one was asked for. */
export function answerText(answer: Answer, { text }: Question): string {
  if (!('rows' in answer)) return `refused with ${answer.status}`
  const rows = answer.rows.map((row) => identity(withoutSystemFields(row)))
  return (/\bORDER\s+BY\b/i.test(text) ? rows : rows.toSorted()).join('\n')
}

/** The field that holds the partition: of a name that no query has. */
export const partitionField = 'partitionOfTheTest'

/** What documents have beside what was written: each server its own. */
const systemFields: ReadonlySet<string> = new Set(['_rid', '_self', '_etag', '_ts', '_attachments', partitionField])

function withoutSystemFields(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(withoutSystemFields)
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries<Json>(value as Readonly<Record<string, Json>>)
  return Object.fromEntries(
    fields.filter(([name]) => !systemFields.has(name)).map(([name, field]) => [name, withoutSystemFields(field)]),
  )
}
