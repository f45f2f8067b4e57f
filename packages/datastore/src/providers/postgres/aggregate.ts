import type { FieldPath } from '../../document/path.ts'
import type { AggregateColumn, DriverAggregate, DriverGroup, Scope } from '../../driver.ts'
import type { Scalar } from '../../types/document.ts'
import type { FieldExpression } from './field.ts'
import { Parameters, type Statement } from './parameters.ts'
import { fieldsOf, whereSql, type TableContext } from './query.ts'
import type { Row } from './sessions.ts'

const scalarTypes = `('null', 'boolean', 'number', 'string')`

/** The JSON of a field, with null for what is missing: numbers that are equal are one, and a boolean is no number. */
function keyJson({ json, key, isColumn }: FieldExpression): string {
  return isColumn ? `to_jsonb(${key})` : `coalesce(${json}, 'null'::jsonb)`
}

/** The statement that makes groups. */
export function aggregateSql(context: TableContext, query: DriverAggregate): Statement {
  const field = fieldsOf(context)
  const parameters = new Parameters()
  const keys = query.groupBy.map((path) => keyJson(field(path)))
  const columns = query.columns.map((column) => columnSql(column, field))
  const guards = keys.map((key) => ` AND jsonb_typeof(${key}) IN ${scalarTypes}`).join('')
  const where = whereSql(context, query, parameters) + guards
  const groupBy = keys.length === 0 ? '' : ` GROUP BY ${keys.join(', ')}`
  const selected = [...keys, ...columns].join(', ') || '1'
  return { sql: `SELECT ${selected} FROM ${context.table} WHERE ${where}${groupBy}`, values: parameters.values }
}

/** As JSON, because a number and a string have to be told apart. */
function columnSql(column: AggregateColumn, field: (path: FieldPath) => FieldExpression): string {
  if (column.function === 'count') return 'to_jsonb(count(*))'
  const { json, type, text } = field(column.path)
  const numbers = `CASE ${type} WHEN 'number' THEN ${json}::float8 END`
  switch (column.function) {
    case 'sum':
      return `to_jsonb(coalesce(sum(${numbers}), 0))`
    case 'avg':
      return `to_jsonb(avg(${numbers}))`
    case 'min':
      return `coalesce(to_jsonb(min(${numbers})), to_jsonb(min(${text})))`
    case 'max':
      return `coalesce(to_jsonb(max(${text})), to_jsonb(max(${numbers})))`
  }
}

export function groupOf(row: Row, { groupBy, columns }: DriverAggregate): DriverGroup {
  const values = row.map((text) => (text === null ? null : (JSON.parse(text) as Scalar)))
  return {
    keys: groupBy.map((_, i) => values[i] ?? null),
    values: columns.map((_, i) => (values[groupBy.length + i] ?? null) as number | string | null),
  }
}

/** The one group of a collection that has no table. */
export function emptyGroup({ columns }: DriverAggregate): DriverGroup {
  return {
    keys: [],
    values: columns.map((column) => (column.function === 'count' || column.function === 'sum' ? 0 : null)),
  }
}

/** The statement that lists the scalars at a path. */
export function distinctSql(context: TableContext, path: FieldPath, scope: Scope): Statement {
  const parameters = new Parameters()
  const key = keyJson(fieldsOf(context)(path))
  const where = whereSql(context, scope, parameters)
  const isScalar = `jsonb_typeof(${key}) IN ('boolean', 'number', 'string')`
  return {
    sql: `SELECT DISTINCT ${key} FROM ${context.table} WHERE ${where} AND ${isScalar}`,
    values: parameters.values,
  }
}
