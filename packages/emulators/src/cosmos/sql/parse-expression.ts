import { SqlError } from './engine.ts'
import type { Query, Chain, Expression, Operator, Step } from './tree.ts'
import type { Reader } from './reader.ts'

/** The operators between two operands: the higher, the closer they bind. */
const precedence: Readonly<Record<string, number>> = {
  '??': 1,
  OR: 2,
  AND: 3,
  IN: 5,
  BETWEEN: 5,
  LIKE: 5,
  NOT: 5,
  '=': 5,
  '!=': 5,
  '<>': 5,
  '<': 5,
  '<=': 5,
  '>': 5,
  '>=': 5,
  '|': 6,
  '^': 7,
  '&': 8,
  '<<': 9,
  '>>': 9,
  '>>>': 9,
  '||': 10,
  '+': 11,
  '-': 11,
  '*': 12,
  '/': 12,
  '%': 12,
}

const comparison = 5
const afterNot = 4
const afterComparison = 6
const afterSign = 13

/** Each of them is a level of the tree; only other operators stand side by side on one. */
const comparisonsInARow = 4

/** Reads a query within parentheses: given by the parser of queries, which itself reads expressions. */
export type ReadQuery = (reader: Reader) => Query

/** Reads expressions by the precedence of their operators. */
export class ExpressionParser {
  readonly #reader: Reader
  readonly #readQuery: ReadQuery

  constructor(reader: Reader, readQuery: ReadQuery) {
    this.#reader = reader
    this.#readQuery = readQuery
  }

  /** An expression with `? :`, which binds least of all. */
  expression(): Expression {
    return this.#reader.nested(() => this.#conditional())
  }

  #conditional(): Expression {
    const reader = this.#reader
    const branches: { test: Expression; value: Expression }[] = []
    let last = this.#operation(0)
    while (reader.takeSign('?')) {
      const value = this.expression()
      reader.expectSign(':')
      branches.push({ test: last, value })
      last = this.#operation(0)
    }
    return branches.length === 0 ? last : { kind: 'conditional', branches, otherwise: last }
  }

  #operation(minimum: number): Expression {
    let left = this.#operand()
    let comparisons = 0
    for (;;) {
      const strength = precedence[this.#operator()]
      if (strength === undefined || strength < minimum) return left
      if (strength !== comparison) left = this.#chain(left, strength)
      else if (comparisons++ < comparisonsInARow) left = this.#compared(left)
      else throw this.#reader.unexpected()
    }
  }

  /** The operator that is next, or the empty string. */
  #operator(): string {
    const { kind, text, keyword } = this.#reader.next
    if (kind === 'sign') return text
    if (kind !== 'word') return ''
    if (keyword === 'NOT' && !['IN', 'BETWEEN', 'LIKE'].includes(this.#reader.second.keyword)) return ''
    return keyword
  }

  #chain(first: Expression, strength: number): Chain {
    const rest: { operator: Operator; operand: Expression }[] = []
    while (precedence[this.#operator()] === strength) {
      const operator = this.#operator() as Operator
      this.#reader.take()
      rest.push({ operator, operand: this.#operation(strength + 1) })
    }
    return { kind: 'chain', first, rest }
  }

  #compared(value: Expression): Expression {
    const reader = this.#reader
    const negated = reader.takeWord('NOT')
    if (reader.takeWord('IN')) {
      reader.expectSign('(')
      if (reader.isSign(')')) throw reader.unexpected()
      return { kind: 'in', value, items: reader.list(')', () => this.expression()), negated }
    }
    if (reader.takeWord('BETWEEN')) {
      const low = this.#operation(afterComparison)
      reader.expectWord('AND')
      return { kind: 'between', value, low, high: this.#operation(afterComparison), negated }
    }
    if (reader.takeWord('LIKE')) {
      const pattern = this.#operation(afterComparison)
      return { kind: 'like', value, pattern, escape: this.#escape(), negated }
    }
    const sign = reader.take().text
    const operator = (sign === '<>' ? '!=' : sign) as Operator
    return { kind: 'chain', first: value, rest: [{ operator, operand: this.#operation(afterComparison) }] }
  }

  #escape(): string | undefined {
    if (!this.#reader.takeWord('ESCAPE')) return undefined
    const token = this.#reader.next
    if (token.kind !== 'string' || [...String(token.value)].length !== 1) throw this.#reader.unexpected()
    this.#reader.take()
    return String(token.value)
  }

  #operand(): Expression {
    const reader = this.#reader
    if (reader.takeWord('NOT')) {
      return { kind: 'unary', operator: 'NOT', operand: reader.nested(() => this.#operation(afterNot)) }
    }
    const sign = reader.next
    if (sign.kind === 'sign' && (sign.text === '-' || sign.text === '+' || sign.text === '~')) {
      reader.take()
      const { text: operator } = sign
      return { kind: 'unary', operator, operand: reader.nested(() => this.#operation(afterSign)) }
    }
    return this.#steps(this.#primary())
  }

  #steps(base: Expression): Expression {
    const reader = this.#reader
    const steps: Step[] = []
    for (;;) {
      if (reader.takeSign('.')) steps.push({ name: reader.expectName().text })
      else if (reader.takeSign('[')) {
        const index = this.expression()
        reader.expectSign(']')
        steps.push(index.kind === 'literal' && typeof index.value === 'string' ? { name: index.value } : { index })
      } else return steps.length === 0 ? base : { kind: 'path', base, steps }
    }
  }

  #primary(): Expression {
    const reader = this.#reader
    const token = reader.next
    const { kind, text, start, end } = token
    if (kind === 'string' || kind === 'number') {
      reader.take()
      return { kind: 'literal', value: token.value ?? null }
    }
    if (kind === 'parameter') {
      reader.take()
      return { kind: 'parameter', name: text, location: { start, end } }
    }
    if (kind === 'word') return this.#word()
    if (reader.takeSign('(')) return this.#parenthesis()
    if (reader.takeSign('[')) return { kind: 'array', items: reader.list(']', () => this.expression()) }
    if (reader.takeSign('{')) return { kind: 'object', fields: reader.list('}', () => this.#field()) }
    throw reader.unexpected()
  }

  #parenthesis(): Expression {
    const reader = this.#reader
    if (reader.isWord('SELECT')) {
      const query = reader.nested(() => this.#readQuery(reader))
      reader.expectSign(')')
      return { kind: 'subquery', query }
    }
    const inner = this.expression()
    reader.expectSign(')')
    return inner
  }

  #field(): { name: string; value: Expression } {
    const reader = this.#reader
    const { kind, text, value } = reader.next
    if (kind !== 'string' && kind !== 'word') throw reader.unexpected()
    reader.take()
    reader.expectSign(':')
    return { name: kind === 'string' ? String(value) : text, value: this.expression() }
  }

  #word(): Expression {
    const reader = this.#reader
    const { keyword, text, start, end } = reader.next
    const constants: Readonly<Record<string, Expression>> = {
      NULL: { kind: 'literal', value: null },
      TRUE: { kind: 'literal', value: true },
      FALSE: { kind: 'literal', value: false },
      UNDEFINED: { kind: 'undefined' },
    }
    const constant = Object.hasOwn(constants, keyword) ? constants[keyword] : undefined
    if (constant) {
      reader.take()
      return constant
    }
    if (keyword === 'EXISTS' || keyword === 'ARRAY') {
      reader.take()
      reader.expectSign('(')
      const query = reader.nested(() => this.#readQuery(reader))
      reader.expectSign(')')
      return { kind: keyword === 'EXISTS' ? 'exists' : 'collect', query }
    }
    if (keyword === 'UDF') {
      throw new SqlError('SC2006', 'User-defined functions are not supported here.', { start, end })
    }
    reader.expectName()
    if (!reader.takeSign('(')) return { kind: 'name', name: text, location: { start, end } }
    const args = reader.list(')', () => this.expression())
    return { kind: 'call', name: text, args, location: reader.since(start) }
  }
}
