import { describe, expect, it } from 'vitest'
import type { IndexingFacts } from '../src/cosmos/sql/index.ts'
import type { Json } from '../src/cosmos/json.ts'
import { refusal, run } from './sql/evaluate.ts'

/** From the first to the last, as the service sorts values of all types. */
const ladder: readonly (Json | undefined)[] = [
  undefined,
  null,
  false,
  true,
  -1.5,
  0,
  2,
  10,
  '',
  'A',
  'B',
  'a',
  'a b',
  'aa',
  'é',
  '\u{1F600}',
  '～',
  [],
  [1],
  [1, 2],
  [2],
  { a: 1 },
  { a: 2 },
  { b: 0 },
]

function documents(values: readonly (Json | undefined)[]): Json[] {
  return values.map((v, index) => ({ id: String(index), ...(v !== undefined && { v }) }))
}

function ids(text: string, stored: readonly Json[], indexing?: IndexingFacts): unknown {
  return run(text, stored, {}, indexing)
}

const places = ladder.map((_, index) => String(index))

describe('ORDER BY one key', () => {
  it('sorts undefined, null, false, true, numbers, strings by their UTF-16 units, arrays, objects', () => {
    const stored = documents(ladder)
    expect(ids('SELECT VALUE c.id FROM c ORDER BY c.v', stored.toReversed())).toEqual(places)
    expect(ids('SELECT VALUE c.id FROM c ORDER BY c.v ASC', stored)).toEqual(places)
    expect(ids('SELECT VALUE c.id FROM c ORDER BY c.v DESC', stored)).toEqual(places.toReversed())
  })

  it('takes objects for equal whatever the order of their fields', () => {
    const stored = documents([
      { b: 1, a: 2 },
      { a: 2, b: 0 },
      { a: 2, b: 1 },
    ])
    expect(ids('SELECT VALUE c.id FROM c ORDER BY c.v', stored)).toEqual(['1', '0', '2'])
  })

  it('leaves equal keys as they were found, and turns them round when it descends', () => {
    const stored = documents([1, 0, 1, 0])
    expect(ids('SELECT VALUE c.id FROM c ORDER BY c.v', stored)).toEqual(['1', '3', '0', '2'])
    expect(ids('SELECT VALUE c.id FROM c ORDER BY c.v DESC', stored)).toEqual(['2', '0', '3', '1'])
  })

  it('leaves the rows of one document as they were found, also when it descends', () => {
    const stored = [
      { id: 'a', v: 1, t: [1, 2] },
      { id: 'b', v: 1, t: [3, 4] },
    ]
    expect(ids('SELECT VALUE t FROM c JOIN t IN c.t ORDER BY c.v', stored)).toEqual([1, 2, 3, 4])
    expect(ids('SELECT VALUE t FROM c JOIN t IN c.t ORDER BY c.v DESC', stored)).toEqual([3, 4, 1, 2])
  })

  it('cuts after it has sorted', () => {
    const stored = documents([3, 1, 2])
    expect(ids('SELECT TOP 2 VALUE c.v FROM c ORDER BY c.v', stored)).toEqual([1, 2])
    expect(ids('SELECT VALUE c.v FROM c ORDER BY c.v DESC OFFSET 1 LIMIT 1', stored)).toEqual([2])
    expect(ids('SELECT DISTINCT VALUE c.v FROM c ORDER BY c.v', documents([2, 1, 2, 1]))).toEqual([1, 2])
  })

  it('takes a path of any depth, and one that is not selected', () => {
    const stored = [
      { id: 'x', a: { 'b c': [2] } },
      { id: 'y', a: { 'b c': [1] } },
    ]
    expect(ids('SELECT c.id FROM c ORDER BY c.a["b c"][0]', stored)).toEqual([{ id: 'y' }, { id: 'x' }])
    expect(ids('SELECT r.id FROM root AS r ORDER BY r.id DESC', stored)).toEqual([{ id: 'y' }, { id: 'x' }])
  })

  it.each(['c.a + 1', 'LOWER(c.a)', 'c', '1', 'c[c.a]', '@p', 't', 't.x'])('refuses %s, which is no path', (key) => {
    expect(refusal(`SELECT VALUE 1 FROM c JOIN t IN c.t ORDER BY ${key}`)).toBe(
      '2206 Unsupported ORDER BY clause. ORDER BY item expression could not be mapped to a document path.',
    )
  })
})

/** Documentation, "Indexing policies", "ORDER BY queries on multiple properties". */
describe('ORDER BY several keys', () => {
  const indexing: IndexingFacts = {
    compositeIndexes: [
      [
        { path: '/name', order: 'ascending' },
        { path: '/age', order: 'descending' },
      ],
      [
        { path: '/a/"b c"', order: 'ascending' },
        { path: '/id', order: 'ascending' },
        { path: '/n/?', order: 'ascending' },
      ],
    ],
  }
  const missing = 'The order by query does not have a corresponding composite index that it can be served from.'

  it.each([
    ['c.name ASC, c.age DESC', 'is run'],
    ['c.name DESC, c.age', 'is run'],
    ['c["name"], c["age"] DESC', 'is run'],
    ['c.a["b c"], c.id, c.n', 'is run'],
    ['c.a["b c"] DESC, c.id DESC, c.n DESC', 'is run'],
    ['c.name ASC, c.age ASC', missing],
    ['c.name DESC, c.age DESC', missing],
    ['c.age DESC, c.name ASC', missing],
    ['c.a["b c"], c.id', missing],
    ['c.name, c.age DESC, c.id', missing],
    ['c.x, c.y', missing],
  ])('%s %s', (keys, expected) => {
    expect(refusal(`SELECT * FROM c ORDER BY ${keys}`, indexing)).toBe(expected)
  })

  it('sorts by the first, then by the next', () => {
    const stored = [
      { id: '1', name: 'b', age: 1 },
      { id: '2', name: 'a', age: 1 },
      { id: '3', name: 'b', age: 2 },
      { id: '4', age: 9 },
    ]
    expect(ids('SELECT VALUE c.id FROM c ORDER BY c.name, c.age DESC', stored, indexing)).toEqual(['4', '2', '3', '1'])
    expect(ids('SELECT VALUE c.id FROM c ORDER BY c.name DESC, c.age', stored, indexing)).toEqual(['1', '3', '2', '4'])
  })
})
