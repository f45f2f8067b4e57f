import type { DocumentCollection } from '@bytelyst/datastore'
import { beforeAll, expect, test } from 'vitest'
import { etagOf } from '../src/document/etag.ts'
import type { AnyDocument } from '../src/conformance/context.ts'
import { describeOnCosmos, requestsOf, type SentRequest } from './support/cosmos-server.ts'

describeOnCosmos('requests of the cosmos provider', (server) => {
  let items: DocumentCollection<AnyDocument>

  beforeAll(async () => {
    const provider = server.provider()
    await provider.initialize({ items: { partitionKeyPath: '/pk', indexes: [{ paths: { n: 1, m: -1 } }] } })
    items = provider.collection<AnyDocument>('items')
    await items.createMany(
      Array.from({ length: 40 }, (_, i) => ({ id: `i${i}`, pk: `p${i % 4}`, n: i, m: i % 3, v: 'x' })),
    )
    await items.count({}) // The SDK asks for the ranges once.
  })

  const count = async (work: () => Promise<unknown>): Promise<number> => (await requestsOf(work)).sent.length

  test('findById, create, replace, upsert and delete are one request each', async () => {
    expect(await count(() => items.findById('i1', 'p1'))).toBe(1)
    expect(await count(() => items.findById('none', 'p1'))).toBe(1)
    expect(await count(() => items.create({ id: 'a', pk: 'p' }))).toBe(1)
    expect(await count(() => items.create({ id: 'a', pk: 'p' }).catch(() => undefined))).toBe(1)
    expect(await count(() => items.replace('a', 'p', { id: 'a', pk: 'p', n: 1 }))).toBe(1)
    expect(await count(() => items.upsert({ id: 'a', pk: 'p', n: 2 }))).toBe(1)
    expect(await count(() => items.delete('a', 'p'))).toBe(1)
    expect(await count(() => items.delete('a', 'p'))).toBe(1)
  })

  test('a precondition costs no request, whatever it is', async () => {
    const a = await items.create({ id: 'b', pk: 'p' })
    const replacement = { id: 'b', pk: 'p', n: 1 }
    expect(await count(() => items.replace('b', 'p', replacement, { ifMatch: etagOf(a) }))).toBe(1)
    for (const ifMatch of [etagOf(a), '*', '', 'W/"x"', '"\u{1F600}"', '"a", "b"']) {
      expect(await count(() => items.upsert(replacement, { ifMatch }).catch(() => undefined))).toBe(1)
      expect(await count(() => items.delete('b', 'p', { ifMatch }).catch(() => undefined))).toBe(1)
    }
    expect(await items.findById('b', 'p')).toEqual(replacement)
  })

  test("no etag is sent but one of the engine's own form", async () => {
    const { sent } = await requestsOf(async () => {
      for (const ifMatch of ['*', '', 'W/"x"', '"a", "b"', '"\n"']) {
        await items.delete('i1', 'p1', { ifMatch }).catch(() => undefined)
      }
    })
    expect(new Set(sent.map(({ ifMatch }) => ifMatch))).toEqual(new Set(['"00000000-0000-0000-0000-000000000000"']))
  })

  test('an update that the engine can do is one request; another is a read and a write', async () => {
    expect(await count(() => items.update('i2', 'p2', { $inc: { n: 1 } }))).toBe(1)
    expect(await count(() => items.update('i2', 'p2', { $set: { v: 'y', w: [1] }, $inc: { n: -1, m: 1 } }))).toBe(1)
    expect(await count(() => items.update('i2', 'p2', { $push: { list: 1 } }))).toBe(2)
    expect(await count(() => items.update('i2', 'p2', { $set: { 'a.b': 1 } }))).toBe(2)
    expect(await count(() => items.update('i2', 'p2', { $inc: { missing: 1 } }))).toBe(3)
    expect(await count(() => items.update('new', 'p2', { $set: { n: 1 } }, { upsert: true }))).toBe(3)
  })

  test('a transaction is one request, and a read for each update in it', async () => {
    const document = { id: 't', pk: 'p' }
    expect(await count(() => items.transact('p', [{ op: 'create', document }]))).toBe(1)
    const operations = [
      { op: 'update', id: 't', patch: { $inc: { n: 1 } } },
      { op: 'delete', id: 'b' },
    ] as const
    expect(await count(() => items.transact('p', operations))).toBe(2)
  })

  test('a query in one partition is a plan and a query, which name the partition', async () => {
    const { sent } = await requestsOf(() => items.findMany({ filter: { v: 'x' }, partitionKey: 'p1' }))
    expect(new Set(sent.map(({ isPlan }) => isPlan))).toEqual(new Set([true, false]))
    expect(sent).toHaveLength(2)
    expect(sent.filter(({ isPlan }) => !isPlan).map(({ partitionKey }) => partitionKey)).toEqual(['["p1"]'])
    expect(await count(() => items.count({ v: 'x' }, { partitionKey: 'p1' }))).toBe(2)
    expect(
      await count(() => items.findMany({ filter: { v: 'x' }, sort: { id: 1 }, limit: 3, partitionKey: 'p1' })),
    ).toBe(2)
  })

  test('a filter that settles the type of a sorted field leaves one query of the six', async () => {
    const filter = { n: { $gte: 0 } }
    const queries = (sent: readonly SentRequest[]): number =>
      sent.filter(({ isQuery, isPlan }) => isQuery && !isPlan).length
    const one = await requestsOf(() => items.findMany({ filter, sort: { n: 1 }, limit: 5, partitionKey: 'p1' }))
    expect(queries(one.sent)).toBe(1)
    const page = await requestsOf(() => items.findPage({ filter, sort: { n: 1 }, limit: 5, partitionKey: 'p1' }))
    expect([queries(page.sent), page.result.items.length]).toEqual([1, 5])
    const all = await requestsOf(() => items.findMany({ filter: {}, sort: { n: 1 }, limit: 5, partitionKey: 'p1' }))
    expect(queries(all.sent)).toBe(6)
  })

  test('ties at the end of a page cost one more query', async () => {
    const filter = { v: 'x' }
    const { sent, result } = await requestsOf(() =>
      items.findPage({ filter, sort: { v: 1 }, limit: 5, partitionKey: 'p1' }),
    )
    expect(sent.filter(({ isPlan }) => isPlan)).toHaveLength(2)
    expect(result.items.map(({ id }) => id)).toEqual(['i1', 'i13', 'i17', 'i21', 'i25'])
  })

  test('explain sends nothing', async () => {
    expect(await count(() => items.explain({ filter: { n: 1 }, sort: { n: 1, m: -1 } }))).toBe(0)
  })

  test('with allowScans: false a query that reads every document is unsupported, and nothing is sent', async () => {
    const careful = server.provider({ allowScans: false }).collection<AnyDocument>('items')
    await careful.findById('i1', 'p1')
    const refused = [
      () => careful.findMany({ filter: {} }),
      () => careful.findMany({ filter: { v: { $ne: 'x' } }, limit: 5 }),
      () => careful.findPage({ filter: { v: { $endsWith: 'x' } }, limit: 5 }),
      () => careful.count({ $or: [{ n: 1 }, { v: { $contains: 'x' } }] }),
      () => careful.aggregate({ filter: {}, count: 'n' }),
      () => careful.distinct('v', { filter: {} }),
    ]
    for (const query of refused) {
      const { sent, result } = await requestsOf(() =>
        query().then(
          () => undefined,
          (error: unknown) => error,
        ),
      )
      expect(result).toMatchObject({ code: 'unsupported' })
      expect(sent).toEqual([])
    }
    expect(await careful.count({ v: { $ne: 'x' } }, { partitionKey: 'p1' })).toBe(0)
    expect(await careful.count({ n: { $gte: 35 } })).toBe(5)
    expect(await careful.findMany({ filter: {}, limit: 2 })).toHaveLength(2)
    expect(await careful.count({ pk: 'p1', v: { $endsWith: 'x' } })).toBe(10)
  })

  test('explain tells the field whose index picks the documents, and what no index picks', async () => {
    const facts = async (query: Parameters<typeof items.explain>[0]): Promise<unknown[]> => {
      const { scan, crossPartition, index } = await items.explain(query)
      return [scan, crossPartition, index]
    }
    expect(await facts({ filter: { v: 'x' } })).toEqual([false, true, 'v'])
    expect(await facts({ filter: { pk: 'p1', v: { $ne: 1 } } })).toEqual([false, false, 'pk'])
    expect(await facts({ filter: { v: 'x', pk: 'p1' } })).toEqual([false, false, 'v'])
    expect(await facts({ filter: { pk: { $gte: 'p1' } } })).toEqual([false, true, 'pk'])
    expect(await facts({ filter: { $or: [{ pk: 'p1' }, { v: 'x' }] } })).toEqual([false, true, 'pk'])
    expect(await facts({ filter: { v: { $endsWith: 'x' } }, partitionKey: 'p1' })).toEqual([true, false, undefined])
    expect(await facts({ filter: { $or: [{ v: 'x' }, { n: { $ne: 1 } }] } })).toEqual([true, true, undefined])
    expect(await facts({ filter: {}, sort: { n: 1, m: -1 } })).toEqual([false, true, 'n,-m'])
    expect(await facts({ filter: {}, sort: { n: 1, id: -1 } })).toEqual([false, true, 'n'])
  })
})
