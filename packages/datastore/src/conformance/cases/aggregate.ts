import type { AggregateQuery } from '../../types/query.ts'
import { rejects, same } from '../assert.ts'
import { doc, type AnyDocument, type DatastoreCase } from '../context.ts'

type Query = AggregateQuery<AnyDocument>

const sales: readonly AnyDocument[] = [
  doc('1', { plan: 'pro', seats: 5, price: 10.5, at: '2026-01-03', o: { k: 'x' } }),
  doc('2', { plan: 'pro', seats: 7, price: 2.25, at: '2026-01-01', o: { k: 'y' } }),
  doc('3', { plan: 'free', seats: 1, at: '2026-01-02', o: { k: 'x' } }),
  doc('4', { plan: null, seats: null, price: 'n/a' }),
  doc('5', { seats: '9', price: true, at: 5 }),
  { id: '6', pk: 'q', plan: 'free', seats: 2, price: 1, at: ['x'] },
]

const mixed: readonly AnyDocument[] = [
  undefined,
  null,
  false,
  true,
  0,
  1,
  '',
  '0',
  '1',
  'true',
  [1],
  { x: 1 },
  true,
  1,
  null,
].map((k, i) => doc(`m${i}`, { k }))

/** A question, and its rows in order. */
function rowsCase(
  id: string,
  sentence: string,
  query: Query,
  expected: readonly Readonly<Record<string, unknown>>[],
  documents: readonly AnyDocument[] = sales,
): DatastoreCase {
  const name = documents === sales ? 'sales' : 'mixed'
  return {
    id: `datastore/aggregate/${id}`,
    sentence,
    needs: { aggregate: true },
    async run({ shared }) {
      same(await (await shared(name, documents)).aggregate(query), expected)
    },
    attempt: async ({ shared }) => (await shared(name, documents)).aggregate(query),
  }
}

export const aggregateCases: readonly DatastoreCase[] = [
  rowsCase('count', 'count names its column', { filter: {}, count: 'n' }, [{ n: 6 }]),
  rowsCase('count-filtered', 'an aggregate is over what matches', { filter: { plan: 'pro' }, count: 'n' }, [{ n: 2 }]),
  rowsCase('within-partition', 'partitionKey confines an aggregate', { filter: {}, count: 'n', partitionKey: 'q' }, [
    { n: 1 },
  ]),
  rowsCase('sum', 'sum takes numbers; other types are ignored', { filter: {}, sum: 'seats' }, [{ sum: 15 }]),
  rowsCase('avg', 'avg takes numbers; other types are ignored', { filter: {}, avg: 'seats' }, [{ avg: 3.75 }]),
  rowsCase(
    'min-max-numbers',
    'min and max of numbers; numbers come before strings, other types are ignored',
    { filter: { id: { $ne: '5' } }, min: 'seats', max: 'seats' },
    [{ min: 1, max: 7 }],
  ),
  rowsCase(
    'min-max-strings',
    'min and max take strings, as of dates',
    { filter: { plan: { $ne: null } }, min: 'at', max: 'at' },
    [{ min: '2026-01-01', max: '2026-01-03' }],
  ),
  rowsCase(
    'min-max-mixed',
    'of a mixed field min is a number and max a string',
    { filter: {}, min: 'seats', max: 'seats' },
    [{ min: 1, max: '9' }],
  ),
  rowsCase(
    'named-columns',
    'several columns are given by name',
    {
      filter: {},
      count: 'n',
      sum: { total: 'seats', money: 'price' },
      avg: { mean: 'seats' },
      min: { low: 'price' },
      max: { high: 'price' },
    },
    [{ n: 6, total: 15, money: 13.75, mean: 3.75, low: 1, high: 'n/a' }],
  ),
  rowsCase(
    'nothing',
    'on nothing there is one row: count 0, sum 0, and null for avg, min and max',
    { filter: { plan: 'none' }, count: 'n', sum: 'seats', avg: 'seats', min: 'seats', max: 'seats' },
    [{ n: 0, sum: 0, avg: null, min: null, max: null }],
  ),
  rowsCase(
    'nothing-grouped',
    'on nothing there are no groups',
    { filter: { plan: 'none' }, groupBy: ['plan'], count: 'n' },
    [],
  ),
  rowsCase(
    'group',
    'groups come in key order; missing and null are one group',
    { filter: {}, groupBy: ['plan'], count: 'cnt' },
    [
      { plan: null, cnt: 2 },
      { plan: 'free', cnt: 2 },
      { plan: 'pro', cnt: 2 },
    ],
  ),
  rowsCase(
    'group-columns',
    'each group has its columns; of none avg, min and max are null and sum is 0',
    { filter: {}, groupBy: ['plan'], sum: { seats: 'seats' }, avg: { price: 'price' }, max: 'at' },
    [
      { plan: null, seats: 0, price: null, max: 5 },
      { plan: 'free', seats: 3, price: 1, max: '2026-01-02' },
      { plan: 'pro', seats: 12, price: 6.375, max: '2026-01-03' },
    ],
  ),
  rowsCase(
    'group-by-several',
    'groups by several paths, in the order of all keys',
    { filter: {}, groupBy: ['plan', 'o.k'], count: 'n' },
    [
      { plan: null, 'o.k': null, n: 2 },
      { plan: 'free', 'o.k': null, n: 1 },
      { plan: 'free', 'o.k': 'x', n: 1 },
      { plan: 'pro', 'o.k': 'x', n: 1 },
      { plan: 'pro', 'o.k': 'y', n: 1 },
    ],
  ),
  rowsCase(
    'group-kinds',
    'keys of different types are different groups; a document whose key is an array or object is in none',
    { filter: {}, groupBy: ['k'], count: 'n' },
    [
      { k: null, n: 3 },
      { k: false, n: 1 },
      { k: true, n: 2 },
      { k: 0, n: 1 },
      { k: 1, n: 2 },
      { k: '', n: 1 },
      { k: '0', n: 1 },
      { k: '1', n: 1 },
      { k: 'true', n: 1 },
    ],
    mixed,
  ),
  rowsCase(
    'group-by-id',
    'groups by id and by the partition key',
    { filter: { seats: { $gte: 2 } }, groupBy: ['pk', 'id'], count: 'n' },
    [
      { pk: 'p', id: '1', n: 1 },
      { pk: 'p', id: '2', n: 1 },
      { pk: 'q', id: '6', n: 1 },
    ],
  ),
  rowsCase(
    'sorted',
    'groups are sorted by columns, ties in key order',
    { filter: {}, groupBy: ['plan'], count: 'n', sum: { seats: 'seats' }, sort: { n: -1, seats: -1 } },
    [
      { plan: 'pro', n: 2, seats: 12 },
      { plan: 'free', n: 2, seats: 3 },
      { plan: null, n: 2, seats: 0 },
    ],
  ),
  rowsCase(
    'limited',
    'limit takes the first groups of the order',
    { filter: {}, groupBy: ['plan'], count: 'n', sort: { plan: -1 }, limit: 2 },
    [
      { plan: 'pro', n: 2 },
      { plan: 'free', n: 2 },
    ],
  ),
  rowsCase('limit-zero', 'limit: 0 is no group', { filter: {}, groupBy: ['plan'], count: 'n', limit: 0 }, []),
  rowsCase(
    'groups-alone',
    'groups without columns are the combinations that occur',
    { filter: { plan: { $ne: null } }, groupBy: ['plan'] },
    [{ plan: 'free' }, { plan: 'pro' }],
  ),
  {
    id: 'datastore/aggregate/exact-integers',
    sentence: 'sums of integers are exact within 2^53-1, others to a relative 1e-9',
    needs: { aggregate: true },
    async run({ collection }) {
      const items = await collection()
      const big = 2 ** 52
      await items.createMany([big, big - 1, -3, 3].map((n, i) => doc(`i${i}`, { n, f: 0.1 })))
      const [row] = await items.aggregate({ filter: {}, sum: { n: 'n', f: 'f' }, avg: { a: 'f' } })
      same(row?.['n'], 2 ** 53 - 1)
      same(Math.abs(Number(row?.['f']) - 0.4) < 4e-10, true)
      same(Math.abs(Number(row?.['a']) - 0.1) < 1e-10, true)
    },
    attempt: async ({ collection }) => (await collection()).aggregate({ filter: {}, sum: 'n' }),
  },
  {
    id: 'datastore/aggregate/refused',
    sentence: 'no column, a column twice, a bad path, an unknown function or sort column is invalid_argument',
    needs: { aggregate: true },
    async run(context) {
      const items = await context.shared('sales', sales)
      const bad: readonly unknown[] = [
        {},
        { groupBy: [] },
        { count: true },
        { count: '' },
        { count: 'n', sum: { n: 'seats' } },
        { groupBy: ['plan'], count: 'plan' },
        { groupBy: ['plan', 'plan'], count: 'n' },
        { sum: 5 },
        { sum: {} },
        { sum: { x: 5 } },
        { sum: '' },
        { avg: { x: 'a..b' } },
        { min: { x: '$a' } },
        { max: '_ts' },
        { groupBy: 'plan', count: 'n' },
        { groupBy: ['a.0'], count: 'n' },
        { median: 'seats' },
        { count: 'n', sort: { plan: 1 } },
        { count: 'n', sort: { n: 'asc' } },
        { count: 'n', limit: -1 },
        { count: 'n', having: {} },
        { count: '__proto__' },
      ]
      for (const query of bad) {
        await rejects(context, 'invalid_argument', 'aggregate', () =>
          items.aggregate({ filter: {}, ...(query as object) }),
        )
      }
    },
    attempt: async ({ shared }) => (await shared('sales', sales)).aggregate({ filter: {}, count: 'n' }),
  },
  {
    id: 'datastore/distinct/scalars',
    sentence: 'distinct gives the scalars present, each once, in sort order; no null, no array, no object',
    needs: { distinct: true },
    async run({ shared }) {
      const items = await shared('mixed', mixed)
      same(await items.distinct('k', { filter: {} }), [false, true, 0, 1, '', '0', '1', 'true'])
    },
    attempt: async ({ shared }) => (await shared('mixed', mixed)).distinct('k', { filter: {} }),
  },
  {
    id: 'datastore/distinct/filtered',
    sentence: 'distinct is over what matches, in its partition, at any path',
    needs: { distinct: true },
    async run({ shared }) {
      const items = await shared('sales', sales)
      same(await items.distinct('plan', { filter: {}, partitionKey: 'q' }), ['free'])
      same(await items.distinct('o.k', { filter: { plan: 'pro' } }), ['x', 'y'])
      same(await items.distinct('pk', { filter: {} }), ['p', 'q'])
      same(await items.distinct('nothing', { filter: {} }), [])
    },
    attempt: async ({ shared }) => (await shared('sales', sales)).distinct('plan', { filter: {} }),
  },
  {
    id: 'datastore/distinct/refused',
    sentence: 'a bad path is invalid_argument in distinct',
    needs: { distinct: true },
    async run(context) {
      const items = await context.shared('sales', sales)
      for (const path of ['', 'a..b', 'a.0', '$a', '_etag', 5, undefined] as never[]) {
        await rejects(context, 'invalid_argument', 'distinct', () => items.distinct(path, { filter: {} }))
      }
    },
    attempt: async ({ shared }) => (await shared('sales', sales)).distinct('plan', { filter: {} }),
  },
]
