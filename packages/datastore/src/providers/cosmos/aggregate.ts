import type { FieldPath } from '../../document/path.ts'
import type { AggregateColumn, DriverAggregate, DriverGroup, Scope, Target } from '../../driver.ts'
import { compareValues } from '../../query/order.ts'
import type { JsonValue, Scalar } from '../../types/document.ts'
import { join, not, test, type Condition } from './condition.ts'
import { whereSql } from './query.ts'
import { fieldSql, Parameters, type Statement } from './sql.ts'

type Row = Readonly<Record<string, JsonValue | undefined>>
/** Runs an aggregate of the engine's own. */
type Run = (statement: Statement) => Promise<readonly Row[]>

interface Extreme {
  readonly path: FieldPath
  readonly function: 'min' | 'max'
}

/** What is added up for one group. */
interface Sums {
  readonly keys: readonly Scalar[]
  /** By the names of the columns in the statements. */
  readonly totals: Map<string, number>
  /** By the names of the columns; numbers and strings apart. */
  readonly extremes: Map<string, (number | string)[]>
}

/**
 * Answers a question about groups. Counts and sums come from one statement, in which values of other types count as 0.
 * Of minima and maxima each type has a statement of its own, which sees that type alone: the engine would compare all.
 * The engine has null and missing in two groups, which become one here.
 */
export async function aggregate(target: Target, query: DriverAggregate, run: Run): Promise<readonly DriverGroup[]> {
  const { groupBy, columns } = query
  const groups = new Map<string, Sums>()
  const groupOf = (row: Row): Sums => {
    const keys = groupBy.map((_, i) => (row[`g${i}`] ?? null) as Scalar)
    const name = JSON.stringify(keys)
    let group = groups.get(name)
    if (group === undefined) groups.set(name, (group = { keys, totals: new Map(), extremes: new Map() }))
    return group
  }
  const ask = async (
    selected: readonly string[],
    more: Condition[],
    use: (group: Sums, row: Row) => void,
  ): Promise<void> => {
    for (const row of await run(statement(target, query, selected, more))) use(groupOf(row), row)
  }
  const sums = columns.flatMap((column, i) => sumsOf(column, i))
  const extremes = columns.flatMap((column, i) =>
    column.function === 'min' || column.function === 'max' ? [{ ...(column as Extreme), name: `a${i}` }] : [],
  )
  const paths = new Map(extremes.map(({ path }) => [path.join('.'), path]))
  await Promise.all([
    ask(['COUNT(1) AS n', ...sums], [], ({ totals }, row) => {
      for (const [name, value] of Object.entries(row)) {
        if (typeof value === 'number' && !name.startsWith('g')) totals.set(name, (totals.get(name) ?? 0) + value)
      }
    }),
    ...[...paths].flatMap(([name, path]) =>
      (['IS_NUMBER', 'IS_STRING'] as const).map((type) => {
        const own = extremes.filter((extreme) => extreme.path.join('.') === name)
        const selected = own.map((extreme) => `${extreme.function.toUpperCase()}(${fieldSql(path)}) AS ${extreme.name}`)
        return ask(selected, [test(`${type}(${fieldSql(path)})`)], (group, row) => {
          for (const extreme of own) {
            const value = row[extreme.name]
            if (typeof value !== 'number' && typeof value !== 'string') continue
            group.extremes.set(extreme.name, [...(group.extremes.get(extreme.name) ?? []), value])
          }
        })
      }),
    ),
  ])
  if (groupBy.length === 0) groupOf({})
  return [...groups.values()].map((group) => ({
    keys: group.keys,
    values: columns.map((column, i) => valueOf(column, i, group)),
  }))
}

function sumsOf(column: AggregateColumn, i: number): string[] {
  if (column.function !== 'sum' && column.function !== 'avg') return []
  const field = fieldSql(column.path)
  const sum = `SUM(IS_NUMBER(${field}) ? ${field} : 0) AS s${i}`
  return column.function === 'sum' ? [sum] : [sum, `SUM(IS_NUMBER(${field}) ? 1 : 0) AS k${i}`]
}

function valueOf(column: AggregateColumn, i: number, { totals, extremes }: Sums): number | string | null {
  switch (column.function) {
    case 'count':
      return totals.get('n') ?? 0
    case 'sum':
      return totals.get(`s${i}`) ?? 0
    case 'avg': {
      const count = totals.get(`k${i}`) ?? 0
      return count === 0 ? null : (totals.get(`s${i}`) ?? 0) / count
    }
    case 'min':
    case 'max': {
      const sorted = (extremes.get(`a${i}`) ?? []).toSorted(compareValues)
      return (column.function === 'min' ? sorted[0] : sorted.at(-1)) ?? null
    }
  }
}

function statement(
  target: Target,
  query: DriverAggregate,
  selected: readonly string[],
  more: readonly Condition[],
): Statement {
  const parameters = new Parameters()
  const keys = query.groupBy.map((path) => fieldSql(path))
  const scalars = keys.map((key) => join('and', [not(test(`IS_ARRAY(${key})`)), not(test(`IS_OBJECT(${key})`))]))
  const where = whereSql(target, query, parameters, [...scalars, ...more])
  const groupBy = keys.length === 0 ? '' : ` GROUP BY ${keys.join(', ')}`
  const names = keys.map((key, i) => `${key} AS g${i}`)
  return { query: `SELECT ${[...names, ...selected].join(', ')} FROM c${where}${groupBy}`, parameters: parameters.list }
}

/** The statement that counts a scope. */
export function countSql(target: Target, query: Scope): Statement {
  const parameters = new Parameters()
  const where = whereSql(target, query, parameters)
  return { query: `SELECT VALUE COUNT(1) FROM c${where}`, parameters: parameters.list }
}

/** The statement that finds the scalars at a path. Objects, because the SDK drops a bare false, 0 and '' between partitions. */
export function distinctSql(target: Target, path: FieldPath, query: Scope): Statement {
  const parameters = new Parameters()
  const field = fieldSql(path)
  const isScalar = ['IS_STRING', 'IS_NUMBER', 'IS_BOOL'].map((type) => test(`${type}(${field})`))
  const where = whereSql(target, query, parameters, [join('or', isScalar)])
  return { query: `SELECT DISTINCT ${field} AS v FROM c${where}`, parameters: parameters.list }
}
