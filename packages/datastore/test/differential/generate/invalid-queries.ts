import { badPaths } from './invalid-paths.ts'

type Fields = Readonly<Record<string, unknown>>

/** Options that no query takes. */
export const badQueries: readonly Fields[] = [
  { sort: { a: 0 } },
  { sort: { a: 'asc' } },
  { sort: ['a'] },
  { sort: 'a' },
  { sort: { a: 1, b: 1, c: 1, n: 1 } },
  ...badPaths.map((path) => ({ sort: { [path]: 1 } })),
  { select: 'a' },
  { select: [1] },
  { select: ['a.'] },
  { partitionKey: undefined },
  { partitionKey: null },
  { partitionKey: '' },
  { partitionKey: 1 },
  { projection: {} },
]
export const badBounds: readonly Fields[] = [
  { limit: -1 },
  { limit: 1.5 },
  { limit: '1' },
  { limit: NaN },
  { limit: null },
  { offset: -1 },
  { offset: 0.5 },
  { cursor: 'x' },
]
export const badPages: readonly Fields[] = [
  {},
  { limit: 0 },
  { limit: -1 },
  { limit: 1.5 },
  { limit: 5, offset: 1 },
  { limit: 5, cursor: '' },
  { limit: 5, cursor: 'x' },
  { limit: 5, cursor: null },
  { limit: 5, cursor: 'W10' },
]
export const badAggregates: readonly Fields[] = [
  {},
  { groupBy: [] },
  { groupBy: 'a' },
  { groupBy: ['a.'] },
  { groupBy: ['a', 'a'] },
  { groupBy: ['a'], count: 'a' },
  { count: 1 },
  { count: '' },
  { count: 'sum', sum: 'a' },
  { sum: {} },
  { sum: ['a'] },
  { sum: { total: '' } },
  { sum: { x: 'a' }, avg: { x: 'b' } },
  { count: 'n', sort: { a: 1 } },
  { count: 'n', sort: { n: 2 } },
  { count: 'n', sort: 'n' },
  { count: 'n', limit: -1 },
  { count: 'n', offset: 1 },
]
