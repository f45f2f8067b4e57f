import { CloudError } from '@bytelyst/core'
import { isIdPath, type FieldPath } from '../../document/path.ts'
import { isPlainObject } from '../../document/plain-object.ts'
import { invalid } from '../../document/invalid.ts'
import type { Scope, SortKey, Target } from '../../driver.ts'
import { indexLabel } from '../../query/index-label.ts'
import { join, test, type Condition } from './condition.ts'
import { filterCondition } from './filter.ts'
import { fieldSql, Parameters, type Parameter, type Statement } from './sql.ts'

/** Documents to find: some of a scope, in an order that the engine has by itself. */
export interface Selection extends Scope {
  readonly order: readonly SortKey[]
  readonly limit: number | undefined
  readonly offset: number
  readonly select: readonly FieldPath[] | undefined
}

/**
 * The condition of a scope. The partition stands in it too, and not only beside the query: the SDK drops its own
 * `partitionKey` option on some of its ways, and the query would then see every partition.
 */
export function whereSql(
  { partitionKeyPath }: Target,
  scope: Scope,
  parameters: Parameters,
  more: Condition[] = [],
): string {
  const conditions: Condition[] = [...more]
  if (scope.partitionKey !== undefined) {
    conditions.push(test(`${fieldSql(partitionKeyPath)} = ${parameters.bind(scope.partitionKey)}`))
  }
  const { kind } = scope.filter
  if (kind !== 'and' || scope.filter.nodes.length > 0) conditions.push(filterCondition(scope.filter, parameters))
  return conditions.length === 0 ? '' : ` WHERE ${join('and', conditions).sql}`
}

/** The statement that finds documents. Without an order there is no limit in it: reading ends when there are enough. */
export function findSql(target: Target, selection: Selection): Statement {
  const { order, limit, offset } = selection
  const parameters = new Parameters()
  const where = whereSql(target, selection, parameters)
  const keys = order.map(({ path, direction }) => `${fieldSql(path)} ${direction === 1 ? 'ASC' : 'DESC'}`)
  const orderBy = keys.length === 0 ? '' : ` ORDER BY ${keys.join(', ')}`
  const top = offset === 0 && limit !== undefined && keys.length > 0 ? `TOP ${limit} ` : ''
  // One without the other is no SQL of this engine.
  const skip = offset === 0 ? '' : ` OFFSET ${offset} LIMIT ${limit ?? 2_147_483_647}`
  return {
    query: `SELECT ${top}${columnsSql(selection.select)} FROM c${where}${orderBy}${skip}`,
    parameters: parameters.list,
  }
}

/** Whole top-level fields: what lies deeper is cut out afterwards, and the version and expiry are read with them. */
function columnsSql(select: readonly FieldPath[] | undefined): string {
  if (select === undefined) return '*'
  const fields = new Set(['id', '_etag', 'ttl', ...select.map(([first]) => first as string)])
  return `VALUE {${[...fields].map((field) => `${JSON.stringify(field)}: ${fieldSql([field])}`).join(', ')}}`
}

/** @throws CloudError `invalid_argument` for what is no query */
export function parseRawQuery(query: unknown): Statement {
  if (typeof query === 'string' && query !== '') return { query, parameters: [] }
  if (!isPlainObject(query)) throw invalid('query', 'SQL, or an object of query and parameters', query)
  const { query: sql, parameters = [], ...rest } = query
  for (const field of Object.keys(rest)) throw invalid(`query.${field}`, 'one of query, parameters')
  if (typeof sql !== 'string' || sql === '') throw invalid('query.query', 'SQL', sql)
  const isParameter = (each: unknown): boolean =>
    isPlainObject(each) &&
    typeof each['name'] === 'string' &&
    each['name'].startsWith('@') &&
    each['value'] !== undefined
  if (!Array.isArray(parameters) || !parameters.every(isParameter)) {
    throw invalid('query.parameters', 'a list of objects with a name that begins with @ and a value')
  }
  return { query: sql, parameters: [...(parameters as Parameter[])] }
}

/** The keys of a sort that the engine has to have one index for: all up to the id, when there are several. */
export function compositeKeys(sort: readonly SortKey[]): readonly SortKey[] {
  const id = sort.findIndex(({ path }) => isIdPath(path))
  const keys = id < 0 ? sort : sort.slice(0, id)
  return keys.length > 1 ? keys : []
}

/** The error for a sort by several keys without an index of them. */
export function missingComposite(keys: readonly SortKey[]): CloudError {
  const paths = Object.fromEntries(keys.map(({ path, direction }) => [path.join('.'), direction]))
  const declaration = Object.entries(paths).map(([path, direction]) => `'${path}': ${direction}`)
  return new CloudError({
    code: 'misconfigured',
    message: `a limited sort by several fields needs the index ${indexLabel({ paths })}; declare it in initialize: indexes: [{ paths: { ${declaration.join(', ')} } }]`,
  })
}
