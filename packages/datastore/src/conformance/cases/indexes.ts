import type { CollectionConfig } from '../../types.ts'
import { ids, rejects, same, sameSet } from '../assert.ts'
import { doc, partition, type DatastoreCase, type DatastoreContext } from '../context.ts'

const unique: Partial<CollectionConfig> = { indexes: [{ paths: { email: 1 }, unique: true }] }
const needsUnique = { uniqueIndexes: true } as const
const attemptUnique = async ({ collection }: DatastoreContext): Promise<unknown> => collection(unique)

export const indexCases: readonly DatastoreCase[] = [
  {
    id: 'datastore/index/same-answers',
    sentence: 'a declared index changes no answer, before and after writes',
    async run({ collection }) {
      const values = [undefined, null, false, true, 0, 1, 5, -3, '', 'a', 'b', '5', [1], { x: 1 }]
      const documents = Array.from({ length: 84 }, (_, i) => ({
        id: `i${i}`,
        pk: `p${i % 3}`,
        v: values[i % values.length],
        w: i % 5,
      }))
      const plain = await collection()
      const indexed = await collection({ indexes: [{ paths: { v: 1 } }, { paths: { w: -1, v: 1 } }] })
      for (const items of [plain, indexed]) {
        await items.createMany(documents)
        await items.update('i5', 'p2', { $set: { v: 1 } })
        await items.delete('i6', 'p0')
        await items.upsert({ id: 'i7', pk: 'p1', w: 2 })
        await items.updateMany({ v: 5 }, { $set: { v: 'b' } })
      }
      const filters = [
        { v: 1 },
        { v: null },
        { v: { $in: [1, 'a', null, true] } },
        { v: { $gte: 0 } },
        { v: { $gt: 0, $lte: 5 } },

        { v: { $gte: 'a', $lt: 'b' } },
        { v: { $startsWith: 'b' } },
        { v: { $ne: 1 } },
        { w: 2, v: { $lt: 1 } },
        { v: { $in: [] } },

        { v: { $gt: 0, $lt: 'z' } },
        { v: { $gt: 2, $lt: 1 } },
        { w: { $lte: 3 }, $or: [{ v: 0 }, { v: 'b' }] },
        { v: { $type: 'array' } },
      ]
      for (const filter of filters) {
        for (const scope of [{}, { partitionKey: 'p1' }]) {
          const keys = async (items: typeof plain): Promise<string[]> => ids(await items.findMany({ filter, ...scope }))
          sameSet(await keys(indexed), await keys(plain), JSON.stringify(filter))
          same(await indexed.count(filter, scope), await plain.count(filter, scope))
        }
      }
    },
  },
  {
    id: 'datastore/index/long-values',
    sentence: 'an indexed field takes any value, a string of 100 KB included',
    async run({ collection }) {
      const items = await collection({ indexes: [{ paths: { v: 1 } }] })
      const long = 'x'.repeat(100_000)
      await items.create(doc('a', { v: long }))
      await items.create(doc('b', { v: `${long}y` }))
      same(ids(await items.findMany({ filter: { v: `${long}y` } })), ['b'])
      same(ids(await items.findMany({ filter: { v: long } })), ['a'])
    },
  },
  {
    id: 'datastore/explain/index',
    sentence: 'explain tells the declared index that picks the documents, and a scan where none does',
    async run({ collection, capabilities }) {
      const items = await collection({ indexes: [{ paths: { v: 1 } }] })
      await items.createMany(Array.from({ length: 200 }, (_, i) => doc(`i${i}`, { v: i, w: i })))
      const picked = await items.explain({ filter: { v: 5 } })
      same([picked.scan, picked.crossPartition], [!capabilities.indexes, true])
      same(picked.index !== undefined, capabilities.indexes)
      const within = await items.explain({ filter: { v: { $gte: 5, $lt: 7 } }, partitionKey: partition })
      same([within.scan, within.crossPartition], [!capabilities.indexes, false])
    },
  },
  {
    id: 'datastore/explain/scan',
    sentence: 'explain tells a scan: no index picks what matches',
    async run({ collection }) {
      const items = await collection()
      await items.createMany(Array.from({ length: 50 }, (_, i) => doc(`i${i}`, { w: i })))
      const scan = await items.explain({ filter: { w: { $ne: 5 } } })
      same([scan.scan, scan.crossPartition, scan.index], [true, true, undefined])
      same((await items.explain({ filter: {}, partitionKey: partition })).scan, false)
    },
  },
  {
    id: 'datastore/unique/within-partition',
    sentence: 'a unique index refuses a second document with the same value in the partition, in every kind of write',
    needs: needsUnique,
    async run(context) {
      const items = await context.collection(unique)
      await items.create(doc('a', { email: 'x' }))
      await items.create(doc('b', { email: 'y' }))
      const taken = doc('c', { email: 'x' })
      await rejects(context, 'already_exists', 'create', () => items.create(taken))
      await rejects(context, 'already_exists', 'upsert', () => items.upsert(taken))
      await rejects(context, 'already_exists', 'replace', () => items.replace('b', partition, doc('b', { email: 'x' })))
      await rejects(context, 'already_exists', 'update', () => items.update('b', partition, { $set: { email: 'x' } }))
      const result = await items.createMany([taken, doc('d', { email: 'z' })])
      same(
        result.items.map((item) => (item.ok ? item.document.id : item.error.code)),
        ['already_exists', 'd'],
      )
      same(await items.updateMany({ id: { $in: ['b', 'd'] } }, { $set: { email: 'x' } }), { updated: 0, failed: 2 })
      same(await items.findById('b', partition), doc('b', { email: 'y' }))
      same(await items.count({}), 3)
    },
    attempt: attemptUnique,
  },
  {
    id: 'datastore/unique/other-partition',
    sentence: 'another partition may hold the same value',
    needs: needsUnique,
    async run({ collection }) {
      const items = await collection(unique)
      await items.create({ id: 'a', pk: 'p', email: 'x' })
      await items.create({ id: 'a', pk: 'q', email: 'x' })
      same(await items.count({ email: 'x' }), 2)
    },
    attempt: attemptUnique,
  },
  {
    id: 'datastore/unique/scalars-only',
    sentence: 'only documents in which every path holds a scalar have to be unique',
    needs: needsUnique,
    async run({ collection }) {
      const items = await collection({ indexes: [{ paths: { a: 1, b: 1 }, unique: true }] })
      const free = [{}, { a: 1 }, { a: 1, b: null }, { a: [1], b: 1 }, { a: { x: 1 }, b: 1 }]
      for (const [i, fields] of [...free, ...free].entries()) await items.create(doc(`i${i}`, fields))
      await items.create(doc('x', { a: 1, b: 1 }))
      await items.create(doc('y', { a: 1, b: '1' }))
      await items.create(doc('z', { a: 1, b: true }))
      same((await items.createMany([doc('w', { a: 1, b: 1 })])).failed, 1)
      same(await items.count({}), 13)
    },
    attempt: attemptUnique,
  },
  {
    id: 'datastore/unique/freed',
    sentence: 'a value is free again when its document is deleted, changed or expired',
    needs: needsUnique,
    async run(context) {
      const items = await context.collection({ ...unique, defaultTtl: null })
      await items.create(doc('a', { email: 'x' }))
      await items.delete('a', partition)
      await items.create(doc('b', { email: 'x' }))
      await items.update('b', partition, { $set: { email: 'y' } })
      await items.create(doc('c', { email: 'x' }), { ttlSeconds: 1 })
      same(await items.replace('c', partition, doc('c', { email: 'x' }), { ttlSeconds: 1 }), doc('c', { email: 'x' }))
      await context.pass(2300)
      same(await items.create(doc('d', { email: 'x' })), doc('d', { email: 'x' }))
    },
    attempt: attemptUnique,
  },
  {
    id: 'datastore/unique/in-transactions',
    sentence: 'a transaction that would break a unique index applies nothing',
    needs: { uniqueIndexes: true, transactions: true },
    async run(context) {
      const items = await context.collection(unique)
      await items.create(doc('a', { email: 'x' }))
      const error = await rejects(context, 'already_exists', 'transact', () =>
        items.transact(partition, [
          { op: 'create', document: doc('b', { email: 'y' }) },
          { op: 'create', document: doc('c', { email: 'x' }) },
        ]),
      )
      same(error.index, 1)
      same(await items.findMany({ filter: {} }), [doc('a', { email: 'x' })])
      await items.transact(partition, [
        { op: 'delete', id: 'a' },
        { op: 'create', document: doc('c', { email: 'x' }) },
      ])
      same(await items.findMany({ filter: {} }), [doc('c', { email: 'x' })])
    },
    attempt: async (context) => {
      const { capabilities, collection } = context
      if (!capabilities.uniqueIndexes) return collection(unique)
      return (await collection()).transact(partition, [{ op: 'create', document: doc('a') }])
    },
  },
]
