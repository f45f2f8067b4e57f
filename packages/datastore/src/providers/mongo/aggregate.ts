import type { FieldPath } from '../../document/path.ts'
import type { AggregateColumn, DriverAggregate, DriverGroup } from '../../driver.ts'
import { allOf, anyOf } from '../../filter/combine.ts'
import type { FilterLeaf, FilterNode } from '../../filter/tree.ts'
import type { Scalar } from '../../types/document.ts'
import { fieldOf } from './filter.ts'
import type { Layout } from './layout.ts'
import { scopeOf } from './query.ts'
import { fromBson } from './values.ts'

type Expression = Readonly<Record<string, unknown>>

/** One group as the pipeline gives it. */
export type GroupRow = Readonly<Record<string, unknown>> & { readonly _id: Readonly<Record<string, unknown>> | null }

/** The pipeline that makes groups. A column looks at its own values only: to filter documents would change the others. */
export function aggregatePipeline(layout: Layout, query: DriverAggregate, now: number): Expression[] {
  const { groupBy, columns, filter, partitionKey } = query
  const inGroups = groupBy.map((path) => isNoContainer(path))
  const $match = scopeOf(layout, { filter: allOf(filter, ...inGroups), partitionKey }, now)
  const keys = groupBy.map((path, i) => [`k${i}`, scalarAt(fieldOf(path, layout))] as const)
  const values = columns.flatMap((column, i) => columnOf(column, i, layout))
  const _id = keys.length === 0 ? null : Object.fromEntries(keys)
  return [{ $match }, { $group: { _id, ...Object.fromEntries(values) } }]
}

export function groupsOf(rows: readonly GroupRow[], { groupBy, columns }: DriverAggregate): DriverGroup[] {
  if (rows.length === 0 && groupBy.length === 0) {
    const values = columns.map((column) => (column.function === 'count' || column.function === 'sum' ? 0 : null))
    return [{ keys: [], values }]
  }
  return rows.map((row) => ({
    keys: groupBy.map((_, i) => (fromBson(row._id?.[`k${i}`]) ?? null) as Scalar),
    values: columns.map((column, i) => valueOf(row, column, i)),
  }))
}

function isNoContainer(path: FieldPath): FilterNode {
  const isOf = (type: 'array' | 'object'): FilterLeaf => ({ kind: 'type', path, type, negated: true })
  return allOf(isOf('array'), isOf('object'))
}

function columnOf(column: AggregateColumn, i: number, layout: Layout): [string, Expression][] {
  if (column.function === 'count') return [[`c${i}`, { $sum: 1 }]]
  const field = fieldOf(column.path, layout)
  const numbers = { $cond: [isNumber(field), `$${field}`, null] }
  const texts = { $cond: [isText(field), `$${field}`, null] }
  const operator = `$${column.function}`
  if (column.function === 'sum' || column.function === 'avg') return [[`c${i}`, { [operator]: numbers }]]
  return [
    [`c${i}`, { [operator]: numbers }],
    [`t${i}`, { [operator]: texts }],
  ]
}

function valueOf(row: GroupRow, column: AggregateColumn, i: number): number | string | null {
  const number = numberOf(row[`c${i}`])
  const text = row[`t${i}`]
  switch (column.function) {
    case 'count':
    case 'sum':
      return number ?? 0
    case 'avg':
      return number
    case 'min':
      return number ?? (typeof text === 'string' ? text : null)
    case 'max':
      return typeof text === 'string' ? text : number
  }
}

function numberOf(value: unknown): number | null {
  const read = fromBson(value)
  return read === null ? null : Number(read)
}

// MongoDB compares values of different types by an order of the types: numbers, texts, objects, arrays ... booleans.
// The operators that ask for a type are younger than some servers.

function isNumber(field: string): Expression {
  return { $and: [{ $gte: [`$${field}`, -Number.MAX_VALUE] }, { $lt: [`$${field}`, { $literal: '' }] }] }
}

function isText(field: string): Expression {
  return { $and: [{ $gte: [`$${field}`, { $literal: '' }] }, { $lt: [`$${field}`, { $literal: {} }] }] }
}

/** What is below an array is missing, and MongoDB gives an array of it. */
function scalarAt(field: string): Expression {
  const isBoolean = [true, false].map((value) => ({ $eq: [`$${field}`, value] }))
  return { $cond: [{ $or: [isNumber(field), isText(field), ...isBoolean] }, `$${field}`, null] }
}

/** The documents that have a scalar at a path. */
export function hasScalar(path: FieldPath): FilterNode {
  const isOf = (type: 'string' | 'number' | 'boolean'): FilterLeaf => ({ kind: 'type', path, type, negated: false })
  return anyOf(isOf('string'), isOf('number'), isOf('boolean'))
}
