import { ObjectId, type Collection } from 'mongodb'
import { describe, expect, test } from 'vitest'
import { onEachServer } from '../../../scripts/servers/testing.ts'
import { mongoServer } from './support/mongo-server.ts'

onEachServer('mongo', 'updates of many documents', (server) => {
  describe(`updates of many documents on ${server.title}`, () => {
    const { open } = mongoServer(server)
    let made = 0

    async function collection() {
      const provider = open()
      const name = `many_${(made += 1)}`
      await provider.initialize({ [name]: { partitionKeyPath: '/tenant' } })
      const raw = (await provider.collection(name).native()) as Collection<{ _id: unknown; [field: string]: unknown }>
      return { items: provider.collection(name), raw, name }
    }

    test('a document is patched once, whoever else writes it meanwhile', async () => {
      const { items, name } = await collection()
      const others = open().collection(name)
      const documents = Array.from({ length: 200 }, (_, n) => ({ id: `d${n}`, tenant: 't', n: 0 }))
      await items.createMany(documents)
      const results = await Promise.all([items, others].map((each) => each.updateMany({}, { $inc: { n: 1 } })))
      expect(results).toEqual([1, 2].map(() => ({ updated: 200, failed: 0 })))
      expect(await items.count({ n: 2 })).toBe(200)
    })

    test('updates that see no document make none larger than a document may be', async () => {
      const { items, raw } = await collection()
      const size = 995_000
      await items.create({ id: 'a', tenant: 't', text: 'x'.repeat(size), list: [] })
      const patch = { $push: { list: 'y'.repeat(9_900) } }
      // As if many had come before.
      await items.updateMany({}, patch)
      await raw.updateOne({}, { $set: { _bytelystGrowth: 895_000, more: 'z'.repeat(985_000) } })
      expect(await items.updateMany({}, patch)).toEqual({ updated: 1, failed: 0 })
      expect(await items.updateMany({}, patch)).toEqual({ updated: 0, failed: 1 })
      expect(await items.findOne({ filter: {}, select: ['list'] })).toMatchObject({ list: { length: 2 } })
    })

    test('a document with an _id that is not made of its key cannot be written singly, and counts as failed at once', async () => {
      const { items, raw } = await collection()
      await raw.insertOne({ _id: new ObjectId(), id: 'a', tenant: 't' })
      const large = { $set: { text: 'x'.repeat(11_000) } }
      expect(await items.updateMany({}, large, { timeoutMs: 4_000 })).toEqual({ updated: 0, failed: 1 })
    })

    test('a field __proto__, which others may have written, is left out and changes no prototype', async () => {
      const { items, raw } = await collection()
      const hostile = JSON.parse('{ "__proto__": { "isAdmin": true } }') as Record<string, unknown>
      await raw.insertOne(Object.assign(hostile, { _id: 't/a', id: 'a', tenant: 't', inner: { ...hostile } }))
      const [read] = await items.findMany({ filter: {} })
      expect(read).toEqual({ id: 'a', tenant: 't', inner: {} })
      const { isAdmin, inner } = read as Record<string, unknown>
      expect([isAdmin, (inner as Record<string, unknown>)['isAdmin']]).toEqual([undefined, undefined])
    })
  })
})

onEachServer('mongo', 'updates of many documents under a unique index', (server) => {
  // FerretDB has neither such an index nor MongoDB's code for what breaks it.
  if (server.name !== 'mongo-java-server') return
  describe(`updates of many documents under a unique index on ${server.title}`, () => {
    const { open } = mongoServer(server)

    test('what was updated before a value of a unique index was met is counted', async () => {
      const provider = open()
      const indexes = [{ paths: { v: 1 as const }, unique: true }]
      await provider.initialize({ unique: { partitionKeyPath: '/tenant', indexes } })
      const items = provider.collection('unique')
      await items.createMany([1, 2, 3].map((v) => ({ id: `d${v}`, tenant: 't', v })))
      expect(await items.updateMany({}, { $set: { v: 9 } })).toEqual({ updated: 1, failed: 2 })
      expect(await items.count({ v: 9 })).toBe(1)
    })
  })
})
