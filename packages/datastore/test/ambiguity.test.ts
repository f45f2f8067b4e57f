import { CloudError, PortableDatastore, type DocumentCollection } from '@bytelyst/datastore'
import { expect, test } from 'vitest'
import { overriding } from '../src/conformance/mutants/mutant.ts'
import type { DatastoreDriver } from '../src/driver.ts'
import { memoryCapabilities } from '../src/providers/memory/capabilities.ts'
import { MemoryDriver } from '../src/providers/memory/driver.ts'

const locked = new CloudError({ code: 'unavailable', message: 'locked by another process', ambiguous: false })
type Wrong = (right: DatastoreDriver) => Partial<DatastoreDriver>

/** A collection of 3,000 documents, on a driver that is wrong. */
async function filled(wrong: Wrong): Promise<DocumentCollection<{ id: string; n: number }>> {
  const right = new MemoryDriver(Date.now)
  const on = (driver: DatastoreDriver): DocumentCollection<{ id: string; n: number }> =>
    new PortableDatastore({
      provider: 'memory',
      capabilities: memoryCapabilities,
      collections: {},
      open: () => driver,
    }).collection('items')
  await on(right).createMany(Array.from({ length: 3000 }, (_, n) => ({ id: `old-${n}`, n })))
  return on(overriding<DatastoreDriver>(right, wrong(right)))
}

test('createMany that fails after its first part says that it may be applied, whatever the engine said of the second', async () => {
  let parts = 0
  const items = await filled((right) => ({
    writeMany: async (...parameters) => {
      parts += 1
      if (parts === 2) throw locked
      return (await right.writeMany?.(...parameters)) ?? []
    },
  }))
  const documents = Array.from({ length: 3000 }, (_, n) => ({ id: `new-${n}`, n }))
  await expect(items.createMany(documents)).rejects.toMatchObject({ code: 'unavailable', ambiguous: true })
})

test('createMany that fails in its first part is not in doubt when the engine says so', async () => {
  const items = await filled(() => ({ writeMany: () => Promise.reject(locked) }))
  await expect(items.createMany([{ id: 'new', n: 1 }])).rejects.toMatchObject({ ambiguous: false })
})

test('updateMany and deleteMany that the engine does in steps are in doubt once they have begun', async () => {
  const items = await filled(() => ({
    updateMany: () => Promise.reject(locked),
    deleteMany: () => Promise.reject(locked),
  }))
  await expect(items.updateMany({}, { $inc: { n: 1 } })).rejects.toMatchObject({ ambiguous: true })
  await expect(items.deleteMany({})).rejects.toMatchObject({ ambiguous: true })
})

test('without steps of the engine, what was deleted before a failure leaves the whole in doubt', async () => {
  let deleted = 0
  const items = await filled((right) => ({
    deleteMany: undefined as never,
    delete: (...parameters) => ((deleted += 1) > 100 ? Promise.reject(locked) : right.delete(...parameters)),
  }))
  await expect(items.deleteMany({})).rejects.toMatchObject({ code: 'unavailable', ambiguous: true })
})

test('without steps of the engine, a write that was refused takes no doubt from those beside it', async () => {
  const items = await filled((right) => ({
    updateMany: undefined as never,
    read: () => Promise.resolve(null),
    async write(target, record, expected, call) {
      if (record.key.id === 'old-1') return { kind: 'stale' }
      // Beside others that are refused meanwhile its answer gets lost.
      await new Promise((resolve) => setTimeout(resolve, 20))
      if (record.key.id === 'old-0') throw new CloudError({ code: 'unavailable', message: 'the connection was lost' })
      return right.write(target, record, expected, call)
    },
  }))
  const some = items.updateMany({ id: { $in: ['old-0', 'old-1'] } }, { $inc: { n: 1 } })
  await expect(some).rejects.toMatchObject({ code: 'unavailable', ambiguous: true })
})
