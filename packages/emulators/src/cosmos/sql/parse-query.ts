import type { Location } from './engine.ts'
import { ExpressionParser } from './parse-expression.ts'
import { Reader } from './reader.ts'
import type { Count, Expression, FromClause, Query, Selection, SelectItem, SortKey, Source } from './tree.ts'

/** The syntax tree of a query. */
export function parse(text: string): Query {
  return parseWhole(new Reader(text))
}

/** The syntax tree of all that a reader has. */
export function parseWhole(reader: Reader): Query {
  const query = readQuery(reader)
  reader.expectEnd()
  return query
}

function readQuery(reader: Reader): Query {
  const expressions = new ExpressionParser(reader, readQuery)
  const { start } = reader.next
  reader.expectWord('SELECT')
  const distinct = reader.takeWord('DISTINCT')
  const top = reader.takeWord('TOP') ? count(reader) : undefined
  const select = selection(reader, expressions)
  const from = reader.takeWord('FROM') ? fromClause(reader) : undefined
  const where = reader.takeWord('WHERE') ? expressions.expression() : undefined
  const groupBy = reader.takeWord('GROUP') ? groups(reader, expressions) : []
  const orderBy = reader.takeWord('ORDER') ? sortKeys(reader, expressions) : []
  const page = reader.takeWord('OFFSET') ? pageOf(reader) : undefined
  const location: Location = reader.since(start)
  return { distinct, top, select, from, where, groupBy, orderBy, page, location }
}

function count(reader: Reader): Count {
  const { kind, text, value, start, end } = reader.next
  if (kind === 'parameter') {
    reader.take()
    return { kind, name: text, location: { start, end } }
  }
  if (kind !== 'number' || !Number.isSafeInteger(value)) throw reader.unexpected()
  reader.take()
  return { kind: 'literal', value: Number(value) }
}

function pageOf(reader: Reader): { offset: Count; limit: Count } {
  const offset = count(reader)
  reader.expectWord('LIMIT')
  return { offset, limit: count(reader) }
}

function selection(reader: Reader, expressions: ExpressionParser): Selection {
  const { start } = reader.next
  if (reader.takeSign('*')) return { kind: 'star', location: reader.since(start) }
  if (reader.takeWord('VALUE')) return { kind: 'value', expression: expressions.expression() }
  const items: SelectItem[] = []
  do {
    const expression = expressions.expression()
    const named = reader.takeWord('AS') || (reader.isName() && !reader.isWord('OFFSET'))
    items.push({ expression, alias: named ? reader.expectName().text : undefined })
  } while (reader.takeSign(','))
  return { kind: 'items', items }
}

function fromClause(reader: Reader): FromClause {
  const sources: [Source, ...Source[]] = [source(reader)]
  while (reader.takeWord('JOIN')) sources.push(source(reader))
  return { sources }
}

function source(reader: Reader): Source {
  if (reader.isName() && reader.second.keyword === 'IN') {
    const alias = reader.take().text
    reader.take()
    return { collection: collection(reader), each: true, alias }
  }
  const found = collection(reader)
  const named = reader.takeWord('AS') || (reader.isName() && !reader.isWord('OFFSET'))
  const given = named ? reader.expectName().text : undefined
  const own = found.kind === 'path' ? (found.steps.at(-1) ?? found.root.name) : undefined
  return { collection: found, each: false, alias: given ?? own }
}

function collection(reader: Reader): Source['collection'] {
  if (reader.takeSign('(')) {
    const query = reader.nested(() => readQuery(reader))
    reader.expectSign(')')
    return { kind: 'subquery', query }
  }
  const { text, start, end } = reader.expectName()
  const steps: string[] = []
  for (;;) {
    if (reader.takeSign('.')) steps.push(reader.expectName().text)
    else if (reader.takeSign('[')) {
      const { kind, value } = reader.next
      if (kind !== 'string' && kind !== 'number') throw reader.unexpected()
      reader.take()
      steps.push(String(value))
      reader.expectSign(']')
    } else return { kind: 'path', root: { kind: 'name', name: text, location: { start, end } }, steps }
  }
}

function groups(reader: Reader, expressions: ExpressionParser): Expression[] {
  reader.expectWord('BY')
  const keys: Expression[] = []
  do keys.push(expressions.expression())
  while (reader.takeSign(','))
  return keys
}

function sortKeys(reader: Reader, expressions: ExpressionParser): SortKey[] {
  reader.expectWord('BY')
  const keys: SortKey[] = []
  do {
    const expression = expressions.expression()
    const descending = reader.takeWord('DESC')
    if (!descending) reader.takeWord('ASC')
    keys.push({ expression, descending })
  } while (reader.takeSign(','))
  return keys
}
