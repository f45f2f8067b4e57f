import {
  getDatastore,
  MemoryDatastoreProvider,
  SqliteDatastoreProvider,
  type DatastoreProvider,
} from '@bytelyst/datastore'
import { expectSameAnswers, seedCollection, setTestProvider } from '@bytelyst/datastore/testing'
import { afterEach, expect, test, vi } from 'vitest'

afterEach(() => {
  setTestProvider(undefined)
  vi.unstubAllEnvs()
})

test("setTestProvider('memory') gives a new, empty memory provider each time, with its extras", async () => {
  const provider = setTestProvider('memory')
  provider.setFaults(undefined)
  expect(getDatastore()).toBe(provider)
  await seedCollection('flags', [{ id: 'a' }])
  setTestProvider('memory')
  expect(await getDatastore().collection('flags').count({})).toBe(0)
})

test('setTestProvider(undefined) goes back to the environment', () => {
  vi.stubEnv('DB_PROVIDER', 'memory')
  const own = setTestProvider(new MemoryDatastoreProvider())
  setTestProvider(undefined)
  expect(getDatastore()).not.toBe(own)
  expect(getDatastore().name).toBe('memory')
})

test('seedCollection initialises and stores, and throws what a document is refused for', async () => {
  setTestProvider('memory')
  await seedCollection('flags', [{ id: 'a', productId: 'p' }], { partitionKeyPath: '/productId' })
  expect(await getDatastore().collection('flags').findById('a', 'p')).toEqual({ id: 'a', productId: 'p' })
  await expect(seedCollection('flags', [{ id: 'b' }])).rejects.toMatchObject({ code: 'invalid_argument' })
})

test('expectSameAnswers passes where answers or error codes are the same, and shows both where they differ', async () => {
  const [memory, sqlite] = [new MemoryDatastoreProvider(), new SqliteDatastoreProvider({ path: ':memory:' })]
  await expectSameAnswers(memory, sqlite, async (provider) => {
    const items = provider.collection('items')
    await items.create({ id: 'a', b: 1, a: { y: 1, x: 2 } })
    return items.findMany({ filter: {} })
  })
  await expectSameAnswers(memory, sqlite, (provider) => provider.collection('items').create({ id: 'a' }))
  const ask = async (provider: DatastoreProvider): Promise<string> => provider.name
  await expect(expectSameAnswers(memory, sqlite, ask)).rejects.toThrow(
    /the answers differ\n {2}memory: "memory"\n {2}sqlite: "sqlite"/,
  )
  await expect(expectSameAnswers(memory, sqlite, () => Promise.reject(new Error('a bug')))).rejects.toThrow('a bug')
  await sqlite.close()
})
