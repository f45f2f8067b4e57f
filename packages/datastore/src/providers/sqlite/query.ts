import type { DriverQuery, PagePosition, Scope, SortKey, Target } from '../../driver.ts'
import { rankOf } from '../../query/order.ts'
import { sortsById } from '../../query/sort.ts'
import { classesLeftBy, isOrdered, type TypeClass } from '../../query/type-class.ts'
import { columnField, pathField } from './field.ts'
import { filterSql, type FieldLookup, type Parameters } from './filter.ts'

/** A statement and the values of its parameters. */
export interface Statement {
  readonly sql: string
  readonly parameters: Parameters
}

/** Fields of a document's row: the id and the partition key are columns, the rest is in the JSON. */
export function rowFields({ partitionKeyPath }: Target): FieldLookup {
  const partitionKey = partitionKeyPath.join('.')
  return (path) => {
    const name = path.join('.')
    if (name === partitionKey) return columnField('pk')
    return name === 'id' ? columnField('id') : pathField('document', path)
  }
}

/** The condition of a scope: what matches, in its partition, and has not expired. */
export function whereSql(target: Target, scope: Scope, now: number, parameters: Parameters): string {
  const conditions: string[] = []
  if (scope.partitionKey !== undefined) {
    conditions.push('pk = ?')
    parameters.push(scope.partitionKey)
  }
  conditions.push(filterSql(scope.filter, rowFields(target), parameters))
  conditions.push('(expires_at IS NULL OR expires_at > ?)')
  parameters.push(now)
  return conditions.join(' AND ')
}

/** The statement that finds a query's documents. */
export function findSql(table: string, target: Target, query: DriverQuery, now: number): Statement {
  const parameters: Parameters = []
  let where = whereSql(target, query, now, parameters)
  const terms = orderTerms(target, query)
  if (typeof query.page === 'object') where += ` AND ${afterSql(terms, query.page, parameters)}`
  const order = terms.flatMap(({ rank, value, direction }) => {
    const suffix = direction === 1 ? '' : ' DESC'
    return rank === undefined ? [value + suffix] : [rank + suffix, value + suffix]
  })
  const orderBy = order.length === 0 ? '' : ` ORDER BY ${order.join(', ')}`
  let limit = ''
  if (query.limit !== undefined || query.offset > 0) {
    limit = ' LIMIT ? OFFSET ?'
    parameters.push(query.limit ?? -1, query.offset)
  }
  return { sql: `SELECT document, version, ttl FROM ${table} WHERE ${where}${orderBy}${limit}`, parameters }
}

export interface OrderTerm {
  /** Absent where it is the same everywhere, and the values are numbers or strings. */
  readonly rank: string | undefined
  readonly value: string
  readonly direction: 1 | -1
  /** The value of a page's last document. */
  readonly last: (position: PagePosition) => PagePosition['values'][number]
}

/** The order asked for; a page's is total. */
export function orderTerms(target: Target, { sort, page, filter }: DriverQuery): readonly OrderTerm[] {
  const fields = rowFields(target)
  const terms = sort.map(({ path, direction }: SortKey, i): OrderTerm => {
    const { rank, value } = fields(path)
    const last = (position: PagePosition): PagePosition['values'][number] => position.values[i] ?? null
    const classes = classesLeftBy(filter, path)
    const pinned = classes.length === 1 && isOrdered(classes[0] as TypeClass) ? classes[0] : undefined
    // SQLite takes a range of an index for sorted only where the rank, which is the same everywhere, is not asked for.
    const ranked = rank !== '4' && (pinned === undefined || (typeof page === 'object' && rankOf(last(page)) !== pinned))
    return { rank: ranked ? rank : undefined, value, direction, last }
  })
  if (page !== undefined) {
    if (!sortsById(sort)) {
      const { value } = fields(['id'])
      terms.push({ rank: undefined, value, direction: 1, last: ({ id }) => id })
    }
    terms.push({ rank: undefined, value: 'pk', direction: 1, last: ({ partitionKey }) => partitionKey })
  }
  // Where the id is the partition key, one column is named twice: the second mention decides nothing.
  return terms.filter(({ value }, i) => terms.findIndex((term) => term.value === value) === i)
}

/** What stands behind a page's last document: later in the first term, or equal there and later in the rest. */
function afterSql(terms: readonly OrderTerm[], position: PagePosition, parameters: Parameters): string {
  const [term, ...rest] = terms
  if (term === undefined) return 'FALSE'
  const last = term.last(position)
  const later = term.direction === 1 ? '>' : '<'
  if (term.rank === undefined) {
    const bound = last as string | number
    parameters.push(bound)
    if (rest.length === 0) return `${term.value} ${later} ?`
    parameters.push(bound, bound)
    return `(${term.value} ${later}= ? AND (${term.value} ${later} ? OR (${term.value} = ? AND ${afterSql(rest, position, parameters)})))`
  }
  const rank = rankOf(last)
  if (typeof last !== 'string' && typeof last !== 'number') {
    return `(${term.rank} ${later}= ${rank} AND (${term.rank} ${later} ${rank} OR ${afterSql(rest, position, parameters)}))`
  }
  parameters.push(last, last)
  return `(${term.rank} ${later}= ${rank} AND (${term.rank} ${later} ${rank} OR ${term.value} ${later} ? OR (${term.value} = ? AND ${afterSql(rest, position, parameters)})))`
}
