import { MemoryDatastoreProvider, type DatastoreProvider } from '@bytelyst/datastore'
import { describe, expect, test } from 'vitest'
import { onEachServer } from '../../../scripts/servers/testing.ts'
import { mongoServer } from './support/mongo-server.ts'

const partitionKeyPath = '/tenant'
const documents = [
  { id: '1', tenant: 't', _bsontype: 'ObjectId' },
  { id: '2', tenant: 't', _bsontype: 5 },
  { id: '3', tenant: 't' },
]

const filters: readonly Record<string, unknown>[] = [
  { _bsontype: 'ObjectId' },
  { _bsontype: { $gt: 1 } },
  { $not: { _bsontype: 5 } },
  { $or: [{ _bsontype: null }, { id: '2' }] },
  { '_bsontype.x': null },
]
const patches: readonly Record<string, unknown>[] = [
  { $set: { _bsontype: 'Long' } },
  { $inc: { _bsontype: 1 } },
  { $unset: { _bsontype: true } },
  { $set: { '_bsontype.x': 1 } },
]

/** What comes of it, or with which code it fails. */
async function outcomeOf(work: Promise<unknown>): Promise<unknown> {
  return work.catch((error: { readonly code: string }) => error.code)
}

async function answersOf(provider: DatastoreProvider, name: string): Promise<unknown[]> {
  await provider.initialize({ [name]: { partitionKeyPath } })
  const items = provider.collection(name)
  await items.createMany(documents)
  const answers: unknown[] = []
  for (const filter of filters) {
    answers.push(await outcomeOf(items.count(filter)))
    const query = { filter, sort: { _bsontype: 1 }, limit: 5, partitionKey: 't', select: ['_bsontype'] } as const
    answers.push(await outcomeOf(items.findMany(query)))
  }
  answers.push(await outcomeOf(items.distinct('_bsontype', { filter: {} })))
  for (const patch of patches) {
    answers.push(await outcomeOf(items.update('2', 't', patch)))
    answers.push(await outcomeOf(items.updateMany({ _bsontype: { $exists: true }, id: '2' }, patch)))
  }
  answers.push(await outcomeOf(items.deleteMany({ _bsontype: 'ObjectId' })), await items.count({}))
  return answers
}

onEachServer('mongo', 'the mark of the SDK', (server) => {
  describe(`a field with the name of the SDK's mark, on ${server.title}`, () => {
    const { open } = mongoServer(server)

    test('is a field like any other, in filters, orders, selections and patches', async () => {
      const memory = new MemoryDatastoreProvider()
      expect(await answersOf(open(), 'marked')).toEqual(await answersOf(memory, 'marked'))
      await memory.close()
    })
  })
})
