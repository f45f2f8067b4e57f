import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json } from '../src/cosmos/json.ts'
import { compileQuery, SqlError, type Location } from '../src/cosmos/sql/index.ts'
import { likeMatcher } from '../src/cosmos/sql/like.ts'
import { parse } from '../src/cosmos/sql/parse-query.ts'
import { printQuery } from '../src/cosmos/sql/print.ts'
import { compareOrder, identity, same } from '../src/cosmos/sql/value.ts'
import { expressionText, queryText, soup } from './sql/arbitrary.ts'
import { run } from './sql/evaluate.ts'

const documents: readonly Json[] = [
  { id: '1', a: 1, b: 'x', t: [1, 'x', { a: 2 }], o: { a: null, 'b c': true } },
  { id: '2', a: 'x', t: [] },
  { id: '3', a: null, b: [1], o: {} },
]

/** What a text comes to: rows, or the error of the service. Any other error fails the test. */
function outcome(text: string): unknown {
  try {
    const query = compileQuery(text, { compositeIndexes: [] }, () => 0)
    return query.run(documents, new Map([['@p', 1]]))
  } catch (error) {
    if (error instanceof SqlError) return `${error.code} ${error.message}`
    throw error
  }
}

describe('any text', () => {
  it('is run or refused with an error of the service', () => {
    const unit = fc.oneof(fc.nat(0xff), fc.nat(0xff_ff)).map((code) => String.fromCharCode(code))
    fc.assert(fc.property(fc.string({ unit }), (text) => void outcome(text)))
  })

  it('of words of the language is run or refused with an error of the service', () => {
    fc.assert(
      fc.property(soup, (text) => void outcome(`SELECT ${text}`)),
      { numRuns: 2000 },
    )
    fc.assert(
      fc.property(soup, (text) => void outcome(`SELECT * FROM c WHERE ${text}`)),
      { numRuns: 2000 },
    )
  })

  it('has an error that says where it is, within the text', () => {
    fc.assert(
      fc.property(soup, (words) => {
        const text = `SELECT ${words}`
        const { start, end } = locationOf(text) ?? { start: 0, end: 0 }
        expect([start <= end, end <= text.length]).toEqual([true, true])
      }),
    )
  })

  function locationOf(text: string): Location | undefined {
    try {
      parse(text)
    } catch (error) {
      return (error as SqlError).location
    }
    return undefined
  }
})

describe('a query that is printed', () => {
  it('is read as the same query', () => {
    fc.assert(
      fc.property(queryText, (text) => {
        const printed = printQuery(parse(text))
        expect(printQuery(parse(printed))).toBe(printed)
      }),
      { numRuns: 1000 },
    )
  })

  it('answers the same', () => {
    fc.assert(
      fc.property(queryText, (text) => {
        expect(outcome(printQuery(parse(text)))).toEqual(outcome(text))
      }),
      { numRuns: 1000 },
    )
  })
})

describe('an expression', () => {
  it('in parentheses is what it is without', () => {
    fc.assert(
      fc.property(expressionText, (text) => {
        expect(outcome(`SELECT VALUE {"v": (${text})} FROM c`)).toEqual(outcome(`SELECT VALUE {"v": ${text}} FROM c`))
      }),
    )
  })

  it('that selects a document leaves out exactly those for which it is not true', () => {
    fc.assert(
      fc.property(expressionText, (text) => {
        const values = outcome(`SELECT VALUE {"id": c.id, "v": ${text}} FROM c`)
        if (!Array.isArray(values)) return
        const chosen = (values as { id: string; v?: Json }[]).filter(({ v }) => v === true).map(({ id }) => id)
        expect(outcome(`SELECT VALUE c.id FROM c WHERE ${text}`)).toEqual(chosen)
      }),
    )
  })

  it('never changes a document', () => {
    const before = structuredClone(documents)
    fc.assert(fc.property(queryText, (text) => void outcome(text)))
    expect(documents).toEqual(before)
  })
})

const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>

describe('values', () => {
  it('have one order', () => {
    fc.assert(
      fc.property(json, json, json, (a, b, c) => {
        expect(Math.sign(compareOrder(a, b))).toBe(-Math.sign(compareOrder(b, a)) + 0)
        const [x, y, z] = [a, b, c].toSorted(compareOrder) as [Json, Json, Json]
        expect(compareOrder(x, y)).toBeLessThanOrEqual(0)
        expect(compareOrder(y, z)).toBeLessThanOrEqual(0)
        expect(compareOrder(x, z)).toBeLessThanOrEqual(0)
      }),
    )
  })

  it('that are the same have one identity, are equal in SQL, and no others', () => {
    fc.assert(
      fc.property(json, json, (a, b) => {
        const copy = JSON.parse(JSON.stringify(a)) as Json
        expect(same(a, copy)).toBe(true)
        expect(identity(a) === identity(b)).toBe(same(a, b))
        expect(compareOrder(a, b) === 0).toBe(same(a, b))
        expect(run('SELECT VALUE [@a = @b]', [], { a, b: copy })).toEqual([[true]])
      }),
    )
  })

  it('come through a parameter, a literal and ToString unchanged', () => {
    fc.assert(
      fc.property(json, (value) => {
        const text = JSON.stringify(value)
        expect(run(`SELECT VALUE {"v": ${text}}`, [])).toEqual([{ v: JSON.parse(text) }])
        expect(run('SELECT VALUE {"v": @v}', [], { v: value })).toEqual([{ v: value }])
      }),
    )
  })
})

describe('LIKE', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '.', '😀'), maxLength: 8 })
  const patterns = fc
    .array(fc.constantFrom('a', 'b', '.', '😀', '%', '_'), { maxLength: 8 })
    .map((parts) => parts.join(''))

  it('is a regular expression of the same meaning', () => {
    fc.assert(
      fc.property(letters, patterns, (text, pattern) => {
        const expression = pattern
          .replaceAll('.', String.raw`\.`)
          .replaceAll('%', '[^]*')
          .replaceAll('_', '[^]')
        expect(likeMatcher(pattern, undefined)(text)).toBe(new RegExp(`^${expression}$`, 'u').test(text))
      }),
      { numRuns: 1000 },
    )
  })
})

describe('DISTINCT, ORDER BY and OFFSET LIMIT', () => {
  const stored = fc.array(fc.record({ v: json }, { requiredKeys: [] }), { maxLength: 20 })

  it('leave each value once, sorted, cut', () => {
    fc.assert(
      fc.property(stored, fc.nat(5), fc.nat(5), (rows, offset, limit) => {
        const all = run('SELECT VALUE c.v FROM c', rows)
        const sorted = all.toSorted(compareOrder)
        const distinct = sorted.filter((value, index) => index === 0 || !same(value, sorted[index - 1]))
        expect(run('SELECT DISTINCT VALUE c.v FROM c ORDER BY c.v', rows)).toEqual(distinct)
        expect(run('SELECT VALUE c.v FROM c ORDER BY c.v OFFSET @o LIMIT @l', rows, { o: offset, l: limit })).toEqual(
          sorted.slice(offset, offset + limit),
        )
      }),
    )
  })

  it('GROUP BY counts what DISTINCT finds', () => {
    fc.assert(
      fc.property(stored, (rows) => {
        const groups = run('SELECT c.v, COUNT(1) AS n FROM c GROUP BY c.v', rows) as readonly { v?: Json; n: number }[]
        expect(groups.map((row) => (row.v === undefined ? {} : { v: row.v }))).toEqual(
          run('SELECT DISTINCT c.v FROM c', rows),
        )
        expect(groups.reduce((sum, { n }) => sum + n, 0)).toBe(rows.length)
      }),
    )
  })
})
