import { etagOf } from '@bytelyst/datastore'
import { ObjectId, type Collection } from 'mongodb'
import { describe, expect, test } from 'vitest'
import { onEachServer } from '../../../scripts/servers/testing.ts'
import { mongoServer } from './support/mongo-server.ts'

interface Existing {
  _id: string
  [field: string]: unknown
}

onEachServer('mongo', 'collections that a service filled', (server) => {
  describe(`collections that a service filled before, on ${server.title}`, () => {
    const { open } = mongoServer(server)
    let made = 0

    async function filled(documents: readonly Existing[], partitionKeyPath = '/tenant') {
      const provider = open({ idFormat: 'plain' })
      const name = `existing_${(made += 1)}`
      const client = await provider.native()
      const raw: Collection<Existing> = client.db('bytelyst').collection<Existing>(name)
      await raw.insertMany([...documents])
      await provider.initialize({ [name]: { partitionKeyPath } })
      return { items: provider.collection(name), raw }
    }

    const owner = new ObjectId('65f000000000000000000001')
    const created = new Date('2024-05-06T07:08:09.010Z')
    const ada: Existing = { _id: 'ada', tenant: 't', name: 'Ada', owner, created, visits: 3, __v: 0 }

    test('a document is read by its _id, which is its id, with dates and ObjectIds as texts', async () => {
      const { items } = await filled([ada])
      const read = {
        id: 'ada',
        tenant: 't',
        name: 'Ada',
        owner: String(owner),
        created: created.toISOString(),
        visits: 3,
      }
      expect(await items.findById('ada', 't')).toEqual({ ...read, __v: 0 })
      expect(await items.findById('ada', 'other')).toBeNull()
      expect(await items.findMany({ filter: { id: 'ada' }, select: ['name'] })).toEqual([{ id: 'ada', name: 'Ada' }])
      expect(await items.count({ id: { $startsWith: 'a' } })).toBe(1)
    })

    test('dates and ObjectIds are found and sorted by the texts that they are read as', async () => {
      const days = [3, 1, 2].map((day) => ({
        _id: `d${day}`,
        tenant: 't',
        at: new Date(Date.UTC(2024, 0, day)),
        owner,
      }))
      const { items } = await filled(days)
      expect(await items.count({ at: new Date(Date.UTC(2024, 0, 2)) as never })).toBe(1)
      expect(await items.count({ at: { $gte: new Date(Date.UTC(2024, 0, 2)) } } as never)).toBe(2)
      expect(await items.count({ owner: String(owner) })).toBe(3)
      const ids: string[] = []
      for await (const { id } of items.iterate({ filter: {}, sort: { at: -1 } })) ids.push(id)
      expect(ids).toEqual(['d3', 'd2', 'd1'])
      const first = await items.findPage({ filter: {}, sort: { at: 1 }, limit: 2 })
      const second = await items.findPage({ filter: {}, sort: { at: 1 }, limit: 2, cursor: first.cursor })
      expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(['d1', 'd2', 'd3'])
    })

    test('a document without an etag has the version none, and can be written on condition of it once', async () => {
      const { items, raw } = await filled([ada])
      const read = await items.findById('ada', 't')
      const ifMatch = etagOf(read ?? {})
      expect(ifMatch).toBe('none')
      await items.replace('ada', 't', { id: 'ada', tenant: 't', name: 'Ada L.' }, { ifMatch })
      await expect(
        items.replace('ada', 't', { id: 'ada', tenant: 't', name: 'late' }, { ifMatch }),
      ).rejects.toMatchObject({ code: 'precondition_failed' })
      expect(await raw.findOne({ _id: 'ada' })).toMatchObject({ _id: 'ada', id: 'ada', name: 'Ada L.' })
    })

    test('updates keep the types of the fields that they do not touch', async () => {
      const { items, raw } = await filled([ada])
      expect(await items.update('ada', 't', { $inc: { visits: 1 } })).toMatchObject({ id: 'ada', visits: 4 })
      expect(await items.updateMany({}, { $set: { seen: true } })).toEqual({ updated: 1, failed: 0 })
      expect(await raw.findOne({ _id: 'ada' })).toMatchObject({ owner, created, visits: 4, seen: true })
    })

    test('an id is taken in all partitions, and a document of another is neither read nor written', async () => {
      const { items, raw } = await filled([ada])
      const intruder = { id: 'ada', tenant: 'u', name: 'intruder' }
      await expect(items.create(intruder)).rejects.toMatchObject({ code: 'already_exists' })
      await expect(items.upsert(intruder)).rejects.toMatchObject({ code: 'already_exists' })
      await expect(items.replace('ada', 'u', intruder)).rejects.toMatchObject({ code: 'not_found' })
      expect(await items.delete('ada', 'u')).toBe(false)
      expect(await raw.findOne({ _id: 'ada' })).toMatchObject({ name: 'Ada', tenant: 't' })
      expect(await items.delete('ada', 't')).toBe(true)
    })

    test('without a partition key of its own a collection with plain ids needs no setting', async () => {
      const { raw } = await filled([ada], '/id')
      const items = open().collection(raw.collectionName)
      expect(await items.findById('ada', 'ada')).toMatchObject({ id: 'ada', name: 'Ada' })
      await items.upsert({ id: 'bob' })
      expect(await raw.countDocuments({ _id: 'bob' })).toBe(1)
    })
  })
})
