import { MemoryDatastoreProvider, SqliteDatastoreProvider, type DatastoreProvider } from '@bytelyst/datastore'
import { expect, test } from 'vitest'
import {
  dualWrite,
  memoryRepairLog,
  shadowRead,
  type ShadowDifference,
  type ShadowReadOptions,
  type ShadowReadProvider,
} from '../src/dual-write/index.ts'

const config = { items: { partitionKeyPath: '/pk' } }
const documents = Array.from({ length: 6 }, (_, i) => ({
  id: `i${i}`,
  pk: i % 2 === 0 ? 'p' : 'q',
  n: i % 3,
  secret: 'canary',
}))

interface Opened {
  readonly provider: ShadowReadProvider
  readonly primary: DatastoreProvider
  readonly secondary: MemoryDatastoreProvider
  readonly told: ShadowDifference[]
}

async function open(options: Partial<ShadowReadOptions> = {}): Promise<Opened> {
  const [primary, secondary] = [new SqliteDatastoreProvider({ path: ':memory:' }), new MemoryDatastoreProvider()]
  for (const store of [primary, secondary]) {
    await store.initialize(config)
    await store.collection('items').createMany(documents)
  }
  const told: ShadowDifference[] = []
  const report = (difference: ShadowDifference): unknown => told.push(difference)
  const provider = shadowRead({ primary, secondary, report, confirmAfterMs: 5, timeoutMs: 50, ...options })
  return { provider, primary, secondary, told }
}

/** Every kind of read, asked once. */
async function readAll(provider: DatastoreProvider): Promise<void> {
  const items = provider.collection('items')
  await items.findById('i1', 'q')
  await items.findById('nobody', 'q')
  await items.findOne({ filter: { n: 1 }, sort: { id: 1 }, partitionKey: 'q' })
  await items.findMany({ filter: {} })
  await items.findMany({ filter: {}, limit: 2 })
  await items.findMany({ filter: {}, sort: { n: -1 }, limit: 3 })
  await items.findMany({ filter: {}, sort: { n: 1, id: 1 }, partitionKey: 'p', select: ['n'] })
  const { cursor } = await items.findPage({ filter: {}, sort: { n: 1 }, limit: 2 })
  await items.findPage({ filter: {}, sort: { n: 1 }, limit: 2, cursor })
  await items.count({ n: 1 })
  await items.exists({ n: 7 })
  await items.distinct('n', { filter: {} })
  await items.aggregate({ filter: {}, groupBy: ['n'], count: 'items', avg: 'n' })
  await items.aggregate({ filter: {}, groupBy: ['n'], count: 'items', sort: { items: -1 } })
}
const reads = 14

async function settled({ provider }: Opened, total: number): Promise<void> {
  const sum = (): number =>
    Object.values(provider.counts as unknown as Record<string, number>).reduce((a, b) => a + b, 0)
  await expect.poll(sum, { timeout: 20_000 }).toBe(total)
}

test('equal stores are found equal by every kind of read', async () => {
  const opened = await open({ maxConcurrent: 100 })
  await readAll(opened.provider)
  await settled(opened, reads)
  expect(opened.told).toEqual([])
  expect(opened.provider.counts).toEqual({ same: reads, different: 0, failed: 0, skipped: 0 })
  await opened.provider.close()
})

test('a difference is reported by the ids of its documents, and no value of a document is told', async () => {
  const opened = await open({ maxConcurrent: 100 })
  const other = opened.secondary.collection('items')
  await other.delete('i1', 'q')
  await other.update('i2', 'p', { $set: { secret: 'canary-2', n: 9 } })
  await other.create({ id: 'extra', pk: 'p', n: 0, secret: 'canary-3' })
  const items = opened.provider.collection('items')
  await items.findMany({ filter: {} })
  await items.findById('i1', 'q')
  await items.count({})
  await items.findMany({ filter: {}, sort: { n: 1 }, limit: 3 })
  await items.distinct('n', { filter: {} })
  await items.aggregate({ filter: {}, groupBy: ['n'], count: 'items' })
  await items.findPage({ filter: {}, limit: 1 })
  await settled(opened, 7)
  const told = opened.told.map(({ operation, ids, description }) => ({ operation, ids, description }))
  expect(told).toContainEqual({
    operation: 'findMany',
    ids: ['i1', 'extra', 'i2'],
    description: 'of the secondary 1 missing, 1 extra, 1 different',
  })
  expect(told).toContainEqual({
    operation: 'findById',
    ids: ['i1'],
    description: 'of the secondary 1 missing, 0 extra, 0 different',
  })
  expect(told.map(({ operation }) => operation).toSorted()).toEqual(
    ['aggregate', 'distinct', 'findById', 'findMany', 'findMany', 'findPage'].toSorted(),
  )
  expect(JSON.stringify(opened.told)).not.toContain('canary')
  expect(opened.provider.counts).toEqual({ same: 1, different: 6, failed: 0, skipped: 0 })
  await opened.provider.close()
})

test('a document that reaches the secondary a moment later is no difference', async () => {
  const opened = await open({ confirmAfterMs: 40 })
  await opened.secondary.collection('items').delete('i1', 'q')
  await opened.provider.collection('items').findById('i1', 'q')
  await opened.secondary.collection('items').create({ id: 'i1', pk: 'q', n: 1, secret: 'canary' })
  await settled(opened, 1)
  expect(opened.provider.counts.same).toBe(1)
  await opened.provider.close()
})

test('a secondary that never answers delays no read, and is asked by no more than maxConcurrent', async () => {
  const opened = await open({ maxConcurrent: 2, timeoutMs: 2 ** 30 })
  opened.secondary.setFaults({ seed: 1, loseReply: 1 })
  await readAll(opened.provider)
  expect(opened.provider.counts).toEqual({ same: 0, different: 0, failed: 0, skipped: reads - 2 })
  await opened.provider.close()
  expect(opened.told).toEqual([])
})

test('a secondary that fails fails no read, and is reported', async () => {
  const opened = await open({ maxConcurrent: 100 })
  opened.secondary.setFaults({ seed: 1, throttle: 1 })
  await readAll(opened.provider)
  await settled(opened, reads)
  expect(opened.provider.counts).toEqual({ same: 0, different: 0, failed: reads, skipped: 0 })
  expect(opened.told[0]).toMatchObject({ description: 'the secondary failed: rate_limited', ids: [] })
  await opened.provider.close()
})

test('the caller may change its answer and its query at once', async () => {
  const opened = await open()
  const query = { filter: { n: 1 }, partitionKey: 'q' }
  const asked = opened.provider.collection('items').findMany(query)
  const answer = await asked
  query.filter.n = 2
  for (const document of answer) document['n'] = 5
  await settled(opened, 1)
  expect(opened.told).toEqual([])
  await opened.provider.close()
})

test('an error of the primary is the answer, and is not compared; of no sample nothing is', async () => {
  const opened = await open({ sampleRate: 0 })
  await expect(opened.provider.collection('items').findMany({ filter: { $no: 1 } as never })).rejects.toMatchObject({
    code: 'invalid_argument',
  })
  await readAll(opened.provider)
  expect(opened.provider.counts).toEqual({ same: 0, different: 0, failed: 0, skipped: 0 })
  await opened.provider.close()
})

test('reads of a dual write are compared while it writes', async () => {
  const [primary, secondary] = [new MemoryDatastoreProvider(), new MemoryDatastoreProvider()]
  const pair = dualWrite({ primary, secondary, repairLog: memoryRepairLog() })
  await pair.initialize(config)
  const told: ShadowDifference[] = []
  const provider = shadowRead({
    primary: pair,
    secondary,
    report: (difference) => told.push(difference),
    confirmAfterMs: 30,
  })
  const items = provider.collection('items')
  for (const document of documents) {
    await items.create(document)
    await items.findMany({ filter: {} })
  }
  await provider.close()
  expect(told).toEqual([])
  expect(provider.counts.different).toBe(0)
})

test.each([
  ['sampleRate', { sampleRate: 2 }],
  ['maxConcurrent', { maxConcurrent: 0 }],
  ['confirmAfterMs', { confirmAfterMs: -1 }],
  ['timeoutMs', { timeoutMs: 0 }],
  ['report', { report: undefined as never }],
  ['sample', { sample: 1 } as never],
])('a wrong %s is invalid_argument', async (name, options) => {
  await expect(open(options)).rejects.toMatchObject({ code: 'invalid_argument', operation: 'shadowRead' })
  await expect(open(options)).rejects.toThrow(name)
})
