import type { DocumentCollection } from '../../types.ts'
import { collect, collectPages, holds, ids, rejects, same, sameSet } from '../assert.ts'
import { doc, type AnyDocument, type DatastoreCase } from '../context.ts'
import { zooCollection } from './zoo.ts'

type Items = DocumentCollection<AnyDocument>

/** Forty documents in four partitions; ids repeat across partitions, sort values repeat everywhere. */
const spread: readonly AnyDocument[] = Array.from({ length: 40 }, (_, i) => ({
  id: `i${String(Math.floor(i / 4)).padStart(2, '0')}`,
  pk: `p${i % 4}`,
  n: i % 3,
  key: `${i}`,
}))

function keys(documents: readonly AnyDocument[]): string[] {
  return documents.map(({ id, pk }) => `${String(pk)}/${id}`)
}

async function pages(
  items: Items,
  query: Omit<Parameters<Items['findPage']>[0], 'cursor'>,
): Promise<(readonly AnyDocument[])[]> {
  return collectPages((cursor) => items.findPage({ ...query, cursor }))
}

export const pagingCases: readonly DatastoreCase[] = [
  {
    id: 'datastore/page/all-once',
    sentence: 'pages give every document once, also when ids repeat across partitions',
    async run({ shared }) {
      const items = await shared('spread', spread)
      for (const limit of [1, 3, 7, 40, 100]) {
        const found = await pages(items, { filter: {}, limit })
        sameSet(keys(found.flat()), keys(spread), `limit ${limit}`)
        same(found.length, Math.ceil(40 / limit), `number of pages of ${limit}`)
      }
    },
  },
  {
    id: 'datastore/page/cursor-absent-at-end',
    sentence: 'the cursor is absent exactly when nothing more matched',
    async run({ shared }) {
      const items = await shared('spread', spread)
      const whole = await items.findPage({ filter: { n: 0 }, limit: 14 })
      same(whole.items.length, 14)
      same('cursor' in whole, false, 'an exactly full last page')
      const part = await items.findPage({ filter: { n: 0 }, limit: 13 })
      same(typeof part.cursor, 'string')
      const rest = await items.findPage({ filter: { n: 0 }, limit: 13, cursor: part.cursor })
      same(rest.items.length, 1)
      same('cursor' in rest, false)
      same(await items.findPage({ filter: { n: 99 }, limit: 5 }), { items: [] })
    },
  },
  {
    id: 'datastore/page/within-partition',
    sentence: 'pages within a partition are in id order',
    async run({ shared }) {
      const items = await shared('spread', spread)
      const found = (await pages(items, { filter: {}, partitionKey: 'p2', limit: 3 })).flat()
      same(
        ids(found),
        Array.from({ length: 10 }, (_, i) => `i0${i}`),
      )
      same(new Set(found.map(({ pk }) => pk)), new Set(['p2']))
    },
  },
  {
    id: 'datastore/page/sorted',
    sentence: 'pages are in the order of the sort, ties broken by id and then by partition key',
    needs: { sort: true },
    async run({ shared }) {
      const items = await shared('spread', spread)
      const found = (await pages(items, { filter: {}, sort: { n: -1 }, limit: 6 })).flat()
      const expected = spread.toSorted((one, other) => {
        const [a, b] = [one, other].map(({ n, id, pk }) => [2 - Number(n), id, String(pk)].join('/')) as [
          string,
          string,
        ]
        return a < b ? -1 : 1
      })
      same(keys(found), keys(expected))
    },
    attempt: async ({ shared }) => (await shared('spread', spread)).findPage({ filter: {}, sort: { n: -1 }, limit: 6 }),
  },
  {
    id: 'datastore/page/sorted-by-id',
    sentence: 'pages by id alone: the partition key breaks ties',
    needs: { sort: true },
    async run({ shared }) {
      const items = await shared('spread', spread)
      const found = (await pages(items, { filter: {}, sort: { id: -1 }, limit: 3 })).flat()
      const expected = spread.toSorted((one, other) =>
        one.id === other.id ? (String(one['pk']) < String(other['pk']) ? -1 : 1) : one.id > other.id ? -1 : 1,
      )
      same(keys(found), keys(expected))
    },
    attempt: async ({ shared }) =>
      (await shared('spread', spread)).findPage({ filter: {}, sort: { id: -1 }, limit: 3 }),
  },
  {
    id: 'datastore/page/mixed-values',
    sentence: 'pages over values of every kind skip nothing and double nothing, both ways, as findMany orders them',
    needs: { sort: true },
    async run(context) {
      const items = await zooCollection(context)
      for (const direction of [1, -1] as const) {
        const sort = { v: direction }
        const found = (await pages(items, { filter: {}, sort, limit: 2 })).flat()
        const whole = await items.findMany({ filter: {}, sort })
        sameSet(ids(found), ids(whole))
        const comparable = (documents: readonly AnyDocument[]): string[] =>
          ids(documents.filter(({ v }) => v !== null && v !== undefined && typeof v !== 'object'))
        same(comparable(found), comparable(whole), `in order ${direction}`)
      }
    },
    attempt: async (context) => (await zooCollection(context)).findPage({ filter: {}, sort: { v: 1 }, limit: 2 }),
  },
  {
    id: 'datastore/page/limit-and-select-may-change',
    sentence: 'limit and select may change between pages',
    async run({ shared }) {
      const items = await shared('spread', spread)
      const query = { filter: { n: 1 }, partitionKey: 'p1' }
      const first = await items.findPage({ ...query, limit: 1 })
      const second = await items.findPage({ ...query, limit: 2, select: ['key'], cursor: first.cursor })
      const rest = await items.findPage({ ...query, limit: 50, cursor: second.cursor })
      same(Object.keys(second.items[0] ?? {}), ['id', 'key'])
      const expected = ids(spread.filter(({ n, pk }) => n === 1 && pk === 'p1'))
      same(ids([...first.items, ...second.items, ...rest.items]), expected)
    },
  },
  {
    id: 'datastore/page/filter-applies',
    sentence: 'every page is filtered',
    async run({ shared }) {
      const items = await shared('spread', spread)
      const found = (await pages(items, { filter: { n: { $gte: 1 }, id: { $lt: 'i05' } }, limit: 4 })).flat()
      const expected = spread.filter(({ n, id }) => Number(n) >= 1 && id < 'i05')
      sameSet(keys(found), keys(expected))
    },
  },
  {
    id: 'datastore/page/foreign-cursor-refused',
    sentence: "another query's cursor is invalid_argument: it is bound to collection, filter, sort and partitionKey",
    async run(context) {
      const items = await context.shared('spread', spread)
      const query = { filter: { n: 1 }, partitionKey: 'p1', limit: 1 }
      const { cursor } = await items.findPage(query)
      const others = [
        { ...query, filter: { n: 2 } },
        { ...query, filter: { n: { $gte: 1 } } },
        { ...query, partitionKey: 'p2' },
        { filter: query.filter, limit: 1 },
        { ...query, sort: { id: 1 as const } },
      ]
      for (const other of others) {
        await rejects(context, 'invalid_argument', 'findPage', () => items.findPage({ ...other, cursor }))
      }
      const elsewhere = await context.collection()
      await rejects(context, 'invalid_argument', 'findPage', () => elsewhere.findPage({ ...query, cursor }))

      const byId = { filter: {}, partitionKey: 'p1', sort: { id: 1 as const }, limit: 1 }
      const own = (await items.findPage(byId)).cursor ?? ''
      const [print, , id, key] = JSON.parse(Buffer.from(own, 'base64url').toString()) as unknown[]
      for (const value of [{ other: true }, null, true, 'another', 1e-200]) {
        const forged = Buffer.from(JSON.stringify([print, [value], id, key])).toString('base64url')
        await rejects(context, 'invalid_argument', 'findPage', () => items.findPage({ ...byId, cursor: forged }))
      }
    },
  },
  {
    id: 'datastore/page/bad-cursor-refused',
    sentence: 'what is no cursor is invalid_argument',
    async run(context) {
      const items = await context.shared('spread', spread)
      const { cursor = '' } = await items.findPage({ filter: {}, limit: 1 })
      const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
      const decoded = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[]
      const bad = [
        '',
        'x',
        '%%%',
        cursor.slice(0, -5),
        `${cursor}AA`,
        'é',
        5,
        {},
        null,

        encode({}),
        encode([]),
        encode(decoded.slice(1)),
        encode([decoded[0], [], 5, 'p']),
        encode([decoded[0], [1], 'a', 'p']),

        encode([decoded[0], 'x', 'a', 'p']),
        encode([decoded[0], [], 'a', null]),
        encode([decoded[0], [], 'a\0', 'p']),
      ]
      for (const each of bad as never[]) {
        await rejects(context, 'invalid_argument', 'findPage', () =>
          items.findPage({ filter: {}, limit: 1, cursor: each }),
        )
      }
    },
  },
  {
    id: 'datastore/page/long-sort-value-refused',
    sentence: 'a sort value longer than 1,000 code points is invalid_argument in findPage',
    needs: { sort: true },
    async run(context) {
      const items = await context.collection()
      for (const id of ['a', 'b']) await items.create(doc(id, { v: '\u{1F600}'.repeat(1000) }))
      same((await pages(items, { filter: {}, sort: { v: 1 }, limit: 1 })).length, 2)
      await items.create(doc('c', { v: '\u{1F600}'.repeat(1001) }))
      await items.create(doc('d', { v: '\u{1F600}'.repeat(1001) }))
      await rejects(context, 'invalid_argument', 'findPage', () =>
        items.findPage({ filter: {}, sort: { v: -1 }, limit: 1 }),
      )
    },
    attempt: async ({ collection }) => (await collection()).findPage({ filter: {}, sort: { v: 1 }, limit: 1 }),
  },
  {
    id: 'datastore/page/concurrent-writes',
    sentence: 'nothing is skipped or doubled of what existed throughout, while others insert, change and delete',
    async run({ collection }) {
      const items = await collection()
      const steady = Array.from({ length: 30 }, (_, i) => doc(`s${String(i).padStart(2, '0')}`, { n: i }))
      await items.createMany([...steady, ...Array.from({ length: 10 }, (_, i) => doc(`gone${i}`))])
      const seen: string[] = []
      let round = 0
      for (const page of await collectPages(async (cursor) => {
        const found = await items.findPage({ filter: {}, partitionKey: 'p', limit: 4, cursor })
        round += 1
        await items.upsert(doc(`a-new${round}`))
        await items.upsert(doc(`z-new${round}`))
        await items.delete(`gone${round}`, 'p')
        await items.update(`s${String(round).padStart(2, '0')}`, 'p', { $set: { touched: round } })
        return found
      })) {
        seen.push(...ids(page))
      }
      same(
        seen.filter((id) => id.startsWith('s')),
        ids(steady),
      )
      same(new Set(seen).size, seen.length, 'nothing twice')
    },
  },
  {
    id: 'datastore/iterate/everything',
    sentence: 'iterate gives what findPage gives, until the end',
    async run({ collection }) {
      const items = await collection()
      const documents = Array.from({ length: 350 }, (_, i) => ({
        id: `i${String(i).padStart(3, '0')}`,
        pk: `p${i % 2}`,
        n: i,
      }))
      await items.createMany(documents)
      const all = await collect(items.iterate({ filter: {} }), 1000)
      sameSet(ids(all), ids(documents))
      const within = await collect(items.iterate({ filter: { n: { $gte: 10 } }, partitionKey: 'p0' }), 1000)
      same(ids(within), ids(documents.filter(({ n, pk }) => n >= 10 && pk === 'p0')))
      same(await collect(items.iterate({ filter: { n: -1 } })), [])
    },
  },
  {
    id: 'datastore/iterate/sorted',
    sentence: 'iterate is in the order of its sort',
    needs: { sort: true },
    async run({ shared }) {
      const items = await shared('spread', spread)
      const found = await collect(items.iterate({ filter: {}, sort: { n: -1 } }))
      same(
        found.map(({ n }) => n),
        spread.map(({ n }) => n).toSorted((one, other) => Number(other) - Number(one)),
      )
    },
    attempt: async ({ shared }) => collect((await shared('spread', spread)).iterate({ filter: {}, sort: { n: -1 } })),
  },
  {
    id: 'datastore/iterate/break',
    sentence: 'an iteration may be left at any time, and begun again',
    async run({ shared }) {
      const items = await shared('spread', spread)
      const iterable = items.iterate({ filter: {}, partitionKey: 'p1' })
      for await (const { id } of iterable) {
        same(id, 'i00')
        break
      }
      same((await collect(iterable)).length, 10)
    },
  },
  {
    id: 'datastore/iterate/writes-between',
    sentence: 'documents may be written and deleted while iterating over them',
    async run({ collection }) {
      const items = await collection()
      await items.createMany(Array.from({ length: 120 }, (_, i) => doc(`i${String(i).padStart(3, '0')}`)))
      const seen: string[] = []
      for await (const { id } of items.iterate({ filter: {}, partitionKey: 'p' })) {
        seen.push(id)
        await items.delete(id, 'p')
        holds(seen.length <= 200, 'the iteration ends')
      }
      same(seen.length, 120)
      same(await items.count({}), 0)
    },
  },
]
