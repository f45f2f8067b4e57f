import { MemoryDatastoreProvider } from '@bytelyst/datastore'
import { expect, test } from 'vitest'
import { collectionRepairLog, dualWrite, memoryRepairLog, type DualWriteProvider } from '../src/dual-write/index.ts'
import { intercepted, keptOpen } from './support/stores.ts'

const config = { items: { partitionKeyPath: '/pk' } }
const old = Array.from({ length: 5 }, (_, i) => ({ id: `old${i}`, pk: 'p', n: i }))

interface Opened {
  readonly primary: MemoryDatastoreProvider
  readonly secondary: MemoryDatastoreProvider
  readonly pair: DualWriteProvider
}

/** A new, empty primary before an old store that holds everything. */
async function open(repairLog = memoryRepairLog()): Promise<Opened> {
  const [primary, secondary] = [new MemoryDatastoreProvider(), new MemoryDatastoreProvider()]
  const pair = dualWrite({ primary, secondary, repairLog, readFallback: true, settleAfterMs: 0, repairEveryMs: null })
  await pair.initialize(config)
  await secondary.collection('items').createMany(old)
  return { primary, secondary, pair }
}

test('a document that only the old store has is found by key, and not by other reads', async () => {
  const { pair } = await open()
  const items = pair.collection('items')
  expect(await items.findById('old1', 'p')).toEqual(old[1])
  expect(await items.findById('nobody', 'p')).toBe(null)
  expect(await items.findMany({ filter: {} })).toEqual([])
})

test('a deleted document is not found again, also when the old store still has it', async () => {
  const opened = await open()
  const items = opened.pair.collection('items')
  await items.upsert({ ...old[2], id: 'old2', pk: 'p' })
  await items.upsertMany([old[3], old[4]].map((one) => ({ id: '', pk: '', ...one })))
  opened.secondary.setFaults({ seed: 1, failAfterWrite: 0, throttle: 1 })
  expect(await items.delete('old1', 'p')).toBe(false) // The primary never had it.
  expect(await items.delete('old2', 'p')).toBe(true)
  expect(await items.deleteMany({ n: { $gte: 4 } })).toEqual({ deleted: 1 })
  await items.transact('p', [{ op: 'delete', id: 'old3' }])
  opened.secondary.setFaults(undefined)
  expect(await opened.secondary.collection('items').count({})).toBe(5)
  for (const id of ['old1', 'old2', 'old3', 'old4']) expect(await items.findById(id, 'p')).toBe(null)
  expect(await items.findById('old0', 'p')).toEqual(old[0])
  expect(await opened.pair.repair()).toMatchObject({ failed: 0, waiting: 0 })
  expect(await opened.secondary.collection('items').findMany({ filter: {} })).toEqual([old[0]])
  expect(await items.create({ id: 'old2', pk: 'p', n: 9 })).toEqual({ id: 'old2', pk: 'p', n: 9 })
  expect(await items.findById('old2', 'p')).toEqual({ id: 'old2', pk: 'p', n: 9 })
})

test('a delete that is refused hides nothing that only the old store has', async () => {
  const opened = await open()
  const items = opened.pair.collection('items')
  await items.create({ id: 'new', pk: 'p' })
  const failing = items.transact('p', [
    { op: 'create', document: { id: 'new', pk: 'p' } },
    { op: 'delete', id: 'old1' },
  ])
  await expect(failing).rejects.toMatchObject({ code: 'already_exists', index: 0 })
  expect(await items.delete('old2', 'p', { ifMatch: 'of another version' })).toBe(false)
  for (const id of ['old1', 'old2']) expect(await items.findById(id, 'p')).toMatchObject({ id })
})

test('a tombstone is durable before the primary deletes', async () => {
  const store = new MemoryDatastoreProvider()
  const repairLog = collectionRepairLog(store.collection('repairs'))
  const opened = await open(repairLog)
  let buried: boolean | undefined
  const primary = intercepted(keptOpen(opened.primary), async (method, run) => {
    if (method === 'delete') buried = await repairLog.isBuried('items', { id: 'old1', partitionKey: 'p' })
    return run()
  })
  const pair = dualWrite({ primary, secondary: opened.secondary, repairLog, readFallback: true })
  expect(await repairLog.isBuried('items', { id: 'old1', partitionKey: 'p' })).toBe(false)
  await pair.collection('items').delete('old1', 'p')
  expect(buried).toBe(true)
  expect(await repairLog.isBuried('items', { id: 'old1', partitionKey: 'q' })).toBe(false)
})

test('repair removes nothing from the old store that was only not copied yet', async () => {
  const opened = await open()
  opened.primary.setFaults({ seed: 1, throttle: 1 })
  const items = opened.pair.collection('items')
  await expect(items.update('old1', 'p', { $inc: { n: 1 } })).rejects.toMatchObject({ code: 'rate_limited' })
  opened.primary.setFaults({ seed: 1, failAfterWrite: 1 })
  await expect(items.update('old1', 'p', { $inc: { n: 1 } })).rejects.toMatchObject({ ambiguous: true })
  await expect(items.updateMany({}, { $inc: { n: 1 } })).rejects.toMatchObject({ ambiguous: true })
  await expect(items.deleteMany({ n: 3 })).resolves.toEqual({ deleted: 0 })
  opened.primary.setFaults(undefined)
  expect((await opened.pair.status()).pending).toBe(2)
  expect(await opened.pair.repair()).toMatchObject({ repaired: 2, failed: 0 })
  expect(await opened.secondary.collection('items').findMany({ filter: {}, sort: { id: 1 } })).toEqual(old)
})

test('what the old store does not answer is an error, and no absence', async () => {
  const opened = await open()
  opened.secondary.setFaults({ seed: 1, throttle: 1 })
  await expect(opened.pair.collection('items').findById('old1', 'p')).rejects.toMatchObject({ code: 'rate_limited' })
})
