import { parseExpression } from './parse-expression.ts'
import type { Clauses, Column, Query, SortKey, Source } from './syntax.ts'
import { TokenReader } from './token-reader.ts'
import { UnparsedQuery } from './tokens.ts'

/** @throws UnparsedQuery */
export function parseQueryText(text: string): Query {
  const reader = new TokenReader(text, parseQuery)
  const query = parseQuery(reader)
  if (!reader.ended) throw new UnparsedQuery('text after the end of the query')
  return query
}

/**
 * Parses a fragment that code appends to a query: `AND ..`, `WHERE ..`, `ORDER BY ..`, or a query around the text.
 *
 * @throws UnparsedQuery
 */
export function parseFragment(text: string): Clauses | Query {
  const reader = new TokenReader(text, parseQuery)
  if (reader.isWord('SELECT')) return parseQueryText(text)
  const condition = reader.takeWords('AND') || reader.takeWords('OR') ? parseExpression(reader) : undefined
  const clauses = parseClauses(reader)
  if (!reader.ended) throw new UnparsedQuery('text after the end of the fragment')
  return { ...clauses, where: condition ?? clauses.where }
}

function parseQuery(reader: TokenReader): Query {
  const before = reader.holes
  reader.expectWords('SELECT')
  const distinct = reader.takeWords('DISTINCT')
  const top = reader.takeWords('TOP') ? parseTop(reader) : undefined
  const value = reader.takeWords('VALUE')
  const columns = reader.takeSymbol('*') ? undefined : reader.list(() => parseColumn(reader))
  const sources = reader.takeWords('FROM') ? parseSources(reader) : []
  const clauses = parseClauses(reader)
  return { ...clauses, distinct, value, top, columns, sources, holes: reader.holes - before }
}

/** `TOP 5` and `TOP (5)`: an operand alone, because `*` after it is no multiplication. */
function parseTop(reader: TokenReader): Query['top'] {
  const token = reader.next()
  if (token.kind === 'symbol' && token.text === '(') {
    const inner = parseExpression(reader)
    reader.expectSymbol(')')
    return inner
  }
  if (token.kind === 'parameter' || token.kind === 'hole') return { kind: token.kind, holed: token.holed === true }
  if (token.kind === 'number') return { kind: 'literal', value: Number(token.text), holed: false }
  throw new UnparsedQuery('no count after TOP')
}

function parseColumn(reader: TokenReader): Column {
  const expression = parseExpression(reader)
  reader.takeWords('AS')
  return { expression, name: reader.takeName() }
}

function parseSources(reader: TokenReader): Source[] {
  const sources = [parseSource(reader)]
  for (;;) {
    reader.skipHoles()
    if (!reader.takeWords('JOIN') && !reader.takeSymbol(',')) return sources
    sources.push(parseSource(reader))
  }
}

function parseSource(reader: TokenReader): Source {
  if (reader.takeSymbol('(')) {
    const hole = reader.peek()?.kind === 'hole'
    if (hole) reader.skipHoles()
    const query = hole ? 'hole' : reader.parseQuery(reader)
    reader.expectSymbol(')')
    reader.takeWords('AS')
    return { alias: reader.takeName() ?? '', elementsOf: undefined, query }
  }
  const alias = reader.takeName()
  if (alias === undefined) throw new UnparsedQuery('no name after FROM')
  if (reader.takeWords('IN')) return { alias, elementsOf: parseExpression(reader), query: undefined }
  reader.takeWords('AS')
  return { alias: reader.takeName() ?? alias, elementsOf: undefined, query: undefined }
}

function parseClauses(reader: TokenReader): Clauses {
  const before = reader.holes
  reader.skipHoles()
  const where = reader.takeWords('WHERE') ? parseExpression(reader) : undefined
  const groupBy = reader.takeWords('GROUP', 'BY') ? reader.list(() => parseExpression(reader)) : undefined
  const orderBy = reader.takeWords('ORDER', 'BY') ? reader.list(() => parseSortKey(reader)) : []
  reader.skipHoles()
  const paging = []
  if (reader.takeWords('OFFSET')) {
    paging.push(parseExpression(reader))
    reader.expectWords('LIMIT')
    paging.push(parseExpression(reader))
  }
  reader.skipHoles()
  return { where, groupBy, orderBy, paging, holes: reader.holes - before }
}

function parseSortKey(reader: TokenReader): SortKey {
  const expression = parseExpression(reader)
  const descending = reader.takeWords('DESC')
  if (!descending) reader.takeWords('ASC')
  return { expression, descending }
}
