import { SqlError, type Location } from './engine.ts'
import { syntaxError, tokens, type Token } from './lexer.ts'

/** How deep parentheses, brackets, operators before their operand and subqueries may nest. */
export const maximumDepth = 100

/**
 * Words that are no names: a field with such a name is written `c["order"]`.
 */
const reserved = new Set(
  (
    'AND ARRAY AS ASC BETWEEN BY CASE DESC DISTINCT ELSE END EXISTS FALSE FROM GROUP HAVING IN IS JOIN LIKE NOT NULL ' +
    'OR ORDER SELECT THEN TOP TRUE UDF UNDEFINED VALUE WHEN WHERE'
  ).split(' '),
)

/** Walks over the tokens of a text. */
export class Reader {
  readonly #tokens: readonly Token[]
  #at = 0
  #depth = 0

  constructor(text: string) {
    this.#tokens = tokens(text)
  }

  get next(): Token {
    return this.#tokens[this.#at] as Token
  }

  /** The token behind the next one. */
  get second(): Token {
    return this.#tokens[Math.min(this.#at + 1, this.#tokens.length - 1)] as Token
  }

  take(): Token {
    const token = this.next
    if (token.kind !== 'end') this.#at++
    return token
  }

  isWord(...keywords: readonly string[]): boolean {
    return this.next.kind === 'word' && keywords.includes(this.next.keyword)
  }

  isSign(sign: string): boolean {
    return this.next.kind === 'sign' && this.next.text === sign
  }

  takeWord(keyword: string): boolean {
    if (!this.isWord(keyword)) return false
    this.#at++
    return true
  }

  takeSign(sign: string): boolean {
    if (!this.isSign(sign)) return false
    this.#at++
    return true
  }

  expectWord(keyword: string): void {
    if (!this.takeWord(keyword)) throw this.unexpected()
  }

  expectSign(sign: string): void {
    if (!this.takeSign(sign)) throw this.unexpected()
  }

  /** Whether a name is next: a word that is not reserved. */
  isName(): boolean {
    return this.next.kind === 'word' && !reserved.has(this.next.keyword)
  }

  expectName(): Token {
    if (!this.isName()) throw this.unexpected()
    return this.take()
  }

  expectEnd(): void {
    if (this.next.kind !== 'end') throw this.unexpected()
  }

  unexpected(): SqlError {
    return syntaxError(this.next.text, { start: this.next.start, end: this.next.end })
  }

  /** From the start of a token to the end of the last one taken. */
  since(start: number): Location {
    return { start, end: this.#tokens[this.#at - 1]?.end ?? start }
  }

  /** Items with commas between, up to a sign that closes them. */
  list<T>(close: string, item: () => T): T[] {
    const items: T[] = []
    if (this.takeSign(close)) return items
    do items.push(item())
    while (this.takeSign(','))
    this.expectSign(close)
    return items
  }

  /** Reads something that may hold itself; too deep is an error, never a stack that overflows. */
  nested<T>(read: () => T): T {
    if (++this.#depth > maximumDepth) {
      const { start, end } = this.next
      throw new SqlError('SC3022', `The SQL query exceeded the maximum nesting depth of ${maximumDepth}.`, {
        start,
        end,
      })
    }
    const found = read()
    this.#depth--
    return found
  }
}
