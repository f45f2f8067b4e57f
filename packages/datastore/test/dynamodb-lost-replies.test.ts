import { isCloudError, type CloudError } from '@bytelyst/core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
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
}

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }

onEachServer('dynamodb', 'lost replies to the dynamodb provider', (server) => {
  describe(`lost replies to the dynamodb provider on ${server.title}`, () => {
    // dynalite has no PartiQL and no transactions.
    const isWhole = server.name !== 'dynalite'
    let running: RunningServer
    let relay: DynamoDbRelay
    let provider: DynamoDbDatastoreProvider
    let other: DocumentCollection<Item>
    let items: DocumentCollection<Item>
    beforeAll(async () => {
      running = await startServer(server)
      relay = await startRelay(running.url)
      const region = 'us-east-1'
      provider = new DynamoDbDatastoreProvider({ endpoint: relay.url, region, credentials })
      const direct = new DynamoDbDatastoreProvider({ endpoint: running.url, region, credentials })
      await provider.initialize({ items: { partitionKeyPath: '/pk' } })
      items = provider.collection<Item>('items')
      other = direct.collection<Item>('items')
    })
    beforeEach(() => {
      relay.fate = () => 'pass'
    })
    afterAll(async () => {
      await provider.close()
      await relay.stop()
      await running.stop()
    })

    /** The next request of this kind is done, `meanwhile` happens, and its answer is lost. */
    function loseReply(to: string, meanwhile: () => unknown = () => undefined): void {
      relay.fate = (operation) => {
        if (operation !== to) return 'pass'
        relay.fate = () => 'pass'
        return { loseReply: meanwhile }
      }
    }

    async function failure(work: Promise<unknown>): Promise<CloudError> {
      const error: unknown = await work.then(
        () => undefined,
        (caught: unknown) => caught,
      )
      if (!isCloudError(error)) throw new Error('it did not fail as it should')
      return error
    }

    test('a create that meets its own write was successful', async () => {
      loseReply('PutItem')
      const created = await items.create({ id: 'create', pk: 'p' })
      expect(etagOf(created)).toBe(etagOf((await items.findById('create', 'p')) as Item))
    })

    test('a create that was refused stays refused', async () => {
      await items.create({ id: 'taken', pk: 'p' })
      expect((await failure(items.create({ id: 'taken', pk: 'p' }))).code).toBe('already_exists')
    })

    test('a replace on condition of a version that meets its own write was successful', async () => {
      const ifMatch = etagOf(await items.create({ id: 'replace', pk: 'p' })) as string
      loseReply('PutItem')
      const replaced = await items.replace('replace', 'p', { id: 'replace', pk: 'p', n: 2 }, { ifMatch })
      expect(etagOf(replaced)).toBe(etagOf((await items.findById('replace', 'p')) as Item))
    })

    test('an increment without an answer is not made twice, and is known to be made', async () => {
      await items.create({ id: 'inc', pk: 'p', n: 1 })
      loseReply('UpdateItem')
      const operations = await relay.during(async () => {
        expect((await items.update('inc', 'p', { $inc: { n: 1 } })).n).toBe(2)
      })
      expect(operations).toEqual(['UpdateItem', 'GetItem'])
      expect((await items.findById('inc', 'p'))?.n).toBe(2)
    })

    test('an increment without an answer, over which another has written, is ambiguous and made once', async () => {
      await items.create({ id: 'inc2', pk: 'p', n: 1 })
      loseReply('UpdateItem', () => other.update('inc2', 'p', { $inc: { n: 10 } }))
      const error = await failure(items.update('inc2', 'p', { $inc: { n: 1 } }))
      expect(error).toMatchObject({ code: 'unavailable', retryable: true, ambiguous: true })
      expect((await items.findById('inc2', 'p'))?.n).toBe(12)
    })

    test('an update on condition of a version is repeated, and meets its own write', async () => {
      const ifMatch = etagOf(await items.create({ id: 'cas', pk: 'p', n: 1 })) as string
      loseReply('UpdateItem')
      const work = items.update('cas', 'p', { $inc: { n: 1 } }, { ifMatch })
      expect((await work).n).toBe(2)
      expect((await items.findById('cas', 'p'))?.n).toBe(2)
    })

    test('a delete without an answer, after which nothing is there, is ambiguous: another may have been first', async () => {
      await items.create({ id: 'delete', pk: 'p' })
      loseReply('DeleteItem')
      expect(await failure(items.delete('delete', 'p'))).toMatchObject({ code: 'unavailable', ambiguous: true })
      expect(await items.findById('delete', 'p')).toBe(null)
    })

    test('a create without an answer, over which another has written, is ambiguous and overwrites nothing', async () => {
      loseReply('PutItem', () => other.upsert({ id: 'over', pk: 'p', n: 9 }))
      expect(await failure(items.create({ id: 'over', pk: 'p' }))).toMatchObject({
        code: 'unavailable',
        ambiguous: true,
      })
      expect(await items.findById('over', 'p')).toEqual({ id: 'over', pk: 'p', n: 9 })
    })

    test('a replace on condition of a version, over which another has written, is ambiguous', async () => {
      const ifMatch = etagOf(await items.create({ id: 'over2', pk: 'p' })) as string
      loseReply('PutItem', () => other.upsert({ id: 'over2', pk: 'p', n: 9 }))
      const work = items.replace('over2', 'p', { id: 'over2', pk: 'p', n: 1 }, { ifMatch })
      expect(await failure(work)).toMatchObject({ code: 'unavailable', ambiguous: true })
      expect(await items.findById('over2', 'p')).toEqual({ id: 'over2', pk: 'p', n: 9 })
    })

    test('of many creates whose answer is lost every one is known to be written', async () => {
      const documents = Array.from({ length: 30 }, (_, i) => ({ id: `c${i}`, pk: 'many' }))
      loseReply(isWhole ? 'BatchExecuteStatement' : 'PutItem')
      const { succeeded } = await items.createMany(documents)
      expect(succeeded).toBe(30)
      expect(await items.count({}, { partitionKey: 'many' })).toBe(30)
    })

    test('many upserts whose answer is lost are written', async () => {
      loseReply('BatchWriteItem')
      const documents = Array.from({ length: 30 }, (_, i) => ({ id: `u${i}`, pk: 'upserts' }))
      expect((await items.upsertMany(documents)).succeeded).toBe(30)
    })

    test('when no attempt is answered the error is unavailable, retryable and ambiguous', async () => {
      relay.fate = (operation) => (operation === 'PutItem' ? { loseReply: () => undefined } : 'pass')
      const error = await failure(items.create({ id: 'never', pk: 'p' }))
      expect(error).toMatchObject({ code: 'unavailable', retryable: true, ambiguous: true })
      relay.fate = () => 'pass'
      expect(await items.findById('never', 'p')).toEqual({ id: 'never', pk: 'p' })
    })

    if (!isWhole) return

    test('a transaction whose answer is lost counts once', async () => {
      loseReply('TransactWriteItems')
      const created = await items.transact('t', [{ op: 'create', document: { id: 'a', pk: 't', n: 1 } }])
      expect(created).toEqual([{ id: 'a', pk: 't', n: 1 }])
      loseReply('TransactWriteItems')
      expect(await items.transact('t', [{ op: 'update', id: 'a', patch: { $inc: { n: 1 } } }])).toMatchObject([
        { n: 2 },
      ])
      expect((await items.findById('a', 't'))?.n).toBe(2)
    })
  })
})
