import { invalid } from '../document/invalid.ts'
import { parsePath, type FieldPath } from '../document/path.ts'
import type { AggregateColumn, DriverGroup } from '../driver.ts'
import { isPlainObject } from '../document/plain-object.ts'
import type { JsonValue, Scalar } from '../types/document.ts'
import { compareValues } from './order.ts'

/** A parsed question about groups: what the driver is asked, and how its answer is named, ordered and cut. */
export interface ParsedAggregate {
  readonly groupBy: readonly FieldPath[]
  readonly columns: readonly AggregateColumn[]
  /** The names of the answer's columns: the groups' first. */
  readonly names: readonly string[]
  readonly order: readonly { readonly column: number; readonly direction: 1 | -1 }[]
}

const functions = ['sum', 'avg', 'min', 'max'] as const
const maxSortKeys = 3

/** @throws CloudError `invalid_argument` that names the offending part */
export function parseAggregate(query: Readonly<Record<string, unknown>>): ParsedAggregate {
  const groupBy = parseGroupBy(query['groupBy'])
  const names = groupBy.map((path) => path.join('.'))
  const columns: AggregateColumn[] = []
  if (query['count'] !== undefined) {
    names.push(columnName(query['count'], 'count'))
    columns.push({ function: 'count' })
  }
  for (const name of functions) {
    const given = query[name]
    if (given === undefined) continue
    const entries = typeof given === 'string' ? [[name, given] as const] : columnEntries(given, name)
    for (const [column, path] of entries) {
      names.push(columnName(column, name))
      columns.push({ function: name, path: parsePath(path, `${name}.${column}`) })
    }
  }
  if (names.length === 0) throw invalid('aggregate', 'groupBy or a column: count, sum, avg, min, max')
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined) throw invalid(twice, 'columns of different names')
  return { groupBy, columns, names, order: parseOrder(query['sort'], names, groupBy.length) }
}

function parseGroupBy(groupBy: unknown): FieldPath[] {
  if (groupBy === undefined) return []
  if (!Array.isArray(groupBy)) throw invalid('groupBy', 'a list of paths', groupBy)
  return Array.from(groupBy, (path: unknown, i) => parsePath(path, `groupBy[${i}]`))
}

function columnEntries(given: unknown, name: string): [string, unknown][] {
  if (!isPlainObject(given) || Object.keys(given).length === 0) throw invalid(name, 'a path, or paths by column name')
  return Object.entries(given)
}

function columnName(name: unknown, where: string): string {
  if (typeof name !== 'string' || name === '' || name === '__proto__') throw invalid(where, 'the name of a column')
  return name
}

/** The order asked for, and then by the group keys, so that it is total. */
function parseOrder(sort: unknown, names: readonly string[], groups: number): ParsedAggregate['order'] {
  if (sort !== undefined && !isPlainObject(sort)) throw invalid('sort', 'an object of columns', sort)
  const asked = Object.entries(sort ?? {}).map(([name, direction]) => {
    const column = names.indexOf(name)
    if (column < 0) throw invalid(`sort.${name}`, `a column of the answer: ${names.join(', ')}`)
    if (direction !== 1 && direction !== -1) throw invalid(`sort.${name}`, '1 or -1')
    return { column, direction } as const
  })
  if (asked.length > maxSortKeys) throw invalid('sort', `at most ${maxSortKeys} keys`)
  const keys = Array.from({ length: groups }, (_, column) => ({ column, direction: 1 }) as const)
  return [...asked, ...keys]
}

/** The rows of the answer, in order, at most `limit`. */
export function rowsOf(
  groups: readonly DriverGroup[],
  { names, order }: ParsedAggregate,
  limit: number | undefined,
): Record<string, JsonValue>[] {
  const rows: Scalar[][] = groups.map(({ keys, values }) => [...keys, ...values])
  rows.sort((one, other) => {
    for (const { column, direction } of order) {
      const result = compareValues(one[column], other[column])
      if (result !== 0) return result * direction
    }
    return 0
  })
  return rows
    .slice(0, limit)
    .map((row) => Object.fromEntries(row.map((value, column) => [names[column] as string, value])))
}
