import { tokens, type Token } from '../../../src/cosmos/sql/lexer.ts'

/** Words of the language where no name can stand. */
const keywords: ReadonlySet<string> = new Set(
  (
    'AND ARRAY AS ASC BETWEEN BY DESC DISTINCT ESCAPE EXISTS FALSE FROM GROUP IN IS JOIN LIKE LIMIT NOT NULL OFFSET OR ' +
    'ORDER SELECT TOP TRUE UNDEFINED VALUE WHERE'
  ).split(' '),
)

/** Fields that have a meaning to the service. */
const known: ReadonlySet<string> = new Set(['id', '_ts', '_etag', '_rid', '_self', 'ttl'])

/**
 * The shape of a query: its text with neutral names for fields, collections, parameters, texts and numbers, numbered as they
 * appear. What is the same stays the same; a name that is a reserved word stays one.
 */
export function shapeOf(text: string): string {
  const all = tokens(text).filter(({ kind }) => kind !== 'end')
  const names = new Neutral()
  return all.reduce((shape, token, index) => {
    const word = neutral(token, { before: all[index - 1], earlier: all[index - 2], after: all[index + 1] }, names)
    return `${shape}${isApart(all[index - 1], token) ? ' ' : ''}${word}`
  }, '')
}

/** The shapes of queries, each once, in an order that tells nothing. */
export function shapesOf(texts: readonly string[]): readonly string[] {
  return [...new Set(texts.map(shapeOf))].toSorted((one, other) => (one < other ? -1 : 1))
}

/** Neutral names for what is written, by its sort. */
class Neutral {
  readonly #names = new Map<string, string>()
  readonly #counts = new Map<string, number>()

  of(sort: string, written: string): string {
    const key = `${sort} ${written}`
    const count = (this.#counts.get(sort) ?? 0) + (this.#names.has(key) ? 0 : 1)
    this.#counts.set(sort, count)
    const name = this.#names.get(key) ?? `${sort}${count}`
    this.#names.set(key, name)
    return name
  }

  field(name: string): string {
    return known.has(name) || keywords.has(name.toUpperCase()) ? name : this.of('f', name)
  }
}

interface Around {
  readonly before: Token | undefined
  readonly earlier: Token | undefined
  readonly after: Token | undefined
}

function neutral(token: Token, { before, earlier, after }: Around, names: Neutral): string {
  switch (token.kind) {
    case 'word':
      if (before?.text === '.') return names.field(token.text)
      if (keywords.has(token.keyword) || after?.text === '(') return token.keyword
      if (after?.text === ':' && (before?.text === '{' || before?.text === ',')) return names.field(token.text)
      return before?.keyword === 'AS' ? names.field(token.text) : names.of('c', token.text)
    case 'parameter':
      return `@${names.of('p', token.text)}`
    case 'number':
      // Nothing and one are often meant as such.
      return Number(token.value) <= 1 ? token.text : String(Number(names.of('', token.text)) + 1)
    case 'string': {
      const quote = token.text.charAt(0)
      const isField = before?.text === '[' && after?.text === ']' && earlier !== undefined && isOperand(earlier)
      const value = String(token.value)
      if (isField || (after?.text === ':' && before?.text !== '?')) return `${quote}${names.field(value)}${quote}`
      if (value === '') return token.text
      const inner =
        before?.keyword === 'LIKE' ? value.replaceAll(/[^%_]+/g, (part) => names.of('s', part)) : names.of('s', value)
      return `${quote}${inner}${quote}`
    }
    default:
      return token.text
  }
}

/** Whether something that can have fields ends here. */
function isOperand({ kind, text, keyword }: Token): boolean {
  return (kind === 'word' && !keywords.has(keyword)) || text === ']' || text === ')'
}

function isApart(before: Token | undefined, { text, kind }: Token): boolean {
  if (before === undefined || ['.', '(', '['].includes(before.text)) return false
  if (['.', ',', ')', ']', ':'].includes(text))
    return text === ':' && before.kind !== 'word' && before.kind !== 'string'
  if (text === '(') return kind === 'sign' && (before.kind !== 'word' || keywords.has(before.keyword))
  return text !== '[' || !isOperand(before)
}
