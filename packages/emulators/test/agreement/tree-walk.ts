import { children } from '../../src/cosmos/sql/select.ts'
import type { Expression, Query } from '../../src/cosmos/sql/tree.ts'

/** The expressions of a query, those of queries within it included. */
export function* expressionsOf(query: Query): Iterable<Expression> {
  const { select, where, groupBy, orderBy, from } = query
  const selected =
    select.kind === 'items'
      ? select.items.map(({ expression }) => expression)
      : select.kind === 'value'
        ? [select.expression]
        : []
  const own = [...selected, ...(where ? [where] : []), ...groupBy, ...orderBy.map(({ expression }) => expression)]
  for (const expression of own) yield* withParts(expression)
  for (const { collection } of from?.sources ?? []) {
    if (collection.kind === 'subquery') yield* expressionsOf(collection.query)
  }
}

function* withParts(expression: Expression): Iterable<Expression> {
  yield expression
  for (const part of children(expression)) yield* withParts(part)
  if ('query' in expression) yield* expressionsOf(expression.query)
}

/** A query with all queries within it. */
export function* queriesOf(query: Query): Iterable<Query> {
  yield query
  for (const expression of expressionsOf(query)) if ('query' in expression) yield expression.query
  for (const { collection } of query.from?.sources ?? []) {
    if (collection.kind === 'subquery') yield* queriesOf(collection.query)
  }
}
