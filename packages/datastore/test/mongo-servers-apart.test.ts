import { MemoryDatastoreProvider, type DatastoreProvider } from '@bytelyst/datastore'
import { describe, expect, test } from 'vitest'
import { onEachServer } from '../../../scripts/servers/testing.ts'
import { Documents } from '../src/providers/mongo/documents.ts'
import { changesOf } from '../src/providers/mongo/changes.ts'
import { Layout } from '../src/providers/mongo/layout.ts'
import type { RawDocument } from '../src/providers/mongo/layout.ts'
import { mongoServer } from './support/mongo-server.ts'

/** Documents of every kind that both servers store: no arrays within arrays. */
const values: readonly unknown[] = [
  undefined,
  null,
  false,
  true,
  -5,
  0,
  0.5,
  2 ** 53 - 1,
  '',
  'A',
  'a',
  'ab',
  '\u{ff5e}',
  '\u{1f600}',
  [],
  ['a'],
  [1, 'a', null],
  {},
  { x: 1 },
]
const kinds = values.map((v, i) => ({ id: `k${i}`, pk: `p${i % 3}`, v }))

/** Object elements alone. */
const orders = [
  {
    id: 'one',
    pk: 'p',
    lines: [
      { sku: 'a', n: 1 },
      { sku: 'b', n: 9, tags: ['x'] },
    ],
  },
  { id: 'two', pk: 'p', lines: [{ sku: 'a', n: 9 }] },
  { id: 'three', pk: 'p', lines: [{ sku: 'c', tags: ['x'] }, { sku: null }] },
  { id: 'none', pk: 'p', lines: [] },
]

async function filled(provider: DatastoreProvider, name: string, documents: readonly { id: string }[]) {
  await provider.initialize({ [name]: { partitionKeyPath: '/pk' } })
  const items = provider.collection(name)
  await items.createMany(documents as never)
  return items
}

onEachServer('mongo', 'what only FerretDB can show', (server) => {
  if (server.name !== 'ferretdb') return
  describe(`what only ${server.title} can show`, () => {
    const { open } = mongoServer(server)

    test('values of every kind are found, ordered and paged as in memory', async () => {
      const items = await filled(open(), 'kinds', kinds)
      const oracle = await filled(new MemoryDatastoreProvider(), 'kinds', kinds)
      const bounds = [0, -5, '', 'a', '\u{ff5e}', '\u{1f600}']
      const filters = [
        ...bounds.flatMap((bound) =>
          ['$gt', '$gte', '$lt', '$lte', '$eq', '$ne'].map((name) => ({ v: { [name]: bound } })),
        ),
        ...['string', 'number', 'boolean', 'null', 'array', 'object'].map((type) => ({ v: { $type: type } })),
        { v: null },
        { v: { $in: [null, 'a', true] } },
        { v: { $contains: 'a' } },
        { v: { $size: 0 } },
        { v: { $startsWith: 'a' } },
        { v: { $endsWith: 'b' } },
        { v: { $eq: 'a', $ci: true } },
        { 'v.x': null },
      ]
      for (const filter of filters.flatMap((each) => [each, { $not: each }])) {
        const ids = async (from: typeof items): Promise<string[]> =>
          (await from.findMany({ filter: filter as never })).map(({ id }) => id).toSorted()
        expect([filter, await ids(items)]).toEqual([filter, await ids(oracle)])
      }
      for (const direction of [1, -1] as const) {
        const sort = { v: direction, id: 1 } as never
        const paged = async (from: typeof items): Promise<string[]> => {
          const found: string[] = []
          let cursor: string | undefined
          do {
            const page = await from.findPage({ filter: {}, sort, limit: 4, cursor })
            found.push(...page.items.map(({ id }) => id))
            cursor = page.cursor
          } while (cursor !== undefined)
          return found
        }
        expect(await paged(items)).toEqual(await paged(oracle))
      }
    })
  })
})

onEachServer('mongo', 'what only mongo-java-server can show', (server) => {
  if (server.name !== 'mongo-java-server') return
  describe(`what only ${server.title} can show`, () => {
    const { open } = mongoServer(server)

    test('$elemMatch on arrays of objects finds what memory finds', async () => {
      const items = await filled(open(), 'orders', orders)
      const oracle = await filled(new MemoryDatastoreProvider(), 'orders', orders)
      for (const lines of [
        { sku: 'a', n: { $gt: 5 } },
        {},
        { n: null },
        { tags: { $contains: 'x' }, sku: { $type: 'string' } },
        { $or: [{ sku: 'b' }, { sku: 'c', n: null }] },
        { $not: { sku: 'a' } },
        { sku: { $startsWith: 'b' } },
        { sku: { $in: ['a', null] }, n: { $exists: true } },
      ]) {
        const filter = { lines: { $elemMatch: lines } } as never
        for (const each of [filter, { $not: filter } as never]) {
          const ids = async (from: typeof items): Promise<string[]> =>
            (await from.findMany({ filter: each })).map(({ id }) => id).toSorted()
          expect([each, await ids(items)]).toEqual([each, await ids(oracle)])
        }
      }
    })

    test('a change stream tells writes and removals, and goes on behind a token', async () => {
      const provider = open()
      await filled(provider, 'watched', [])
      const client = await provider.native()
      const target = {
        collection: 'watched',
        settings: { partitionKeyPath: '/pk', defaultTtl: undefined },
        partitionKeyPath: ['pk'],
      }
      const native = client.db('bytelyst').collection<RawDocument>('watched')
      const documents = new Documents(native, new Layout(target, 'encoded', undefined), Date.now, () => 'unused')
      const controller = new AbortController()
      const feed = changesOf(documents, 'now', controller.signal)
      const first = feed.next()
      await new Promise((resolve) => setTimeout(resolve, 1000))
      const items = provider.collection('watched')
      await items.create({ id: 'a', pk: 'p', n: 1 } as never)
      await items.delete('a', 'p')
      const put = (await first).value
      expect(put).toMatchObject({ kind: 'put', stored: { document: { id: 'a', pk: 'p', n: 1 } } })
      expect((await feed.next()).value).toMatchObject({ kind: 'delete', key: { id: 'a', partitionKey: 'p' } })
      controller.abort()
      await feed.return()
      const again = changesOf(documents, put?.token ?? '', new AbortController().signal)
      expect((await again.next()).value).toMatchObject({ kind: 'delete', key: { id: 'a', partitionKey: 'p' } })
      await again.return()
    })
  })
})
