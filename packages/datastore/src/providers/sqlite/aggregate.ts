import type { FieldPath } from '../../document/path.ts'
import type { AggregateColumn, DriverAggregate, DriverGroup, Scope, Target } from '../../driver.ts'
import type { Scalar } from '../../types/document.ts'
import type { Parameters } from './filter.ts'
import { rowFields, whereSql, type Statement } from './query.ts'

/** A row by column name, as SQLite gives it. */
export type Row = Readonly<Record<string, string | number | null>>

/** The statement that makes groups: a key is a rank and a value, since JSON's true is SQLite's 1. */
export function aggregateSql(table: string, target: Target, query: DriverAggregate, now: number): Statement {
  const fields = rowFields(target)
  const parameters: Parameters = []
  const keys = query.groupBy.map(fields)
  const selected = [
    ...keys.flatMap(({ rank, value }, i) => [`${rank} AS r${i}`, `${value} AS k${i}`]),
    ...query.columns.flatMap((column, i) => columnSql(column, i, fields)),
  ]
  const guards = keys.map(({ rank }) => ` AND ${rank} < 5`).join('')
  const where = whereSql(target, query, now, parameters) + guards
  const groups = keys.length === 0 ? '' : ` GROUP BY ${keys.flatMap((_, i) => [`r${i}`, `k${i}`]).join(', ')}`
  return { sql: `SELECT ${selected.join(', ') || '1'} FROM ${table} WHERE ${where}${groups}`, parameters }
}

function columnSql(column: AggregateColumn, i: number, fields: ReturnType<typeof rowFields>): string[] {
  if (column.function === 'count') return [`count(*) AS c${i}`]
  const { rank, value } = fields(column.path)
  const numbers = `CASE ${rank} WHEN 3 THEN ${value} END`
  const texts = `CASE ${rank} WHEN 4 THEN ${value} END`
  switch (column.function) {
    case 'sum':
      return [`total(${numbers}) AS c${i}`] // sum() throws when integers overflow
    case 'avg':
      return [`avg(${numbers}) AS c${i}`]
    case 'min':
      return [`coalesce(min(${numbers}), min(${texts})) AS c${i}`]
    case 'max':
      return [`coalesce(max(${texts}), max(${numbers})) AS c${i}`]
  }
}

export function groupOf(row: Row, { groupBy, columns }: DriverAggregate): DriverGroup {
  return {
    keys: groupBy.map((_, i) => scalarOf(row[`r${i}`], row[`k${i}`])),
    values: columns.map((_, i) => row[`c${i}`] ?? null),
  }
}

/** The statement that lists the scalars at a path. */
export function distinctSql(table: string, target: Target, path: FieldPath, scope: Scope, now: number): Statement {
  const { rank, value } = rowFields(target)(path)
  const parameters: Parameters = []
  const where = whereSql(target, scope, now, parameters)
  return {
    sql: `SELECT DISTINCT ${rank} AS r, ${value} AS k FROM ${table} WHERE ${rank} BETWEEN 1 AND 4 AND ${where}`,
    parameters,
  }
}

export function scalarOf(rank: Row[string] | undefined, value: Row[string] | undefined): Scalar {
  if (rank === 1 || rank === 2) return rank === 2
  return rank === 0 ? null : (value ?? null)
}
