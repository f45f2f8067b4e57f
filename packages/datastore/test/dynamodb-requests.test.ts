import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startServer, type RunningServer } from '../../../scripts/servers/start.ts'
import { onEachServer } from '../../../scripts/servers/testing.ts'
import { etagOf } from '../src/index.ts'
import { DynamoDbDatastoreProvider } from '../src/providers/dynamodb/index.ts'
import type { DocumentCollection } from '../src/types.ts'
import { startRelay, type DynamoDbRelay } from './support/dynamodb-relay.ts'

interface Item {
  id: string
  pk: string
  n?: number
  [field: string]: unknown
}

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }

onEachServer('dynamodb', 'requests of the dynamodb provider', (server) => {
  describe(`requests of the dynamodb provider on ${server.title}`, () => {
    let running: RunningServer
    let relay: DynamoDbRelay
    let provider: DynamoDbDatastoreProvider
    let items: DocumentCollection<Item>
    beforeAll(async () => {
      running = await startServer(server)
      relay = await startRelay(running.url)
      provider = new DynamoDbDatastoreProvider({ endpoint: relay.url, region: 'us-east-1', credentials })
      await provider.initialize({ items: { partitionKeyPath: '/pk' } })
      items = provider.collection<Item>('items')
      await items.create({ id: 'a', pk: 'p', n: 1 })
    })
    afterAll(async () => {
      await provider.close()
      await relay.stop()
      await running.stop()
    })

    // dynalite has no PartiQL and no transactions, and gives no old items back.
    const isWhole = server.name !== 'dynalite'
    const seen = (work: () => Promise<unknown>): Promise<string[]> => relay.during(work)
    const failing = (work: Promise<unknown>): Promise<void> =>
      expect(work).rejects.toMatchObject({ name: 'CloudError' })

    test('reading and writing one document is one request each', async () => {
      expect(await seen(() => items.findById('a', 'p'))).toEqual(['GetItem'])
      expect(await seen(() => items.create({ id: 'b', pk: 'p' }))).toEqual(['PutItem'])
      expect(await seen(() => items.replace('b', 'p', { id: 'b', pk: 'p', n: 1 }))).toEqual(['PutItem'])
      expect(await seen(() => items.upsert({ id: 'b', pk: 'p', n: 2 }))).toEqual(['PutItem'])
      const ifMatch = etagOf((await items.findById('b', 'p')) as Item) as string
      expect(await seen(() => items.replace('b', 'p', { id: 'b', pk: 'p' }, { ifMatch }))).toEqual(['PutItem'])
      expect(await seen(() => items.delete('b', 'p'))).toEqual(['DeleteItem'])
    })

    test('what is refused is told by the same request, once the engine has given an old item back', async () => {
      await failing(items.create({ id: 'a', pk: 'p' }))
      const twice = isWhole ? [] : ['GetItem']
      expect(await seen(() => failing(items.create({ id: 'a', pk: 'p' })))).toEqual(['PutItem', ...twice])
      expect(await seen(() => failing(items.replace('none', 'p', { id: 'none', pk: 'p' })))).toEqual([
        'PutItem',
        ...twice,
      ])
      expect(await seen(() => items.delete('none', 'p'))).toEqual(['DeleteItem'])
      expect(await seen(() => failing(items.delete('a', 'p', { ifMatch: 'stale' })))).toEqual(['DeleteItem', ...twice])
      if (!isWhole) return
      expect(await seen(() => failing(items.update('none', 'p', { $inc: { n: 1 } })))).toEqual(['UpdateItem'])
    })

    test('an update that DynamoDB makes just so is one request, any other a read and a conditional write', async () => {
      const fast = ['UpdateItem']
      await items.upsert({ id: 'u', pk: 'p', n: 1, list: [1], inner: { x: 1 }, half: 0.5, text: 'x', empty: null })
      await items.upsert({ id: 'i', pk: 'p', n: 1, list: [1], inner: { x: 1 } })
      const update = (patch: object, id = 'i'): Promise<string[]> => seen(() => items.update(id, 'p', patch))
      expect(await update({ $set: { a: 1 }, $unset: { b: true } })).toEqual(fast)
      expect(await update({ $set: { 'inner.y': 'x' } })).toEqual(fast)
      expect(await update({ $inc: { n: 2 } })).toEqual(fast)
      expect(await update({ $inc: { missing: 2, 'inner.x': -1 } })).toEqual(fast)
      expect(await update({ $push: { list: { x: 1 }, fresh: 1 } })).toEqual(fast)
      expect(await update({ $addToSet: { list: 'new' } })).toEqual(fast)
      expect(await update({ $max: { n: 900 }, $min: { least: 3 } })).toEqual(fast)
      expect(await update({ $set: { a: 2 } }, 'u')).toEqual(fast)

      const declined = [...fast, 'GetItem', 'PutItem']
      expect(await update({ $inc: { n: 1 } }, 'u')).toEqual(declined) // A number of the document has a fraction.
      expect(await update({ $set: { 'gone.x': 1 } })).toEqual(declined)
      expect(await update({ $push: { empty: 1 } }, 'u')).toEqual(declined)
      expect(await update({ $max: { n: 1 } })).toEqual(declined)

      const never = ['GetItem', 'PutItem']
      expect(await update({ $inc: { n: 0.5 } })).toEqual(never)
      expect(await update({ $pull: { list: 1 } })).toEqual(never)
    })

    test('a query within a partition is a Query, any other a Scan', async () => {
      await items.create({ id: 'q', pk: 'q', n: 7 })
      expect(await seen(() => items.findMany({ filter: { n: 7 }, partitionKey: 'q' }))).toEqual(['Query'])
      expect(await seen(() => items.findMany({ filter: { n: 7, pk: 'q' } }))).toEqual(['Query'])
      expect(await seen(() => items.findOne({ filter: { id: 'q', pk: 'q' } }))).toEqual(['Query'])
      expect(await seen(() => items.findMany({ filter: { n: 7 } }))).toEqual(['Scan'])
      expect(await seen(() => items.count({ n: 7 }))).toEqual(['Scan'])
      expect(await seen(() => items.exists({}, { partitionKey: 'q' }))).toEqual(['Query'])
      expect(await seen(() => items.findMany({ filter: { n: { $in: [] } } }))).toEqual([])
    })

    test('explain tells what will be asked, without asking', async () => {
      const explain = items.explain.bind(items)
      const told = await relay.during(async () => {
        expect(await explain({ filter: { n: 1 } })).toEqual({ scan: true, crossPartition: true })
        expect(await explain({ filter: { n: 1 }, partitionKey: 'p' })).toEqual({ scan: true, crossPartition: false })
        expect(await explain({ filter: {}, partitionKey: 'p' })).toEqual({ scan: false, crossPartition: false })
        const one = { scan: false, crossPartition: false, requests: 1 }
        expect(await explain({ filter: { id: 'a', n: 1 }, partitionKey: 'p' })).toEqual(one)
      })
      expect(told).toEqual([])
    })

    test('many documents are written by 25 a request', async () => {
      const documents = Array.from({ length: 60 }, (_, i) => ({ id: `m${i}`, pk: 'many' }))
      const created = await seen(() => items.createMany(documents))
      const batches = Array.from({ length: 3 }, () => 'BatchExecuteStatement')
      // What has no PartiQL says so once, and is asked singly from then on.
      expect(created).toEqual(isWhole ? batches : [...batches, ...documents.map(() => 'PutItem')])
      expect(await seen(() => items.upsertMany(documents))).toEqual(Array.from({ length: 3 }, () => 'BatchWriteItem'))
    })

    test('createMany over what is there writes again only what was refused', async () => {
      const documents = Array.from({ length: 20 }, (_, i) => ({ id: `n${i}`, pk: 'again' }))
      await items.create({ id: 'n7', pk: 'again' })
      const operations = await relay.during(async () => {
        const { succeeded, failed } = await items.createMany(documents)
        expect([succeeded, failed]).toEqual([19, 1])
      })
      const singly = [...documents.map(() => 'PutItem'), 'GetItem']
      expect(operations).toEqual(isWhole ? ['BatchExecuteStatement', 'PutItem'] : singly)
    })

    if (!isWhole) return

    test('a transaction is one request, with a read for each update', async () => {
      const blind = [{ op: 'upsert', document: { id: 't1', pk: 'p', n: 1 } }] as const
      expect(await seen(() => items.transact('p', blind))).toEqual(['TransactWriteItems'])
      const update = { op: 'update', id: 't1', patch: { $inc: { n: 1 } } } as const
      expect(await seen(() => items.transact('p', [update]))).toEqual(['GetItem', 'TransactWriteItems'])
    })
  })
})
