import { MemoryDatastoreProvider } from '@bytelyst/datastore'
import { expect, test } from 'vitest'

const unique = { paths: { email: 1 }, unique: true } as const

test('a unique index over duplicates is already_exists, names the index and no value, and changes nothing', async () => {
  const provider = new MemoryDatastoreProvider()
  await provider.initialize({ users: { partitionKeyPath: '/pk' } })
  const users = provider.collection('users')
  await users.createMany(['a', 'b'].map((id) => ({ id, pk: 'p', email: 'same@example.org' })))
  const refused = await provider
    .initialize({
      fresh: { partitionKeyPath: '/other' },
      users: { partitionKeyPath: '/pk', defaultTtl: 60, indexes: [{ paths: { n: 1 } }, unique] },
    })
    .catch((error: unknown) => error)
  expect(refused).toMatchObject({ code: 'already_exists', operation: 'initialize', provider: 'memory' })
  expect(String(refused)).toContain('email')
  expect(String(refused)).not.toContain('same@example.org')

  const tables = await provider.native()
  expect(tables.has('fresh')).toBe(false)
  expect(tables.get('users')?.settings).toEqual({ partitionKeyPath: '/pk', defaultTtl: undefined })
  expect([...(tables.get('users')?.indexes ?? [])]).toEqual([])
  await users.create({ id: 'c', pk: 'p', email: 'same@example.org' })
})

test('a unique index can be declared once the duplicates are gone, deleted or expired, and then holds', async () => {
  let now = 1_000_000
  const provider = new MemoryDatastoreProvider({ clock: () => now })
  const configuration = { users: { partitionKeyPath: '/pk', defaultTtl: null, indexes: [unique] } }
  await provider.initialize({ users: { partitionKeyPath: '/pk', defaultTtl: null } })
  const users = provider.collection('users')
  await users.create({ id: 'a', pk: 'p', email: 'x' })
  await users.create({ id: 'b', pk: 'p', email: 'x' })
  await users.create({ id: 'c', pk: 'p', email: 'x' }, { ttlSeconds: 10 })
  await users.create({ id: 'd', pk: 'other', email: 'x' })
  await expect(provider.initialize(configuration)).rejects.toMatchObject({ code: 'already_exists' })
  await users.delete('b', 'p')
  await expect(provider.initialize(configuration)).rejects.toMatchObject({ code: 'already_exists' })
  now += 11_000
  await provider.initialize(configuration)
  await expect(users.create({ id: 'e', pk: 'p', email: 'x' })).rejects.toMatchObject({ code: 'already_exists' })
})
