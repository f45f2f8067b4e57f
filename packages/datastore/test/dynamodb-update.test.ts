import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startServer, type RunningServer } from '../../../scripts/servers/start.ts'
import { onEachServer } from '../../../scripts/servers/testing.ts'
import { isCloudError } from '@bytelyst/core'
import { MemoryDatastoreProvider } from '../src/index.ts'
import { DynamoDbDatastoreProvider } from '../src/providers/dynamodb/index.ts'
import type { DocumentCollection, Patch } from '../src/index.ts'
import { startRelay, type DynamoDbRelay } from './support/dynamodb-relay.ts'

interface Item {
  id: string
  pk: string
  [field: string]: unknown
}

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
const largest = Number.MAX_SAFE_INTEGER
const absent = Symbol('absent')

/** Everything that may stand where a patch points to. */
const scalars: readonly unknown[] = [null, false, true, 0, 1, -7, 0.1, 4.35, 1e-130, largest, -largest, '', 'text', '5']
const arrays: readonly unknown[] = [[], [1], ['a', null], [[1]]]
const objects: readonly unknown[] = [{}, { x: 1 }, ...[1, null, 'x', [1], 0.7, { c: 1 }].map((b) => ({ b }))]
const stored: readonly unknown[] = [absent, ...scalars, ...arrays, ...objects]

/** Every operator, with operands at the edges. */
function patchesOf(path: string): Patch<Item>[] {
  return [
    ...[1, 'x', null, 0.5, { y: [0.25] }].map((value) => ({ $set: { [path]: value } })),
    { $unset: { [path]: true } },
    ...[1, -1, largest, -largest, 0.2].map((value) => ({ $inc: { [path]: value } })),
    ...[1, -8, 0.15].flatMap((value) => [{ $min: { [path]: value } }, { $max: { [path]: value } }]),
    ...[1, null, [1]].map((value) => ({ $push: { [path]: value } })),
    ...[1, 'a', null, true].flatMap((value) => [{ $addToSet: { [path]: value } }, { $pull: { [path]: value } }]),
  ]
}

/** All of them at the top, some below it. */
const patches: readonly Patch<Item>[] = [
  ...patchesOf('v'),
  ...patchesOf('v.b').filter((_, i) => i % 2 === 0),
  ...patchesOf('v.b.c').filter((_, i) => i % 6 === 0),
]

async function outcome(items: DocumentCollection<Item>, document: Item, patch: Patch<Item>): Promise<unknown> {
  await items.upsert(document)
  try {
    return await items.update(document.id, document.pk, patch)
  } catch (error) {
    if (!isCloudError(error)) throw error
    return [error.code, await items.findById(document.id, document.pk)]
  }
}

onEachServer('dynamodb', 'native updates of the dynamodb provider', (server) => {
  describe(`native updates of the dynamodb provider on ${server.title}`, () => {
    // dynalite's contains() finds neither null nor booleans in a list.
    const isJudged = ({ $addToSet = {} }: Patch<Item>): boolean =>
      server.name !== 'dynalite' || !Object.values($addToSet).some((value) => value === null || value === true)
    let running: RunningServer
    let relay: DynamoDbRelay
    let provider: DynamoDbDatastoreProvider
    beforeAll(async () => {
      running = await startServer(server)
      relay = await startRelay(running.url)
      provider = new DynamoDbDatastoreProvider({ endpoint: relay.url, region: 'us-east-1', credentials })
      await provider.initialize({ items: { partitionKeyPath: '/pk' } })
    })
    afterAll(async () => {
      await provider.close()
      await relay.stop()
      await running.stop()
    })

    test('each patch of each stored value does what the shared patch does', async () => {
      const memory = new MemoryDatastoreProvider({ collections: { items: { partitionKeyPath: '/pk' } } })
      const [ours, theirs] = [provider.collection<Item>('items'), memory.collection<Item>('items')]
      const pairs = stored.flatMap((value, i) =>
        patches.filter(isJudged).map((patch, j) => ({ value, patch, id: `${i}-${j}` })),
      )
      const queue = pairs.values()
      let refused = 0
      const worker = async (): Promise<void> => {
        for (const { value, patch, id } of queue) {
          const document: Item = { id, pk: 'p', n: 1, ...(value !== absent && { v: value }) }
          const answer = await outcome(ours, document, patch)
          expect({ document, patch, answer }).toEqual({
            document,
            patch,
            answer: await outcome(theirs, document, patch),
          })
          if (Array.isArray(answer)) refused += 1
        }
      }
      await Promise.all(Array.from({ length: 8 }, worker))
      const puts = relay.seen.filter((operation) => operation === 'PutItem').length
      // Each is put first, and again where it was read and written; what is left was made natively.
      expect(pairs.length - refused - (puts - pairs.length)).toBeGreaterThan(pairs.length / 6)
    }, 240_000)

    test('numbers come back as they went, also through sums of decimals', async () => {
      const items = provider.collection<Item>('items')
      const numbers = [0.1, 0.2, 1 / 3, 4.35, 1e-130, 1.7e15 / 3, 2 ** 53 - 1, -(2 ** 53 - 1), 123456.789e-100]
      expect((await items.create({ id: 'numbers', pk: 'p', numbers }))['numbers']).toEqual(numbers)
      expect((await items.findById('numbers', 'p'))?.['numbers']).toEqual(numbers)
      await items.upsert({ id: 'sum', pk: 'p', n: 0.1 })
      expect((await items.update('sum', 'p', { $inc: { n: 0.2 } }))['n']).toBe(0.1 + 0.2)
      expect((await items.update('sum', 'p', { $inc: { n: 100 } }))['n']).toBe(0.1 + 0.2 + 100)
    })

    test('a document that grows natively is refused at the same size as by the shared patch', async () => {
      const items = provider.collection<Item>('items')
      const { maxDocumentBytes } = provider.capabilities
      const empty = JSON.stringify({ id: 'big', pk: 'p', n: 1, text: '', list: [] }).length
      const document = {
        id: 'big',
        pk: 'p',
        n: 1,
        text: 'x'.repeat(maxDocumentBytes - empty - 40),
        list: [] as string[],
      }
      await items.upsert(document)
      await items.update('big', 'p', { $push: { list: 'x'.repeat(10) } })
      await items.update('big', 'p', { $push: { list: 'x'.repeat(10) } })
      await expect(items.update('big', 'p', { $push: { list: 'x'.repeat(20) } })).rejects.toMatchObject({
        code: 'invalid_argument',
      })
      const left = await items.findById('big', 'p')
      expect(left?.['list']).toHaveLength(2)
      expect(JSON.stringify(left).length).toBeLessThanOrEqual(maxDocumentBytes)
    })

    test('an update restarts the expiry of the document itself, natively and not', async () => {
      await provider.initialize({ timed: { partitionKeyPath: '/pk', defaultTtl: 100 } })
      const timed = provider.collection<Item>('timed')
      await timed.create({ id: 'own', pk: 'p', n: 1 }, { ttlSeconds: 50 })
      await timed.create({ id: 'never', pk: 'p', n: 1 }, { ttlSeconds: null })
      expect(await relay.during(() => timed.update('own', 'p', { $inc: { n: 1 } }))).toEqual(['UpdateItem'])
      await timed.update('never', 'p', { $inc: { n: 1 } })
      const client = await provider.native()
      const { GetItemCommand } = await import('@aws-sdk/client-dynamodb')
      const item = async (id: string): Promise<Record<string, { N?: string }>> => {
        const Key = { pk: { S: 'p' }, id: { S: id } }
        const { Item } = await client.send(new GetItemCommand({ TableName: 'timed', Key, ConsistentRead: true }))
        return (Item ?? {}) as Record<string, { N?: string }>
      }
      const own = await item('own')
      expect(own['ttl']).toEqual({ N: '50' })
      expect(Math.abs(Number(own['expiresAt']?.N) - Date.now() / 1000 - 50)).toBeLessThan(3)
      expect(await item('never')).not.toHaveProperty('expiresAt')
    })
  })
})
