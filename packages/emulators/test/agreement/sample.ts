import type { JsonObject } from '../../src/cosmos/json.ts'
import type { IndexingFacts } from '../../src/cosmos/sql/index.ts'

/** The index by which generated queries sort. */
export const indexing: IndexingFacts = {
  compositeIndexes: [
    [
      { path: '/a', order: 'ascending' },
      { path: '/b', order: 'descending' },
    ],
  ],
}

/** The documents of the examples and of generated queries: with the fields that those name, of every type. */
export const sample: readonly [JsonObject, ...JsonObject[]] = [
  { id: '1', a: 1, b: 'x', t: [1, 'x', { a: 2 }], o: { a: null, 'b c': true } },
  { id: '2', a: 'x', t: [] },
  { id: '3', a: null, b: [1], o: {} },
  { id: '4', a: true, b: 'yy', o: { a: 5 } },
  { id: '5', a: 2.5, b: 7, t: [{ a: 1, b: 'x' }, { a: 1 }], o: { a: 'x', 'b c': 'x' }, order: 'z' },
  { id: '6', a: 'x' },
]
