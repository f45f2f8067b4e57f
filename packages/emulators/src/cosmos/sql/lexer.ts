import { SqlError, type Location } from './engine.ts'

/** One word or sign of a query. */
export interface Token extends Location {
  readonly kind: 'word' | 'string' | 'number' | 'parameter' | 'sign' | 'end'
  /** As it stands in the text. */
  readonly text: string
  /** The text in capitals, of a word; else empty. */
  readonly keyword: string
  /** What a string or a number says. */
  readonly value?: string | number
}

const pattern = new RegExp(
  [
    String.raw`(?<skip>(?:\s|--[^\n]*|/\*[^]*?\*/)+)`,
    String.raw`(?<open>/\*)`,
    String.raw`(?<number>0[xX][0-9a-fA-F]+|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)(?![\p{L}\p{N}_$])`,
    String.raw`(?<word>[\p{L}_$][\p{L}\p{N}_$]*)`,
    String.raw`(?<parameter>@[\p{L}\p{N}_$]+)`,
    String.raw`(?<string>"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*')`,
    String.raw`(?<sign>>>>|<<|>>|<=|>=|<>|!=|\?\?|\|\||[-+*/%=<>()[\]{}.,:?|&^~])`,
  ].join('|'),
  'uy',
)

/** The words and signs of a text, and an end. */
export function tokens(text: string): Token[] {
  const found: Token[] = []
  let at = 0
  while (at < text.length) {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (!match?.groups || match.groups['open'] !== undefined) throw unreadable(text, at)
    const start = at
    at += match[0].length
    if (match.groups['skip'] === undefined) found.push(token(match[0], match.groups, { start, end: at }))
  }
  found.push({ kind: 'end', text: '', keyword: '', start: text.length, end: text.length })
  return found
}

function token(text: string, groups: Record<string, string | undefined>, location: Location): Token {
  if (groups['word'] !== undefined) return { kind: 'word', text, keyword: text.toUpperCase(), ...location }
  if (groups['number'] !== undefined) return { kind: 'number', text, keyword: '', value: number(text), ...location }
  if (groups['string'] !== undefined) {
    return { kind: 'string', text, keyword: '', value: unescaped(text, location), ...location }
  }
  const kind = groups['parameter'] === undefined ? 'sign' : 'parameter'
  return { kind, text, keyword: '', ...location }
}

/** A number that no number of JSON can hold is none. */
function number(text: string): number {
  const value = Number(text)
  return Number.isFinite(value) ? value : Number.MAX_VALUE
}

const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

function unescaped(text: string, location: Location): string {
  const inner = text.slice(1, -1)
  if (!inner.includes('\\')) return inner
  return inner.replaceAll(/\\(?:u([0-9a-fA-F]{4})|([^]))/g, (escape, hex: string | undefined, letter: string) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16))
    const character = escapes[letter]
    if (character === undefined) throw syntaxError(escape, location)
    return character
  })
}

function unreadable(text: string, start: number): SqlError {
  const word = /^(?:["'][^]*|\/\*[^]*|[\p{L}\p{N}_$]+|[^])/u.exec(text.slice(start, start + 60))?.[0] ?? ''
  return syntaxError(word, { start, end: start + word.length })
}

/** The error for a text that does not follow the grammar. */
export function syntaxError(near: string, location: Location): SqlError {
  const message =
    near === '' ? 'Syntax error, unexpected end of input.' : `Syntax error, incorrect syntax near '${near}'.`
  return new SqlError('SC1001', message, location)
}
