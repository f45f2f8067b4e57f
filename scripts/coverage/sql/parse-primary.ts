import { unknownSegment, type Column, type Expression, type SubqueryExpression } from './syntax.ts'
import type { TokenReader } from './token-reader.ts'
import { UnparsedQuery } from './tokens.ts'

type ParseExpression = (reader: TokenReader) => Expression

const constants: ReadonlyMap<string, boolean | null | undefined> = new Map([
  ['TRUE', true],
  ['FALSE', false],
  ['NULL', null],
  ['UNDEFINED', undefined],
])

/** Parses what stands between operators: a value, a path, a call, a subquery, brackets. */
export function parsePrimary(reader: TokenReader, parseExpression: ParseExpression): Expression {
  const token = reader.peek()
  if (token === undefined) throw new UnparsedQuery('ends too early')
  switch (token.kind) {
    case 'hole':
      reader.next()
      return { kind: 'hole' }
    case 'number':
      reader.next()
      return { kind: 'literal', value: Number(token.text), holed: false }
    case 'string':
      reader.next()
      return { kind: 'literal', value: token.text, holed: token.holed === true }
    case 'parameter':
      reader.next()
      return { kind: 'parameter', holed: token.holed === true }
    case 'symbol':
      return parseBrackets(reader, parseExpression)
    case 'word':
      return parseWord(reader, parseExpression)
  }
}

function parseBrackets(reader: TokenReader, parseExpression: ParseExpression): Expression {
  if (reader.takeSymbol('(')) {
    const inner = reader.isWord('SELECT') ? subquery(reader, 'scalar') : parseExpression(reader)
    reader.expectSymbol(')')
    return inner
  }
  if (reader.takeSymbol('[')) {
    const items = reader.isSymbol(']') ? [] : reader.list(() => parseExpression(reader))
    reader.expectSymbol(']')
    return { kind: 'array', items }
  }
  if (reader.takeSymbol('{')) {
    const entries = reader.isSymbol('}') ? [] : reader.list(() => parseEntry(reader, parseExpression))
    reader.expectSymbol('}')
    return { kind: 'object', entries }
  }
  throw new UnparsedQuery(`unexpected ${reader.next().text}`)
}

function parseEntry(reader: TokenReader, parseExpression: ParseExpression): Column {
  const name = reader.next().text
  reader.expectSymbol(':')
  return { name, expression: parseExpression(reader) }
}

function parseWord(reader: TokenReader, parseExpression: ParseExpression): Expression {
  if (reader.isSymbol('(', 1)) return parseCall(reader, parseExpression)
  const name = reader.takeName()
  if (name === undefined) throw new UnparsedQuery('a keyword where a value must be')
  const word = name.toUpperCase()
  if (constants.has(word)) return { kind: 'literal', value: constants.get(word), holed: false }
  if (word === 'UDF' && reader.takeSymbol('.')) return parseCall(reader, parseExpression, 'UDF.')
  return parsePath(reader, name)
}

function parseCall(reader: TokenReader, parseExpression: ParseExpression, prefix = ''): Expression {
  const name = prefix + reader.next().text.toUpperCase()
  reader.expectSymbol('(')
  if (reader.isWord('SELECT') && (name === 'EXISTS' || name === 'ARRAY')) {
    const inner = subquery(reader, name === 'EXISTS' ? 'exists' : 'array')
    reader.expectSymbol(')')
    return inner
  }
  const distinct = reader.takeWords('DISTINCT')
  const parseArgument = (): Expression =>
    reader.takeSymbol('*') ? { kind: 'literal', value: 1, holed: false } : parseExpression(reader)
  const parsed = reader.isSymbol(')') ? [] : reader.list(parseArgument)
  reader.expectSymbol(')')
  return { kind: 'call', name, arguments: parsed, distinct }
}

function subquery(reader: TokenReader, form: SubqueryExpression['form']): Expression {
  return { kind: 'subquery', form, query: reader.parseQuery(reader) }
}

function parsePath(reader: TokenReader, root: string): Expression {
  const segments: (string | number)[] = []
  let quoted = false
  for (;;) {
    if (reader.takeSymbol('.')) {
      const token = reader.next()
      if (token.kind === 'hole') reader.holes += 1
      else if (token.kind !== 'word') throw new UnparsedQuery(`unexpected ${token.text || token.kind} after a dot`)
      segments.push(token.kind === 'hole' ? unknownSegment : token.text)
    } else if (reader.takeSymbol('[')) {
      const token = reader.next()
      if (token.kind === 'hole' || token.holed === true) reader.holes += 1
      segments.push(token.kind === 'number' ? Number(token.text) : token.text || unknownSegment)
      quoted ||= token.kind === 'string'
      reader.expectSymbol(']')
    } else {
      return { kind: 'path', root, segments, quoted }
    }
  }
}
