import { parsePrimary } from './parse-primary.ts'
import type { Expression } from './syntax.ts'
import type { TokenReader } from './token-reader.ts'
import { UnparsedQuery } from './tokens.ts'

/** From loosest to tightest, below the logical operators and comparison. */
const arithmetic = [['??'], ['||'], ['+', '-'], ['*', '/', '%']] as const
const comparisons = ['=', '!=', '<>', '<', '<=', '>', '>=']

/** Parses an expression: `a ? b : c` binds loosest, then `OR`, `AND`, `NOT`, comparison, arithmetic. */
export function parseExpression(reader: TokenReader): Expression {
  const condition = parseLogic(reader, 'OR', () => parseLogic(reader, 'AND', () => parseNot(reader)))
  if (!reader.takeSymbol('?')) return condition
  const yes = parseExpression(reader)
  reader.expectSymbol(':')
  return { kind: 'conditional', parts: [condition, yes, parseExpression(reader)] }
}

function parseLogic(reader: TokenReader, operator: 'AND' | 'OR', operand: () => Expression): Expression {
  let left = operand()
  for (;;) {
    // A hole after a whole operand may add any further condition.
    reader.skipHoles()
    if (!reader.takeWords(operator)) return left
    left = { kind: 'binary', operator, left, right: operand() }
  }
}

function parseNot(reader: TokenReader): Expression {
  if (reader.takeWords('NOT')) return { kind: 'not', operand: parseNot(reader) }
  return parseComparison(reader)
}

function parseComparison(reader: TokenReader): Expression {
  const item = parseArithmetic(reader)
  const negated = reader.isWord('NOT') && ['IN', 'BETWEEN', 'LIKE'].some((word) => reader.isWord(word, 1))
  if (negated) reader.next()
  if (reader.takeWords('IN')) return { kind: 'in', item, list: parseList(reader), negated }
  if (reader.takeWords('BETWEEN')) {
    const low = parseArithmetic(reader)
    reader.expectWords('AND')
    return { kind: 'between', item, bounds: [low, parseArithmetic(reader)], negated }
  }
  if (reader.takeWords('LIKE')) {
    const pattern = parseArithmetic(reader)
    if (reader.takeWords('ESCAPE')) parseArithmetic(reader)
    return { kind: 'like', item, pattern, negated }
  }
  const operator = comparisons.find((symbol) => reader.takeSymbol(symbol))
  if (operator === undefined) return item
  return { kind: 'binary', operator: operator === '<>' ? '!=' : operator, left: item, right: parseArithmetic(reader) }
}

/** The list of an `IN`; a hole in the place of the list, brackets included, is a list of values too. */
function parseList(reader: TokenReader): Expression[] {
  if (reader.peek()?.kind === 'hole') return [parsePrimary(reader, parseExpression)]
  reader.expectSymbol('(')
  const list = reader.list(() => parseExpression(reader))
  reader.expectSymbol(')')
  return list
}

function parseArithmetic(reader: TokenReader, level = 0): Expression {
  const operators = arithmetic[level]
  if (operators === undefined) return parseUnary(reader)
  let left = parseArithmetic(reader, level + 1)
  for (;;) {
    const operator = operators.find((symbol) => reader.takeSymbol(symbol))
    if (operator === undefined) return left
    left = { kind: 'binary', operator, left, right: parseArithmetic(reader, level + 1) }
  }
}

function parseUnary(reader: TokenReader): Expression {
  if (reader.takeSymbol('-')) return { kind: 'minus', operand: parseUnary(reader) }
  if (reader.ended) throw new UnparsedQuery('ends too early')
  return parsePrimary(reader, parseExpression)
}
