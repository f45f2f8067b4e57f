import { join } from 'node:path'
import { createDatastoreProvider, MemoryDatastoreProvider } from '@bytelyst/datastore'
import { expect, test } from 'vitest'
import { temporaryFolder } from './support/temporary-folder.ts'

const folder = temporaryFolder()
const closed = { code: 'closed', provider: 'memory', ambiguous: false }

test('an iteration under way when the provider is closed rejects with closed, and does not just end', async () => {
  const provider = new MemoryDatastoreProvider()
  const items = provider.collection('items')
  await items.createMany(Array.from({ length: 1000 }, (_, i) => ({ id: `i${i}` })))
  let seen = 0
  const reading = (async () => {
    for await (const _ of items.iterate({ filter: {} })) {
      seen += 1
      if (seen === 1) await provider.close()
    }
  })()
  await expect(reading).rejects.toMatchObject({ code: 'closed' })
  expect(seen).toBeLessThan(1000)
})

test('a create that is still held up when the provider is closed rejects with closed', async () => {
  const provider = new MemoryDatastoreProvider({ faults: { seed: 1, delay: 1, delayMs: 50 } })
  const items = provider.collection('items')
  await items.findById('a', 'a')
  const creating = items.create({ id: 'a' }).catch((error: unknown) => error)
  await provider.close()
  expect(await creating).toMatchObject(closed)
})

test('what was acknowledged while the provider was being closed is in the snapshot, the rest was refused', async () => {
  const snapshotPath = join(folder, 'closing.json')
  const provider = new MemoryDatastoreProvider({ snapshotPath })
  const items = provider.collection('items')
  await items.create({ id: 'first' })
  const creating = Array.from({ length: 20 }, (_, i) => items.create({ id: `i${i}` }))
  const [outcomes] = await Promise.all([Promise.allSettled(creating), provider.close()])
  const env = { DB_PROVIDER: 'memory', MEMORY_SNAPSHOT: snapshotPath }
  const after = await createDatastoreProvider({ env }).collection('items').findMany({ filter: {} })
  const acknowledged = outcomes.flatMap((outcome, i) => (outcome.status === 'fulfilled' ? [`i${i}`] : []))
  expect(after.map(({ id }) => id).toSorted()).toEqual(['first', ...acknowledged].toSorted())
  const reasons = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []))
  expect(reasons).toEqual(reasons.map(() => expect.objectContaining({ code: 'closed' }) as unknown))
})

test('a createMany that is still held up when the provider is closed rejects with closed', async () => {
  const provider = new MemoryDatastoreProvider({ faults: { seed: 1, delay: 1, delayMs: 50 } })
  const items = provider.collection('items')
  await items.findById('a', 'a')
  const creating = items.createMany([{ id: 'a' }, { id: 'b' }]).catch((error: unknown) => error)
  await provider.close()
  expect(await creating).toMatchObject(closed)
})
