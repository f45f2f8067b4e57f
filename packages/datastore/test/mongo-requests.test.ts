import { etagOf } from '@bytelyst/datastore'
import { MongoClient } from 'mongodb'
import { afterAll, describe, expect, test } from 'vitest'
import { onEachServer } from '../../../scripts/servers/testing.ts'
import { commandsOf, mongoServer } from './support/mongo-server.ts'

onEachServer('mongo', 'requests of the mongo provider', (server) => {
  describe(`requests of the mongo provider on ${server.title}`, () => {
    const { open, running } = mongoServer(server)
    const clients: MongoClient[] = []
    afterAll(async () => {
      for (const client of clients) await client.close()
    })

    async function opened() {
      const client = new MongoClient(running().url, { monitorCommands: true })
      clients.push(client)
      const provider = open({ client })
      const name = `requests_${clients.length}`
      await provider.initialize({ [name]: { partitionKeyPath: '/pk', defaultTtl: null } })
      const items = provider.collection(name)
      await items.createMany([1, 2, 3].map((n) => ({ id: `i${n}`, pk: 'p', n, nested: { n } })))
      const sent = (work: () => Promise<unknown>): Promise<string[]> => commandsOf(client, work)
      return { items, sent, provider }
    }

    test('every operation that can be is one request', async () => {
      const { items, sent } = await opened()
      const one = await items.findById('i1', 'p')
      const ifMatch = etagOf(one ?? {})
      expect(await sent(() => items.findById('i1', 'p'))).toEqual(['find'])
      expect(await sent(() => items.findById('none', 'p'))).toEqual(['find'])
      expect(await sent(() => items.findMany({ filter: { n: { $gte: 2 } } }))).toEqual(['find'])
      expect(await sent(() => items.findPage({ filter: {}, limit: 2 }))).toEqual(['find'])
      expect(await sent(() => items.exists({ n: 1 }))).toEqual(['find'])
      expect(await sent(() => items.count({ n: 1 }))).toEqual(['aggregate'])
      expect(await sent(() => items.distinct('n', { filter: {} }))).toEqual(['distinct'])
      expect(await sent(() => items.create({ id: 'new', pk: 'p', n: 9 }))).toEqual(['insert'])
      expect(await sent(() => items.replace('i1', 'p', { id: 'i1', pk: 'p', n: 1 }, { ifMatch }))).toEqual(['update'])
      expect(await sent(() => items.upsert({ id: 'i1', pk: 'p', n: 1 }))).toEqual(['update'])
      expect(await sent(() => items.update('i2', 'p', { $inc: { n: 1 }, $push: { list: 'x' } }))).toEqual([
        'findAndModify',
      ])
      expect(await sent(() => items.update('made', 'p', { $inc: { n: 1 } }, { upsert: true }))).toEqual([
        'findAndModify',
      ])
      expect(await sent(() => items.delete('new', 'p'))).toEqual(['delete'])
      expect(await sent(() => items.deleteMany({ n: 99 }))).toEqual(['delete'])
    })

    test('what meets something unexpected is at most the requests that tell what', async () => {
      const { items, sent } = await opened()
      const refused =
        (work: () => Promise<unknown>): (() => Promise<unknown>) =>
        () =>
          expect(work()).rejects.toMatchObject({ name: 'CloudError' })
      expect(await sent(refused(() => items.create({ id: 'i1', pk: 'p' })))).toEqual(['insert', 'find'])
      const stale = { ifMatch: 'stale' }
      expect(await sent(refused(() => items.replace('i1', 'p', { id: 'i1', pk: 'p' }, stale)))).toEqual([
        'update',
        'find',
      ])
      expect(await sent(refused(() => items.delete('i1', 'p', stale)))).toEqual(['delete', 'find'])
      expect(await sent(() => items.delete('none', 'p'))).toEqual(['delete'])
      expect(await sent(refused(() => items.update('none', 'p', { $set: { n: 1 } })))).toEqual([
        'findAndModify',
        'find',
      ])
      await items.update('i3', 'p', { $set: { n: null } })
      // MongoDB refuses to add to null: read, patched here, written on condition of the version.
      expect(await sent(() => items.update('i3', 'p', { $inc: { n: 1 } }))).toEqual(['findAndModify', 'find', 'update'])
    })

    test('a limited sort is a request for each type that the values can have', async () => {
      const { items, sent } = await opened()
      expect(await sent(() => items.findMany({ filter: { n: { $gt: 0 } }, sort: { n: -1 }, limit: 2 }))).toEqual([
        'find',
      ])
      const all = await sent(() => items.findMany({ filter: {}, sort: { n: -1 }, limit: 2 }))
      expect(all).toEqual(Array.from({ length: 6 }, () => 'find'))
      expect(await sent(() => items.findMany({ filter: {}, sort: { id: 1 }, limit: 2, partitionKey: 'p' }))).toEqual([
        'find',
      ])
    })

    test('many documents are one request, and a patch of many is two', async () => {
      const { items, sent } = await opened()
      const documents = Array.from({ length: 8 }, (_, n) => ({ id: `m${n}`, pk: 'p', n }))
      expect(await sent(() => items.createMany(documents))).toEqual(['insert'])
      expect(await sent(() => items.upsertMany(documents))).toEqual(['update'])
      expect(await sent(() => items.updateMany({}, { $inc: { n: 1 } }))).toEqual(['update', 'find'])
      const etags = (await items.findMany({ filter: {} })).map(etagOf)
      expect(new Set(etags).size).toBe(etags.length)
    })

    test('a client that is given is used as it is, and is not closed', async () => {
      const { items, provider } = await opened()
      expect(await provider.native()).toBe(clients.at(-1))
      await provider.close()
      await expect(items.count({})).rejects.toMatchObject({ code: 'closed' })
      expect(await clients.at(-1)?.db('admin').command({ ping: 1 })).toMatchObject({ ok: 1 })
    })
  })
})
