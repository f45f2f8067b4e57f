import { MemoryDatastoreProvider } from '@bytelyst/datastore'
import { expect, test } from 'vitest'

test('documents expire at their own moment, whatever was rewritten, deleted or taken back before', async () => {
  let now = 1_000_000
  const provider = new MemoryDatastoreProvider({ clock: () => now })
  await provider.initialize({ items: { partitionKeyPath: '/pk', defaultTtl: null, indexes: [{ paths: { n: 1 } }] } })
  const items = provider.collection('items')
  const expiry = new Map<string, number>()
  for (let step = 0; step < 1000; step += 1) {
    const id = `i${(step * 7919) % 211}`
    if (step % 5 === 4) {
      await items.delete(id, 'p')
      expiry.delete(id)
    } else {
      const ttlSeconds = 1 + ((step * 31) % 97)
      await items.upsert({ id, pk: 'p', n: 1 }, { ttlSeconds })
      expiry.set(id, now + ttlSeconds * 1000)
    }
    const refused = await items
      .transact('p', [
        { op: 'upsert', document: { id, pk: 'p', n: 2 } },
        { op: 'delete', id: 'no such document' },
      ])
      .catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'not_found' })
    now += (step % 3) * 400
    for (const [each, moment] of expiry) if (moment <= now) expiry.delete(each)
    expect(await items.count({ n: 1 })).toBe(expiry.size)
  }
})

test('the first of a sort are the first of the whole sort, in whatever order the documents come', async () => {
  const provider = new MemoryDatastoreProvider()
  const items = provider.collection('items')
  await items.createMany(Array.from({ length: 1000 }, (_, i) => ({ id: `i${i}`, n: (i * 7919) % 307 })))
  for (const direction of [1, -1] as const) {
    const all = await items.findMany({ filter: {}, sort: { n: direction } })
    for (const limit of [1, 2, 63, 64, 65, 400, 999, 1000]) {
      expect(await items.findMany({ filter: {}, sort: { n: direction }, limit })).toEqual(all.slice(0, limit))
    }
    expect(await items.findMany({ filter: {}, sort: { n: direction }, limit: 10, offset: 95 })).toEqual(
      all.slice(95, 105),
    )
  }
})
