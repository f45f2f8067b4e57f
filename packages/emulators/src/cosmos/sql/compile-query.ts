import type { Json } from '../json.ts'
import { compileFrom, type Enumerate } from './compile-source.ts'
import { ExpressionCompiler, type CompileRows } from './compile-expression.ts'
import { GroupCompiler } from './compile-groups.ts'
import { SqlError } from './engine.ts'
import { rowOrder, type SortedRow } from './order.ts'
import { Scope, type Environment, type Evaluate } from './scope.ts'
import { hasAggregate, itemNames } from './select.ts'
import type { Count, Query } from './tree.ts'
import { put, unique, type Value } from './value.ts'

type Rows = ReturnType<CompileRows>

/** Compiles a query to what gives its rows: of the container, or within another query. */
export function compileRows(query: Query, outer: Scope, outermost: boolean): Rows {
  if (!outermost) refuseWithin(query)
  const scope = new Scope(outer.parameters, outer)
  const firstPlace = scope.size
  const enumerate: Enumerate = query.from
    ? compileFrom(query.from, scope, compileRows, outermost)
    : (environment, visit) => visit(environment)
  const where = query.where && new ExpressionCompiler(scope, compileRows).compile(query.where)
  const filtered: Enumerate = where
    ? (environment, visit) => enumerate(environment, (row) => where(row) === true && visit(row))
    : enumerate
  const rows = isGrouped(query) ? grouped(query, scope, filtered, firstPlace) : plain(query, scope, filtered)
  const whole: BoundedRows = query.distinct ? (environment) => unique(rows(environment, Infinity)) : rows
  return cut(query, scope, whole)
}

/** Whether a query answers groups and not rows. */
export function isGrouped({ groupBy, select }: Query): boolean {
  if (groupBy.length > 0) return true
  if (select.kind === 'star') return false
  const selected = select.kind === 'value' ? [select.expression] : select.items.map(({ expression }) => expression)
  return selected.some(hasAggregate)
}

function refuseWithin({ orderBy, page }: Query): void {
  if (orderBy.length > 0) throw new SqlError('', "'ORDER BY' is not supported in subqueries.")
  if (page) throw new SqlError('', "'OFFSET LIMIT' clause is not supported in subqueries.")
}

/** The rows up to a number, which a query that sorts or drops duplicates cannot stop at. */
type BoundedRows = (environment: Environment, enough: number) => readonly Json[]

function plain(query: Query, scope: Scope, enumerate: Enumerate): BoundedRows {
  const compiler = new ExpressionCompiler(scope, compileRows)
  const project = projection(query, compiler, scope)
  if (query.orderBy.length > 0) return sorted(query, compiler, project, enumerate)
  return (environment, enough) => {
    const rows: Json[] = []
    if (enough === 0) return rows
    enumerate(environment, (row) => {
      const value = project(row)
      return value !== undefined && rows.push(value) >= enough
    })
    return rows
  }
}

function sorted(query: Query, compiler: ExpressionCompiler, project: Evaluate, enumerate: Enumerate): BoundedRows {
  const keys = query.orderBy.map(({ expression }) => compiler.compile(expression))
  const order = rowOrder(query.orderBy)
  return (environment) => {
    const rows: SortedRow[] = []
    enumerate(environment, (row) => {
      const value = project(row)
      if (value !== undefined) rows.push({ keys: keys.map((key) => key(row)), document: row.document, value })
      return false
    })
    return rows.toSorted(order).map(({ value }) => value)
  }
}

function grouped(query: Query, scope: Scope, enumerate: Enumerate, firstPlace: number): BoundedRows {
  if (query.orderBy.length > 0) {
    throw new SqlError(
      '',
      `'ORDER BY' is not supported in presence of ${query.groupBy.length > 0 ? 'GROUP BY' : 'aggregates'}.`,
    )
  }
  const groups = new GroupCompiler(query.groupBy, scope, compileRows, firstPlace)
  const project = projection(query, new ExpressionCompiler(scope, compileRows, groups), scope)
  return (environment) => {
    const grouping = groups.start()
    enumerate(environment, (row) => {
      grouping.add(row)
      return false
    })
    const rows: Json[] = []
    grouping.forEach(environment, () => {
      const value = project(environment)
      if (value !== undefined) rows.push(value)
    })
    return rows
  }
}

function projection({ select, from, location, groupBy }: Query, compiler: ExpressionCompiler, scope: Scope): Evaluate {
  if (select.kind === 'value') return compiler.compile(select.expression)
  if (select.kind === 'star') {
    if (!from) throw new SqlError('', "'SELECT *' is not valid if FROM clause is omitted.", select.location)
    if (from.sources.length > 1) {
      throw new SqlError('', "'SELECT *' is only valid with a single input set.", select.location)
    }
    if (groupBy.length > 0) throw new SqlError('', "'SELECT *' is not supported in presence of GROUP BY.", location)
    const place = scope.size - 1
    return (environment) => environment.collections[place]
  }
  const names = itemNames(select.items)
  const fields = select.items.map(({ expression }, index) => ({
    name: names[index] as string,
    value: compiler.compile(expression),
  }))
  return (environment) => {
    const row: Record<string, Json> = {}
    for (const { name, value } of fields) {
      const found = value(environment)
      if (found !== undefined) put(row, name, found)
    }
    return row
  }
}

/** TOP, OFFSET and LIMIT. */
function cut({ top, page }: Query, scope: Scope, rows: BoundedRows): Rows {
  if (!top && !page) return (environment) => rows(environment, Infinity)
  if (top && page) throw new SqlError('', "'TOP' is not supported together with 'OFFSET LIMIT'.")
  const [offset, limit] = [page && counted(page.offset, scope), counted((page?.limit ?? top) as Count, scope)]
  return (environment) => {
    const [skip, size] = [offset?.(environment) ?? 0, limit(environment)]
    return size === 0 ? [] : rows(environment, skip + size).slice(skip, skip + size)
  }
}

function counted(count: Count, scope: Scope): (environment: Environment) => number {
  if (count.kind === 'literal') return () => rowCount(count.value)
  const place = scope.parameters.place(count)
  return (environment) => rowCount(environment.parameters[place])
}

/** A number of rows. */
export function rowCount(value: Value): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number
  throw new SqlError('', 'The value of TOP, OFFSET and LIMIT must be a non-negative integer.')
}
