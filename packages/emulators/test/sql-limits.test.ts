import { describe, expect, it } from 'vitest'
import { parseWhole } from '../src/cosmos/sql/parse-query.ts'
import { maximumDepth, Reader } from '../src/cosmos/sql/reader.ts'
import type { Token } from '../src/cosmos/sql/lexer.ts'
import { refusal, run } from './sql/evaluate.ts'

const tooDeep = `SC3022 The SQL query exceeded the maximum nesting depth of ${maximumDepth}.`
const many = 10_000

function nested(open: string, inner: string, close: string, depth: number): string {
  return open.repeat(depth) + inner + close.repeat(depth)
}

describe('nesting without end is an error, not a stack that overflows', () => {
  it.each([
    ['parentheses', nested('(', '1', ')', many)],
    ['parentheses that do not close', '('.repeat(many)],
    ['arrays', nested('[', '1', ']', many)],
    ['objects', nested('{"a": ', '1', '}', many)],
    ['calls', nested('ABS(', '1', ')', many)],
    ['NOT', `${'NOT '.repeat(many)}true`],
    ['signs', `${'- '.repeat(many)}1`],
    ['indexes', `c${nested('[c', '', ']', many)}`],
    ['branches', nested('true ? ', '1', ' : 2', many)],
    ['queries', nested('(SELECT VALUE ', '1', ')', many)],
    ['EXISTS', nested('EXISTS(SELECT VALUE ', '1', ')', many)],
    ['collections', `1 FROM ${nested('(SELECT VALUE 1 FROM ', 'c', ')', many)}`],
  ])('%s', (_what, text) => {
    expect(refusal(`SELECT VALUE ${text}`)).toBe(tooDeep)
  })

  it.each([
    ['parentheses', nested('(', '1', ')', maximumDepth - 2)],
    ['the deepest tree', deepest(maximumDepth - 2)],
  ])('while %s up to the limit are read, compiled, run and planned', (_what, text) => {
    expect(run(`SELECT VALUE IS_DEFINED(${text}) FROM c`, [{}])).toHaveLength(1)
  })

  /** Operators of each precedence, the closest inside. */
  function deepest(depth: number): string {
    return nested('1 ?? 1 OR 1 AND 1 = 1 = 1 = 1 = 1 | 1 ^ 1 & 1 << 1 || 1 + 1 * (', '1', ')', depth - 1)
  }
})

describe('width is no depth', () => {
  it.each([
    ['AND', Array.from({ length: many }, () => 'true').join(' AND '), true],
    ['+', Array.from({ length: many }, () => '1').join(' + '), many],
    ['??', `${'c.gone ?? '.repeat(many)}1`, 1],
    ['branches after branches', `${'false ? 0 : '.repeat(many)}1`, 1],
    ['IN', `${many} IN (${Array.from({ length: many + 1 }, (_, index) => index).join()})`, true],
    ['a path', `{"a": 1}${'.a'.repeat(many)} ?? 1`, 1],
  ])('of %s', (_what, text, expected) => {
    expect(run(`SELECT VALUE ${text} FROM c`, [{}])).toEqual([expected])
  })
})

/** Counts how often the parser looks at a token. */
class CountingReader extends Reader {
  looks = 0

  override get next(): Token {
    this.looks++
    return super.next
  }
}

function looks(text: string): number {
  const reader = new CountingReader(text)
  parseWhole(reader)
  return reader.looks
}

describe('the parser looks at each token a fixed number of times', () => {
  it.each([
    ['parentheses', (size: number) => nested('(', '1', ')', size)],
    ['NOT', (size: number) => `${'NOT ('.repeat(size / 2)}true${')'.repeat(size / 2)}`],
    ['branches', (size: number) => nested('(true ? 1 : ', '1', ')', size)],
    ['queries', (size: number) => nested('(SELECT VALUE ', '1', ')', size / 2)],
    ['arrays and objects', (size: number) => nested('[{"a": ', '1', '}]', size / 2)],
    ['comparisons', (size: number) => nested('(1 = ', '1', ')', size)],
    ['AND', (size: number) => Array.from({ length: size }, () => 'c.a = 1').join(' AND ')],
  ])('however deep or wide the %s', (_what, text) => {
    const [small, middle, large] = [20, 40, 80].map((size) => looks(`SELECT VALUE ${text(size)} FROM c`))
    expect((large as number) - (middle as number)).toBe(2 * ((middle as number) - (small as number)))
  })
})

describe('what would take a machine down is refused', () => {
  const numbers = Array.from({ length: 300 }, (_, index) => index)
  const tooMuch = /exceeded the resources/

  it.each([
    [
      'rows of joins',
      `SELECT VALUE 1 FROM c ${['a', 'b', 'd', 'e'].map((name) => `JOIN ${name} IN c.n`).join(' ')} WHERE false`,
    ],
    [
      'arrays of arrays',
      `SELECT VALUE 1 FROM ${nested('(SELECT VALUE [x, x] FROM ', '(SELECT VALUE c.n FROM c) AS x', ') AS x', 40)}`,
    ],
    [
      'texts of texts',
      `SELECT VALUE 1 FROM ${nested('(SELECT VALUE x || x FROM ', '(SELECT VALUE c.s FROM c) AS x', ') AS x', 40)}`,
    ],
    ['REPLACE', `SELECT VALUE REPLACE(c.long, 'x', c.long) FROM c`],
    ['CONCAT', `SELECT VALUE CONCAT(${Array.from({ length: 2000 }, () => 'c.long').join()}) FROM c`],
    ['ARRAY_CONCAT', `SELECT VALUE ARRAY_CONCAT(${Array.from({ length: 20_000 }, () => 'c.n').join()}) FROM c`],
  ])('%s', { timeout: 60_000 }, (_what, text) => {
    expect(() => run(text, [{ n: numbers, s: 'abcdefgh', long: 'x'.repeat(3000) }])).toThrow(tooMuch)
  })

  it('a text of more than half a mebibyte', () => {
    expect(refusal(`SELECT VALUE '${'x'.repeat(512 * 1024)}'`)).toMatch('exceeded the maximum limit')
  })

  it('a comment or a string that does not end is found out at once', () => {
    expect(refusal(`SELECT ${'/* '.repeat(100_000)}`)).toMatch('SC1001')
    expect(refusal(`SELECT ${`'\\'`.repeat(100_000)}`)).toMatch('SC1001')
  })

  it('a regular expression that would search for ever', () => {
    const stored = [{ s: `${'a'.repeat(60)}b` }, { s: 'a' }]
    expect(() => run("SELECT VALUE RegexMatch(c.s, '^(a+)+$') FROM c", stored)).toThrow('takes too long')
    expect(run("SELECT VALUE RegexMatch(c.s, '^(a+)+b?$') FROM c", stored)).toEqual([true, true])
    expect(run("SELECT VALUE RegexMatch(c.s, 'B$', 'i') FROM c", stored)).toEqual([true, false])
  })

  it('LIKE takes no more than the length of the text times that of the pattern', () => {
    const text = `SELECT VALUE c.s LIKE '${'%a'.repeat(500)}b' FROM c`
    expect(run(text, [{ s: 'a'.repeat(20_000) }])).toEqual([false])
  })
})
