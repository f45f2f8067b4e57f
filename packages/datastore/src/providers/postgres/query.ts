import type { DriverQuery, PagePosition, Scope, StoredDocument, Target } from '../../driver.ts'
import { valueAt, type FieldPath } from '../../document/path.ts'
import { sortsById } from '../../query/sort.ts'
import { columnField, jsonField, keyAt, type FieldExpression } from './field.ts'
import { filterSql } from './filter.ts'
import { Parameters, type Statement } from './parameters.ts'
import { isLong } from './sort-key.ts'

/** What statements about one collection are made with. */
export interface TableContext {
  /** The table, quoted, with its schema. */
  readonly table: string
  /** What makes sort keys. */
  readonly keyFunction: string
  readonly target: Target
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly folding: string | undefined
}

export const storedColumns = 'document, version, ttl'

/** Fields of a document's row: the id and the partition key are columns, the rest is in the JSON. */
export function rowFields(partitionKeyPath: FieldPath, keyFunction: string): (path: FieldPath) => FieldExpression {
  const partitionKey = partitionKeyPath.join('.')
  return (path) => {
    const name = path.join('.')
    if (name === partitionKey) return columnField('pk')
    return name === 'id' ? columnField('id') : jsonField('document', path, keyFunction)
  }
}

export function fieldsOf({ target, keyFunction }: TableContext): (path: FieldPath) => FieldExpression {
  return rowFields(target.partitionKeyPath, keyFunction)
}

/** The condition of a scope: what matches, in its partition, and has not expired. */
export function whereSql(context: TableContext, scope: Scope, parameters: Parameters): string {
  const { now, folding, keyFunction } = context
  const conditions: string[] = []
  if (scope.partitionKey !== undefined) conditions.push(`pk = ${parameters.bind(scope.partitionKey, 'text')}`)
  conditions.push(filterSql(scope.filter, { field: fieldsOf(context), parameters, folding, keyFunction }))
  conditions.push(`(expires_at IS NULL OR expires_at > ${parameters.bind(now, 'float8')})`)
  return conditions.join(' AND ')
}

/**
 * The statement that finds a query's documents.
 *
 * @param exact - whether strings are ordered by all of their characters. Otherwise by those of their sort keys, which an index
 * has: right as long as no document found has a long string at a sort key; see {@link hasLongSortValue}
 */
export function findSql(context: TableContext, query: DriverQuery, exact: boolean): Statement {
  const parameters = new Parameters()
  let where = whereSql(context, query, parameters)
  const terms = orderTerms(context, query, exact)
  const { page } = query
  if (typeof page === 'object') where += ` AND ${afterSql(terms, page, parameters)}`
  const order = terms.map(({ sql, direction }) => (direction === 1 ? sql : `${sql} DESC`))
  const orderBy = order.length === 0 ? '' : ` ORDER BY ${order.join(', ')}`
  const limit = query.limit === undefined ? '' : ` LIMIT ${parameters.bind(query.limit, 'bigint')}`
  const offset = query.offset === 0 ? '' : ` OFFSET ${parameters.bind(query.offset, 'bigint')}`
  const sql = `SELECT ${storedColumns} FROM ${context.table} WHERE ${where}${orderBy}${limit}${offset}`
  return { sql, values: parameters.values }
}

/** Whether a page begins at a long string, so that only the exact order will do. */
export function beginsAtLongValue({ page }: DriverQuery): boolean {
  return typeof page === 'object' && page.values.some(isLong)
}

/** Whether a document has a long string at a sort key. */
export function hasLongSortValue({ sort }: DriverQuery, found: readonly StoredDocument[]): boolean {
  return sort.some(({ path }) => found.some(({ document }) => isLong(valueAt(document, path))))
}

interface OrderTerm {
  readonly sql: string
  readonly direction: 1 | -1
  /** What a page's last document has there. */
  readonly last: (position: PagePosition) => string
}

/** The order asked for; a page's is total. */
function orderTerms(context: TableContext, { sort, page }: DriverQuery, exact: boolean): readonly OrderTerm[] {
  const fields = fieldsOf(context)
  const terms = sort.flatMap(({ path, direction }, i): OrderTerm[] => {
    const field = fields(path)
    const valueOf = (position: PagePosition): PagePosition['values'][number] => position.values[i] ?? null
    const byKey: OrderTerm = { sql: field.key, direction, last: (at) => keyAt(field, valueOf(at)) ?? '' }
    if (!exact || field.isColumn) return [byKey]
    const textOf = (at: PagePosition): string => {
      const value = valueOf(at)
      return typeof value === 'string' ? value : ''
    }
    return [byKey, { sql: `coalesce(${field.text}, '')`, direction, last: textOf }]
  })
  if (page !== undefined) {
    if (!sortsById(sort)) terms.push({ sql: fields(['id']).key, direction: 1, last: ({ id }) => id })
    terms.push({ sql: 'pk', direction: 1, last: ({ partitionKey }) => partitionKey })
  }
  // Where the id is the partition key, one column is named twice: the second mention decides nothing.
  return terms.filter(({ sql }, i) => terms.findIndex((term) => term.sql === sql) === i)
}

/** What stands behind a page's last document: one comparison of rows, which an index answers, where all keys ascend. */
function afterSql(terms: readonly OrderTerm[], position: PagePosition, parameters: Parameters): string {
  const [term, ...rest] = terms
  if (term === undefined) return 'FALSE'
  if (terms.every(({ direction }) => direction === 1)) {
    const bound = terms.map(({ last }) => parameters.bind(last(position), 'text'))
    return `(${terms.map(({ sql }) => sql).join(', ')}) > (${bound.join(', ')})`
  }
  const later = term.direction === 1 ? '>' : '<'
  const last = parameters.bind(term.last(position), 'text')
  if (rest.length === 0) return `${term.sql} ${later} ${last}`
  const tie = `(${term.sql} = ${last} AND ${afterSql(rest, position, parameters)})`
  return `(${term.sql} ${later}= ${last} AND (${term.sql} ${later} ${last} OR ${tie}))`
}
