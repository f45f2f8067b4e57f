import { describe, expect, it } from 'vitest'
import type { Json } from '../src/cosmos/json.ts'
import { run } from './sql/evaluate.ts'

const values: Readonly<Record<string, readonly (Json | undefined)[]>> = {
  numbers: [3, 1, 2],
  none: [],
  missing: [undefined, undefined],
  some: [4, undefined, 6],
  mixed: [1, 'x', 2],
  withNull: [1, null],
  types: ['b', 1, null, true, 'a', false, -1],
  objects: [1, { a: 1 }],
}

function documents(name: string): Json[] {
  return (values[name] ?? []).map((v, index) => ({ id: String(index), ...(v !== undefined && { v }) }))
}

/** Documentation, the pages of the aggregate functions: what is undefined is left out, what does not fit makes it undefined. */
describe('an aggregate', () => {
  it.each([
    ['COUNT(1)', 'numbers', [3]],
    ['COUNT(1)', 'none', [0]],
    ['COUNT(c.v)', 'some', [2]],
    ['COUNT(c.v)', 'withNull', [2]],
    ['COUNT(c)', 'missing', [2]],
    ['COUNTIF(c.v > 1)', 'numbers', [2]],
    ['COUNTIF(c.v > 1)', 'mixed', [1]],
    ['SUM(c.v)', 'numbers', [6]],
    ['SUM(c.v)', 'some', [10]],
    ['SUM(c.v)', 'none', [0]],
    ['SUM(c.v)', 'mixed', []],
    ['SUM(c.v)', 'withNull', []],
    ['SUM(IS_NUMBER(c.v) ? c.v : 0)', 'mixed', [3]],
    ['AVG(c.v)', 'numbers', [2]],
    ['AVG(c.v)', 'some', [5]],
    ['AVG(c.v)', 'none', []],
    ['AVG(c.v)', 'missing', []],
    ['AVG(c.v)', 'withNull', []],
    ['MIN(c.v)', 'numbers', [1]],
    ['MAX(c.v)', 'numbers', [3]],
    ['MIN(c.v)', 'types', [null]],
    ['MAX(c.v)', 'types', ['b']],
    ['MIN(c.v)', 'some', [4]],
    ['MAX(c.v)', 'none', []],
    ['MIN(c.v)', 'objects', []],
    ['MAX(c.v)', 'objects', []],
    ['MAX(c.v) - MIN(c.v)', 'numbers', [2]],
    ['{"n": COUNT(1), "s": SUM(c.v)}', 'numbers', [{ n: 3, s: 6 }]],
    ['{"n": COUNT(1), "s": SUM(c.v)}', 'mixed', [{ n: 3 }]],
    ['[MIN(c.v), MAX(c.v), 7]', 'numbers', [[1, 3, 7]]],
  ])('%s of %s', (text, name, expected) => {
    expect(run(`SELECT VALUE ${text} FROM c`, documents(name))).toEqual(expected)
  })

  it('has a name of its own in a row, and stands beside others', () => {
    expect(run('SELECT COUNT(1), SUM(c.v) AS total, MAX(c.v), 5 AS five FROM c', documents('numbers'))).toEqual([
      { $1: 3, total: 6, $2: 3, five: 5 },
    ])
    expect(run('SELECT SUM(c.v) AS s, COUNT(1) AS n FROM c', documents('mixed'))).toEqual([{ n: 3 }])
  })

  it('counts the rows of a join', () => {
    expect(run('SELECT VALUE COUNT(1) FROM c JOIN t IN c.t', [{ t: [1, 2] }, { t: [3] }, {}])).toEqual([3])
  })

  it('keeps its value beside a query within that has aggregates of its own', () => {
    const text = 'SELECT VALUE {"first": (SELECT VALUE COUNT(1)), "n": COUNT(1), "most": MAX(c.v)} FROM c'
    expect(run(text, documents('numbers'))).toEqual([{ first: 1, n: 3, most: 3 }])
  })

  it('of a query within reads its own rows alone, around another one', () => {
    const text = 'SELECT VALUE SUM((SELECT VALUE COUNT(1) FROM t IN c.t)) FROM c'
    expect(run(text, [{ t: [1, 2] }, { t: [3] }])).toEqual([3])
  })
})

describe('GROUP BY', () => {
  const boats: readonly Json[] = [
    { id: '1', rig: 'sloop', n: 1, port: { name: 'x' } },
    { id: '2', rig: 'ketch', n: 2, port: { name: 'x' } },
    { id: '3', rig: 'sloop', n: 3 },
    { id: '4', rig: null, n: 4 },
    { id: '5', n: 5 },
    { id: '6', rig: ['a'], n: 6 },
    { id: '7', rig: ['a'], n: 7 },
  ]

  it.each([
    [
      'SELECT c.rig, COUNT(1) AS n, SUM(c.n) AS s FROM c GROUP BY c.rig',
      [
        { rig: 'sloop', n: 2, s: 4 },
        { rig: 'ketch', n: 1, s: 2 },
        { rig: null, n: 1, s: 4 },
        { n: 1, s: 5 },
        { rig: ['a'], n: 2, s: 13 },
      ],
    ],
    ['SELECT VALUE c.rig FROM c GROUP BY c.rig', ['sloop', 'ketch', null, ['a']]],
    ['SELECT VALUE COUNT(1) FROM c GROUP BY c.rig', [2, 1, 1, 1, 2]],
    ['SELECT c["rig"] AS kind FROM c WHERE c.n < 3 GROUP BY c.rig', [{ kind: 'sloop' }, { kind: 'ketch' }]],
    [
      'SELECT UPPER(c.rig) AS r, MAX(c.n) AS m FROM c WHERE IS_STRING(c.rig) GROUP BY UPPER(c.rig)',
      [
        { r: 'SLOOP', m: 3 },
        { r: 'KETCH', m: 2 },
      ],
    ],
    [
      'SELECT c.port.name, c.rig, COUNT(1) AS n, "x" AS x FROM c WHERE c.n < 4 GROUP BY c.port.name, c.rig',
      [
        { name: 'x', rig: 'sloop', n: 1, x: 'x' },
        { name: 'x', rig: 'ketch', n: 1, x: 'x' },
        { rig: 'sloop', n: 1, x: 'x' },
      ],
    ],
    ['SELECT {"k": c.rig, "n": COUNT(1)} AS o FROM c WHERE c.n = 1 GROUP BY c.rig', [{ o: { k: 'sloop', n: 1 } }]],
    ['SELECT c.rig FROM c WHERE false GROUP BY c.rig', []],
    ['SELECT TOP 1 VALUE c.rig FROM c GROUP BY c.rig', ['sloop']],
    ['SELECT VALUE c.rig FROM c GROUP BY c.rig OFFSET 1 LIMIT 1', ['ketch']],
    ['SELECT DISTINCT VALUE COUNT(1) FROM c GROUP BY c.rig', [2, 1]],
    ['SELECT t, COUNT(1) AS n FROM c JOIN t IN c.rig GROUP BY t', [{ t: 'a', n: 2 }]],
  ])('%s', (text, expected) => {
    expect(run(text, boats)).toEqual(expected)
  })
})
