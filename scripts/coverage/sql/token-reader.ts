import type { Query } from './syntax.ts'
import { tokensOf, UnparsedQuery, type Token } from './tokens.ts'

/** The words that end an expression, so they are no names there. */
const reserved = new Set(
  'SELECT FROM WHERE GROUP ORDER BY OFFSET LIMIT AND OR NOT IN BETWEEN LIKE AS JOIN ASC DESC ESCAPE'.split(' '),
)

/** Walks the tokens of one text. */
export class TokenReader {
  /** Holes passed over that stand where a clause or a part of one may be. */
  holes = 0
  /** Parses `SELECT ..`; handed in, because expressions hold queries and queries hold expressions. */
  readonly parseQuery: (reader: TokenReader) => Query
  readonly #tokens: readonly Token[]
  #at = 0

  constructor(text: string, parseQuery: (reader: TokenReader) => Query) {
    this.#tokens = tokensOf(text)
    this.parseQuery = parseQuery
  }

  get ended(): boolean {
    return this.#at >= this.#tokens.length
  }

  peek(ahead = 0): Token | undefined {
    return this.#tokens[this.#at + ahead]
  }

  next(): Token {
    const token = this.#tokens[this.#at]
    if (token === undefined) throw new UnparsedQuery('ends too early')
    this.#at += 1
    return token
  }

  isSymbol(text: string, ahead = 0): boolean {
    const token = this.peek(ahead)
    return token?.kind === 'symbol' && token.text === text
  }

  isWord(word: string, ahead = 0): boolean {
    const token = this.peek(ahead)
    return token?.kind === 'word' && token.text.toUpperCase() === word
  }

  takeSymbol(text: string): boolean {
    const found = this.isSymbol(text)
    if (found) this.#at += 1
    return found
  }

  /** Takes all of the words or none. */
  takeWords(...wanted: readonly string[]): boolean {
    const found = wanted.every((word, i) => this.isWord(word, i))
    if (found) this.#at += wanted.length
    return found
  }

  expectSymbol(text: string): void {
    if (!this.takeSymbol(text)) throw new UnparsedQuery(`no ${text} where one must be`)
  }

  expectWords(...wanted: readonly string[]): void {
    if (!this.takeWords(...wanted)) throw new UnparsedQuery(`no ${wanted.join(' ')} where it must be`)
  }

  /** A name that is no keyword, if one comes next. */
  takeName(): string | undefined {
    const token = this.peek()
    if (token?.kind !== 'word' || reserved.has(token.text.toUpperCase())) return undefined
    this.#at += 1
    return token.text
  }

  /** Passes over holes that stand between clauses. */
  skipHoles(): void {
    while (this.peek()?.kind === 'hole') {
      this.#at += 1
      this.holes += 1
    }
  }

  /** Reads items between commas. */
  list<T>(item: () => T): T[] {
    const items = [item()]
    while (this.takeSymbol(',')) items.push(item())
    return items
  }
}
