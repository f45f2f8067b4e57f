import { aggregateName, type AggregateName } from './aggregate.ts'
import { isGrouped } from './compile-query.ts'
import { hasAggregate, itemNames } from './select.ts'
import type { Call, Expression, Query, SelectItem, Selection } from './tree.ts'

/** The place in the query of a plan where the SDK puts what it already has: `true` to start with. */
const filterPlace = '({documentdb-formattableorderbyquery-filter})'

/**
 * The query that the SDK sends to each physical range, or undefined where that is the query itself. The rows hold what
 * the SDK needs to merge them: the keys of their order, or of their group and the state of each aggregate.
 */
export function rewrite(query: Query, page: { offset: number; limit: number } | undefined): Query | undefined {
  if (isGrouped(query)) return rewriteGroups(query)
  if (query.orderBy.length > 0) return rewriteOrder(query, page)
  return page && { ...query, page: firstRows(page) }
}

function firstRows({ offset, limit }: { offset: number; limit: number }): Query['page'] {
  return { offset: { kind: 'literal', value: 0 }, limit: { kind: 'literal', value: offset + limit } }
}

/** Duplicates are left to the SDK, which drops them before it cuts: so nothing is cut here. */
function rewriteOrder(query: Query, page: { offset: number; limit: number } | undefined): Query {
  const root: Expression = name(query.from?.sources[0].alias ?? '')
  const place = name(filterPlace)
  return {
    ...query,
    distinct: false,
    top: query.distinct ? undefined : query.top,
    select: items({
      _rid: { kind: 'path', base: root, steps: [{ name: '_rid' }] },
      orderByItems: wrapped(query.orderBy.map(({ expression }) => expression)),
      payload: payload(query.select, root),
    }),
    where: query.where ? { kind: 'chain', first: query.where, rest: [{ operator: 'AND', operand: place }] } : place,
    page: page && !query.distinct ? firstRows(page) : undefined,
  }
}

function payload(select: Selection, root: Expression): Expression {
  if (select.kind === 'star') return root
  if (select.kind === 'value') return select.expression
  const names = itemNames(select.items)
  return object(select.items.map(({ expression }, index) => [names[index] as string, expression]))
}

function rewriteGroups(query: Query): Query {
  const found = groupPayload(query.select)
  const value = query.select.kind === 'value'
  const groupByItems = query.groupBy.length > 0 && wrapped(query.groupBy)
  const rewritten = { ...query, distinct: false, top: undefined, page: undefined }
  if (groupByItems) return { ...rewritten, select: items({ groupByItems, payload: found }) }
  return { ...rewritten, select: value ? { kind: 'value', expression: found } : items({ payload: found }) }
}

function groupPayload(select: Selection): Expression {
  if (select.kind === 'value') {
    const state = aggregateState(select.expression)
    return state ? { kind: 'array', items: [state] } : select.expression
  }
  const selected = select.kind === 'items' ? select.items : []
  const names = itemNames(selected)
  return object(
    selected.map(({ expression }, index) => [names[index] as string, aggregateState(expression) ?? expression]),
  )
}

/** An aggregate as the SDK takes it: what it has come to in one range; undefined for any other expression. */
function aggregateState(expression: Expression): Expression | undefined {
  const aggregate = aggregateOf(expression)
  if (!aggregate) return undefined
  const { args, location } = expression as Call
  const of = (called: AggregateName): Expression => ({ kind: 'call', name: called, args, location })
  const count = ['count', of('COUNT')] as const
  switch (aggregate) {
    case 'AVG':
      return object([['item', object([['sum', of('SUM')], count])]])
    case 'MIN':
    case 'MAX': {
      const state = object([[aggregate.toLowerCase(), expression], count])
      return object([
        ['item', expression],
        ['item2', state],
      ])
    }
    default:
      return object([['item', expression]])
  }
}

/** The aggregate that an expression is, and nothing else. */
export function aggregateOf(expression: Expression): AggregateName | undefined {
  return expression.kind === 'call' ? aggregateName(expression.name) : undefined
}

/** Whether an aggregate is only a part of an expression, which no SDK can merge. */
export function isComposed(expression: Expression): boolean {
  return hasAggregate(expression) && aggregateOf(expression) === undefined
}

function wrapped(expressions: readonly Expression[]): Expression {
  return { kind: 'array', items: expressions.map((expression) => object([['item', expression]])) }
}

function object(fields: readonly (readonly [string, Expression])[]): Expression {
  return { kind: 'object', fields: fields.map(([field, value]) => ({ name: field, value })) }
}

function name(text: string): Expression {
  return { kind: 'name', name: text, location: { start: 0, end: 0 } }
}

/** Fields in order; one that is selected from a document under its own name needs no other. */
function items(fields: Readonly<Record<string, Expression>>): Selection {
  const selected: SelectItem[] = Object.entries(fields).map(([alias, expression]) => ({
    expression,
    alias: alias === '_rid' ? undefined : alias,
  }))
  return { kind: 'items', items: selected }
}
