import { collect, same } from '../assert.ts'
import { doc, partition, type DatastoreCase } from '../context.ts'

interface Nested {
  deep: { list: number[] }
}

export const isolationCases: readonly DatastoreCase[] = [
  {
    id: 'datastore/isolation/writes-are-copied',
    sentence: 'changing a document after writing it does not change what is stored',
    async run({ collection }) {
      const items = await collection()
      const document = doc('a', { deep: { list: [1] } })
      const written = await items.create(document)
      ;(document as unknown as Nested).deep.list.push(2)
      ;(written as unknown as Nested).deep.list.push(3)
      same(await items.findById('a', partition), doc('a', { deep: { list: [1] } }))
    },
  },
  {
    id: 'datastore/isolation/reads-are-copied',
    sentence: 'changing a document that was read does not change what is stored, nor what others read',
    async run({ collection }) {
      const items = await collection()
      const expected = doc('a', { deep: { list: [1] } })
      await items.create(expected)
      const readers = [
        async () => await items.findById('a', partition),
        async () => await items.findOne({ filter: {} }),
        async () => (await items.findMany({ filter: {} }))[0],
        async () => (await items.findPage({ filter: {}, limit: 1 })).items[0],
        async () => (await collect(items.iterate({ filter: {} })))[0],
      ]
      for (const read of [...readers, ...readers]) {
        const document = await read()
        same(document, expected)
        ;(document as unknown as Nested).deep.list.push(2)
      }
      same(await items.findById('a', partition), expected)
    },
  },
  {
    id: 'datastore/isolation/patches-are-copied',
    sentence: 'changing a patch value after update does not change what is stored',
    async run({ collection }) {
      const items = await collection()
      await items.create(doc('a'))
      const deep = { list: [1] }
      const updated = await items.update('a', partition, { $set: { deep }, $push: { more: deep } })
      deep.list.push(2)
      ;(updated as unknown as Nested).deep.list.push(3)
      same(await items.findById('a', partition), doc('a', { deep: { list: [1] }, more: [{ list: [1] }] }))
    },
  },
  {
    id: 'datastore/isolation/batches-are-copied',
    sentence: 'the documents of createMany, upsertMany and their results are copies',
    async run({ collection }) {
      const items = await collection()
      const documents = [doc('a', { deep: { list: [1] } }), doc('b', { deep: { list: [1] } })]
      const created = await items.createMany(documents)
      for (const document of documents) (document as unknown as Nested).deep.list.push(2)
      for (const item of created.items) if (item.ok) (item.document as unknown as Nested).deep.list.push(3)
      for (const id of ['a', 'b']) same(await items.findById(id, partition), doc(id, { deep: { list: [1] } }))
    },
  },
  {
    id: 'datastore/isolation/arguments-untouched',
    sentence: 'the arguments of a call are never changed',
    async run({ collection }) {
      const items = await collection()
      const frozen = (value: object): never => {
        for (const child of Object.values(value))
          if (typeof child === 'object' && child !== null) frozen(child as object)
        return Object.freeze(value) as never
      }
      await items.create(frozen(doc('a', { list: [1], at: '2026' })))
      await items.update('a', partition, frozen({ $set: { deep: { x: 1 } }, $push: { list: 2 } }))
      await items.findMany(
        frozen({ filter: { list: { $contains: 2 } }, partitionKey: 'p', sort: { id: 1 }, limit: 1, select: ['list'] }),
      )
      await items.upsert(frozen(doc('a', { list: [] })))
      same(await items.findById('a', partition), doc('a', { list: [] }))
    },
  },
  {
    id: 'datastore/isolation/collections-are-apart',
    sentence: 'what is written to one collection is in no other',
    async run({ collection }) {
      const one = await collection()
      const other = await collection()
      await one.create(doc('a', { in: 'one' }))
      same(await other.findById('a', partition), null)
      same(await other.count({}), 0)
      await other.create(doc('a', { in: 'other' }))
      await other.deleteMany({})
      same(await one.findById('a', partition), doc('a', { in: 'one' }))
    },
  },
]
