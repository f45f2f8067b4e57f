/** What a query text is made of. Keywords are words; `text` of a string is what stands between its quotes. */
export interface Token {
  readonly kind: 'word' | 'parameter' | 'number' | 'string' | 'symbol' | 'hole'
  readonly text: string
  /** A string or parameter of which a part is filled in at run time. */
  readonly holed?: boolean
}

/** The text is not Cosmos SQL as far as this parser knows it. */
export class UnparsedQuery extends Error {}

const spaces = /\s+/y
const words = /[A-Za-z_]\w*/y
const numbers = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const parameters = /@\w*/y
const symbols = /!=|<>|<=|>=|\|\||\?\?|[-=<>+*/%?:()[\]{},.]/y

/** Cuts a query text into tokens. A template's `${..}` is one token, whatever stands in it. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  const matching = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    return pattern.exec(text)?.[0]
  }
  while (at < text.length) {
    const blank = matching(spaces)
    if (blank !== undefined) {
      at += blank.length
      continue
    }
    const { token, length } = holeAt(text, at) ?? stringAt(text, at) ?? parameterAt(text, at) ?? plainToken(matching)
    tokens.push(token)
    at += length
  }
  return tokens
}

interface Cut {
  readonly token: Token
  readonly length: number
}

function plainToken(matching: (pattern: RegExp) => string | undefined): Cut {
  const kinds = [
    ['word', words],
    ['number', numbers],
    ['symbol', symbols],
  ] as const
  for (const [kind, pattern] of kinds) {
    const text = matching(pattern)
    if (text !== undefined) return { token: { kind, text }, length: text.length }
  }
  throw new UnparsedQuery('unknown character')
}

function holeAt(text: string, at: number): Cut | undefined {
  if (!text.startsWith('${', at)) return undefined
  const end = endOfHole(text, at)
  return { token: { kind: 'hole', text: '' }, length: end - at }
}

function stringAt(text: string, at: number): Cut | undefined {
  const quote = text.charAt(at)
  if (quote !== "'" && quote !== '"') return undefined
  let value = ''
  let holed = false
  for (let i = at + 1; i < text.length; i += 1) {
    if (text.startsWith('${', i)) {
      holed = true
      i = endOfHole(text, i) - 1
    } else if (text[i] === '\\') {
      i += 1
      value += text.charAt(i)
    } else if (text[i] === quote) {
      return { token: { kind: 'string', text: value, holed }, length: i + 1 - at }
    } else {
      value += text.charAt(i)
    }
  }
  throw new UnparsedQuery('unclosed string')
}

/** A parameter's name may go on in a hole: `@id${i}`. */
function parameterAt(text: string, at: number): Cut | undefined {
  parameters.lastIndex = at
  const name = parameters.exec(text)?.[0]
  if (name === undefined) return undefined
  const after = at + name.length
  const holed = text.startsWith('${', after)
  return { token: { kind: 'parameter', text: name, holed }, length: (holed ? endOfHole(text, after) : after) - at }
}

/** Where a `${` ends: braces are counted, but not those in the strings and templates of its JavaScript. */
function endOfHole(text: string, at: number): number {
  let depth = 0
  for (let i = at + 1; i < text.length; i += 1) {
    const character = text.charAt(i)
    if (character === '{') depth += 1
    else if (character === '}') {
      depth -= 1
      if (depth === 0) return i + 1
    } else if (character === "'" || character === '"' || character === '`') i = endOfQuoted(text, i)
  }
  throw new UnparsedQuery('unclosed hole')
}

function endOfQuoted(text: string, at: number): number {
  const quote = text.charAt(at)
  for (let i = at + 1; i < text.length; i += 1) {
    if (text[i] === '\\') i += 1
    else if (quote === '`' && text.startsWith('${', i)) i = endOfHole(text, i) - 1
    else if (text[i] === quote) return i
  }
  throw new UnparsedQuery('unclosed hole')
}
