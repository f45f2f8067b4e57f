import type { DriverQuery, PagePosition, Target } from '../../driver.ts'
import { rankOf } from '../../query/order.ts'
import type { Parameters } from './filter.ts'
import { orderTerms, whereSql, type OrderTerm, type Statement } from './query.ts'

/** The statements that find a page, in their order; each takes how many documents are still wanted. */
export interface PageSteps {
  readonly all: readonly ((wanted: number) => Statement)[]
  /** The least narrow of them. */
  readonly last: Statement
  readonly limit: number
}

interface OrderColumn {
  readonly sql: string
  readonly direction: 1 | -1
  /** The value where the page before ended. */
  readonly last: string | number | null
  /** Whether other values can stand behind it while all columns before this one are equal. */
  readonly varies: boolean
}

/**
 * A page of a sorted query, in steps: what is equal to the last document in all columns of the order but the last,
 * then in all but the last two, and so on. SQLite seeks in an index for each of these, but not for their disjunction.
 * Undefined where there is nothing to continue.
 */
export function pageSteps(table: string, target: Target, query: DriverQuery, now: number): PageSteps | undefined {
  const { page, limit, offset, sort } = query
  if (typeof page !== 'object' || limit === undefined || offset > 0 || sort.length === 0) return undefined
  const columns = orderTerms(target, query).flatMap((term) => columnsOf(term, page))
  const steps = columns.flatMap((column, i) =>
    column.varies ? [(wanted: number) => stepSql(table, target, query, now, columns, i, wanted)] : [],
  )
  const widest = steps[0]
  return widest && { all: steps.toReversed(), last: widest(limit), limit }
}

function columnsOf({ rank, value, direction, last }: OrderTerm, page: PagePosition): OrderColumn[] {
  const at = last(page)
  if (rank === undefined) return [{ sql: value, direction, last: at as string | number, varies: true }]
  const varies = typeof at === 'string' || typeof at === 'number'
  const stored = typeof at === 'boolean' ? Number(at) : varies ? at : null
  return [
    { sql: rank, direction, last: rankOf(at), varies: true },
    { sql: value, direction, last: stored, varies },
  ]
}

function stepSql(
  table: string,
  target: Target,
  query: DriverQuery,
  now: number,
  columns: readonly OrderColumn[],
  i: number,
  wanted: number,
): Statement {
  const parameters: Parameters = []
  // Before the filter: of two lower bounds for one column SQLite seeks to the first.
  const conditions = columns.slice(0, i + 1).map(({ sql, last, direction }, j) => {
    if (last === null) return `${sql} IS NULL`
    parameters.push(last)
    return `${sql} ${j < i ? '=' : direction === 1 ? '>' : '<'} ?`
  })
  conditions.push(whereSql(target, query, now, parameters))
  parameters.push(wanted)
  const order = columns.slice(i).map(({ sql, direction }) => (direction === 1 ? sql : `${sql} DESC`))
  return {
    sql: `SELECT document, version, ttl FROM ${table} WHERE ${conditions.join(' AND ')} ORDER BY ${order.join(', ')} LIMIT ?`,
    parameters,
  }
}
