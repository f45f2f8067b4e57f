import { ids, rejects, same, sameSet } from '../assert.ts'
import { doc, type AnyDocument, type DatastoreCase } from '../context.ts'
import { zooCollection } from './zoo.ts'

const sorting = { sort: true } as const

/** The ranks of the order; within one the values are in order. */
const ranks: readonly (readonly string[])[] = [
  ['false'],
  ['true'],
  ['minus', 'zero', 'tiny', 'half', 'one', 'two', 'ten', 'largest'],
  ['empty', 'text-1', 'A', 'a', 'wildcards', 'ab', 'b', 'text-null', 'text-true', 'accent'],
]
const first: ReadonlySet<string> = new Set(['missing', 'null'])
const last: ReadonlySet<string> = new Set([
  'list-empty',
  'list-1',
  'list-a',
  'list-mixed',
  'list-objects',
  'object-empty',
  'object',
  'object-nested',
])

const people: readonly AnyDocument[] = [
  doc('1', { name: 'b', age: 2, city: 'x' }),
  doc('2', { name: 'a', age: 2, city: 'x' }),
  doc('3', { name: 'a', age: 1, city: 'y' }),
  doc('4', { name: 'b', age: 1, city: 'y' }),
  doc('5', { name: 'a', age: 3, city: 'x' }),
]

/** Ids are two digits: the rank of `a`, ascending, and of `b`, descending; 0 and 1 are null and missing. */
function byMixedKeys(one: string, other: string): number {
  const [a, b] = [one, other].map((id) => id.replaceAll('1', '0')) as [string, string]
  if (a.charAt(0) !== b.charAt(0)) return a.charAt(0) < b.charAt(0) ? -1 : 1
  if (a.charAt(1) !== b.charAt(1)) return a.charAt(1) > b.charAt(1) ? -1 : 1
  return one < other ? -1 : 1
}

export const sortCases: readonly DatastoreCase[] = [
  {
    id: 'datastore/sort/order',
    sentence: 'null/missing < false < true < numbers < strings < everything else',
    needs: sorting,
    async run(context) {
      const items = await zooCollection(context)
      const filter = { id: { $nin: ['astral', 'private-use'] } }
      const sorted = ids(await items.findMany({ filter, sort: { v: 1 } }))
      same(new Set(sorted.slice(0, 2)), first)
      same(sorted.slice(2, -last.size), ranks.flat())
      same(new Set(sorted.slice(-last.size)), last)
    },
    attempt: async (context) => (await zooCollection(context)).findMany({ filter: {}, sort: { v: 1 } }),
  },
  {
    id: 'datastore/sort/order-reversed',
    sentence: 'the order is reversed for -1',
    needs: sorting,
    async run(context) {
      const items = await zooCollection(context)
      const filter = { id: { $nin: ['astral', 'private-use'] } }
      const sorted = ids(await items.findMany({ filter, sort: { v: -1 } }))
      same(new Set(sorted.slice(0, last.size)), last)
      same(sorted.slice(last.size, -2), ranks.flat().toReversed())
      same(new Set(sorted.slice(-2)), first)
    },
    attempt: async (context) => (await zooCollection(context)).findMany({ filter: {}, sort: { v: -1 } }),
  },
  {
    id: 'datastore/sort/string-order',
    sentence: 'strings sort in code-point order, or in UTF-16 order where a provider declares it',
    needs: sorting,
    async run(context) {
      const items = await zooCollection(context)
      const filter = { id: { $in: ['astral', 'private-use', 'accent', 'b'] } }
      const upper =
        context.capabilities.stringOrder === 'code-point' ? ['private-use', 'astral'] : ['astral', 'private-use']
      same(ids(await items.findMany({ filter, sort: { v: 1 } })), ['b', 'accent', ...upper])
    },
    attempt: async (context) => (await zooCollection(context)).findMany({ filter: {}, sort: { v: 1 } }),
  },
  {
    id: 'datastore/sort/limit-after-order',
    sentence: 'limit takes the first of the order',
    needs: sorting,
    async run({ shared }) {
      const items = await shared('sorted', people)
      same(ids(await items.findMany({ filter: {}, sort: { id: -1 }, limit: 2 })), ['5', '4'])
      same((await items.findOne({ filter: { name: 'b' }, sort: { id: -1 } }))?.id, '4')
    },
    attempt: async ({ shared }) =>
      (await shared('sorted', people)).findMany({ filter: {}, sort: { id: -1 }, limit: 2 }),
  },
  {
    id: 'datastore/sort/offset-after-order',
    sentence: 'offset leaves out the first of the order',
    needs: { sort: true, offset: true },
    async run({ shared }) {
      const items = await shared('sorted', people)
      same(ids(await items.findMany({ filter: {}, sort: { id: 1 }, offset: 3 })), ['4', '5'])
      same(ids(await items.findMany({ filter: {}, sort: { id: -1 }, offset: 1, limit: 2 })), ['4', '3'])
      const byBoth = { pk: 1, id: -1 } as const
      same(ids(await items.findMany({ filter: {}, sort: byBoth, offset: 1, limit: 2 })), ['4', '3'])
    },
    attempt: async ({ shared }) =>
      (await shared('sorted', people)).findMany({ filter: {}, sort: { id: 1 }, offset: 3 }),
  },
  {
    id: 'datastore/sort/several-keys',
    sentence: 'the order of the keys is their rank',
    needs: sorting,
    async run({ collection }) {
      const items = await collection({ indexes: [{ paths: { name: 1, age: -1 } }, { paths: { age: 1, name: 1 } }] })
      await items.createMany(people)
      same(ids(await items.findMany({ filter: {}, sort: { name: 1, age: -1 } })), ['5', '2', '3', '1', '4'])
      same(ids(await items.findMany({ filter: {}, sort: { age: 1, name: 1 } })), ['3', '4', '2', '1', '5'])
    },
    attempt: async ({ shared }) =>
      (await shared('sorted', people)).findMany({ filter: {}, sort: { name: 1, age: -1 } }),
  },
  {
    id: 'datastore/sort/key-then-id',
    sentence: 'one key followed by id is a total order within a partition',
    needs: sorting,
    async run({ shared }) {
      const items = await shared('sorted', people)
      same(ids(await items.findMany({ filter: {}, sort: { city: 1, id: -1 }, partitionKey: 'p' })), [
        '5',
        '2',
        '1',
        '4',
        '3',
      ])
      same(ids(await items.findMany({ filter: {}, sort: { city: -1, id: 1 }, partitionKey: 'p' })), [
        '3',
        '4',
        '1',
        '2',
        '5',
      ])
    },
    attempt: async ({ shared }) =>
      (await shared('sorted', people)).findMany({ filter: {}, sort: { city: 1, id: -1 }, partitionKey: 'p' }),
  },
  {
    id: 'datastore/sort/mixed-keys',
    sentence: 'several keys over mixed types have the pinned order in each key where mixedSort is declared',
    async run(context) {
      const { capabilities, collection } = context
      const items = await collection()
      const kinds = [undefined, null, false, true, 1, 'a']
      await items.createMany(kinds.flatMap((a, i) => kinds.map((b, j) => doc(`${i}${j}`, { a, b }))))
      const ask = async (): Promise<string[]> =>
        ids(await items.findMany({ filter: {}, sort: { a: 1, b: -1, id: 1 }, partitionKey: 'p' }))
      if (!capabilities.sort) {
        await rejects(context, 'unsupported', 'findMany', ask)
        return
      }
      const sorted = await ask()
      const expected = kinds.flatMap((_, i) => kinds.map((_kind, j) => `${i}${j}`)).toSorted(byMixedKeys)
      if (capabilities.mixedSort) same(sorted, expected)
      else sameSet(sorted, expected, 'the order is unspecified, the documents are not')
    },
  },
  {
    id: 'datastore/sort/by-id-within-partition',
    sentence: 'every provider sorts by id within a partition, both ways',
    async run({ shared }) {
      const items = await shared('sorted', people)
      same(ids(await items.findMany({ filter: {}, sort: { id: 1 }, partitionKey: 'p' })), ['1', '2', '3', '4', '5'])
      same(ids(await items.findMany({ filter: {}, sort: { id: -1 }, partitionKey: 'p', limit: 2 })), ['5', '4'])
    },
  },
  {
    id: 'datastore/sort/nested-path',
    sentence: 'a sort key may be a dotted path',
    needs: sorting,
    async run({ collection }) {
      const items = await collection()
      await items.createMany([
        doc('a', { o: { x: 1 } }),
        doc('b', { o: { x: 2 } }),
        doc('c', { o: 5 }),
        doc('d', { o: [{ x: 0 }] }),
      ])
      const sorted = ids(await items.findMany({ filter: {}, sort: { 'o.x': -1 } }))
      same(sorted.slice(0, 2), ['b', 'a'])
    },
    attempt: async ({ collection }) => (await collection()).findMany({ filter: {}, sort: { 'o.x': -1 } }),
  },
  {
    id: 'datastore/sort/refused',
    sentence: 'a sort of more than three keys, with a bad path or another direction is invalid_argument',
    async run(context) {
      const items = await context.shared('sorted', people)
      const bad = [
        { a: 1, b: 1, c: 1, d: 1 },
        { a: 0 },
        { a: 'asc' },
        { a: true },
        { '': 1 },
        { 'a.0': 1 },
        { $a: 1 },
        { _ts: 1 },
        'a',
        ['a'],
        null,
      ]
      for (const sort of bad as never[]) {
        await rejects(context, 'invalid_argument', 'findMany', () => items.findMany({ filter: {}, sort }))
        await rejects(context, 'invalid_argument', 'findPage', () => items.findPage({ filter: {}, sort, limit: 1 }))
      }
    },
  },
]
