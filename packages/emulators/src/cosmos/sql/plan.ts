import type { Json, JsonObject } from '../json.ts'
import { aggregates } from './aggregate.ts'
import { isGrouped, rowCount } from './compile-query.ts'
import { SqlError, type Parameters } from './engine.ts'
import { print, printQuery } from './print.ts'
import { aggregateOf, isComposed, rewrite } from './rewrite.ts'
import { children, itemNames } from './select.ts'
import type { Count, Expression, Query, Selection } from './tree.ts'

/** Whether what each range answers must be put together: otherwise it only follows one another. */
export function needsMerge(query: Query): boolean {
  const { orderBy, page, top, from } = query
  if (orderBy.length > 0 || page || top || isGrouped(query) || distinctType(query) !== 'None') return true
  const first = from?.sources[0].collection
  return first?.kind === 'subquery' && needsMerge(first.query)
}

/**
 * The plan of a query: what the SDK merges, and the query that it sends to each range.
 *
 * @throws SqlError for what cannot be merged
 */
export function plan(query: Query, parameters: Parameters): Json {
  refuseUnmergeable(query)
  const numbers = {
    top: query.top ? counted(query.top, parameters) : null,
    offset: query.page ? counted(query.page.offset, parameters) : null,
    limit: query.page ? counted(query.page.limit, parameters) : null,
  }
  const page = query.page && { offset: numbers.offset ?? 0, limit: numbers.limit ?? 0 }
  const rewritten = rewrite(query, page)
  return {
    partitionedQueryExecutionInfoVersion: 2,
    queryInfo: {
      distinctType: distinctType(query),
      ...numbers,
      orderBy: query.orderBy.map(({ descending }) => (descending ? 'Descending' : 'Ascending')),
      orderByExpressions: query.orderBy.map(({ expression }) => print(expression)),
      groupByExpressions: query.groupBy.map(print),
      ...groupInfo(query),
      rewrittenQuery: rewritten ? printQuery(rewritten) : '',
      hasSelectValue: query.select.kind === 'value',
      dCountInfo: null,
      hasNonStreamingOrderBy: false,
    },
    queryRanges: [{ min: '', max: 'FF', isMinInclusive: true, isMaxInclusive: false }],
  }
}

function counted(count: Count, parameters: Parameters): number {
  return rowCount(count.kind === 'literal' ? count.value : parameters.get(count.name))
}

/** Which rows of the merged answer are dropped: those equal to the one before, or to any before. */
function distinctType({ distinct, select, from, orderBy }: Query): 'None' | 'Ordered' | 'Unordered' {
  if (!distinct) return 'None'
  if (select.kind !== 'value') return 'Unordered'
  if (!from && isConstant(select.expression)) return 'None'
  const [key] = orderBy
  const ordered = key && orderBy.length === 1 && print(key.expression) === print(select.expression)
  return ordered ? 'Ordered' : 'Unordered'
}

function isConstant(expression: Expression): boolean {
  const constant = ['literal', 'undefined', 'array', 'object', 'unary', 'chain'].includes(expression.kind)
  return constant && children(expression).every(isConstant)
}

function groupInfo(query: Query): JsonObject {
  const { select } = query
  const none = { groupByAliases: [], aggregates: [], groupByAliasToAggregateType: {} }
  if (!isGrouped(query) || select.kind === 'star') return none
  if (select.kind === 'value')
    return { ...none, aggregates: [planName(select.expression)].filter((name) => name !== null) }
  const names = itemNames(select.items)
  const types = select.items.map(({ expression }) => planName(expression))
  return {
    ...none,
    groupByAliases: names,
    groupByAliasToAggregateType: Object.fromEntries(names.map((name, index) => [name, types[index] ?? null])),
  }
}

function planName(expression: Expression): string | null {
  const aggregate = aggregateOf(expression)
  return aggregate ? aggregates[aggregate].planName : null
}

function refuseUnmergeable({ select, from }: Query): void {
  if (selected(select).some(isComposed)) {
    throw new SqlError('', 'Compositions of aggregates and other expressions are not allowed.')
  }
  const first = from?.sources[0].collection
  if (first?.kind === 'subquery' && needsMerge(first.query)) {
    throw new SqlError('', "Cross partition query only supports 'VALUE <AggregateFunc>' for aggregates.")
  }
}

function selected(select: Selection): readonly Expression[] {
  if (select.kind === 'star') return []
  return select.kind === 'value' ? [select.expression] : select.items.map(({ expression }) => expression)
}
