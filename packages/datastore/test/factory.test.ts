import {
  createDatastoreProvider,
  datastoreProviders,
  getDatastore,
  isCloudError,
  MemoryDatastoreProvider,
  registerDatastoreProvider,
  SqliteDatastoreProvider,
  type BaseDocument,
  type DatastoreOptions,
} from '@bytelyst/datastore'
import { memory } from '@bytelyst/datastore/memory'
import { afterEach, expect, test, vi } from 'vitest'
import { replaceDatastore } from '../src/factory.ts'

afterEach(() => {
  vi.unstubAllEnvs()
  replaceDatastore(undefined)
})

function failure(options?: DatastoreOptions): { code: string; message: string } {
  try {
    createDatastoreProvider(options)
  } catch (error) {
    if (isCloudError(error)) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

test('DB_PROVIDER names the provider, from the process environment or a record', async () => {
  vi.stubEnv('DB_PROVIDER', 'memory')
  expect(createDatastoreProvider()).toBeInstanceOf(MemoryDatastoreProvider)
  const env = { DB_PROVIDER: 'sqlite', SQLITE_PATH: ':memory:' }
  const provider = createDatastoreProvider({ env })
  expect(provider).toBeInstanceOf(SqliteDatastoreProvider)
  await provider.collection('flags').create({ id: 'a' })
  await provider.close()
  expect(createDatastoreProvider({ provider: 'memory', env }).name).toBe('memory')
})

test('an unset DB_PROVIDER means cosmos: the error says so, names all that is missing, and how to run on memory', () => {
  expect(failure({ env: {} })).toMatchObject({
    code: 'misconfigured',
    message:
      'DB_PROVIDER is not set, which means DB_PROVIDER=cosmos: the cosmos provider is not configured: COSMOS_ENDPOINT is not set, nor COSMOS_CONNECTION_STRING in its place, COSMOS_DATABASE is not set. To run without a cloud, set DB_PROVIDER=memory.',
  })
})

test('an unknown provider lists the valid ones', () => {
  expect(failure({ env: { DB_PROVIDER: 'oracle' } }).message).toContain(
    'valid are cosmos, mongo, memory, sqlite, postgres, dynamodb',
  )
})

test('requires names each capability that the provider lacks, at start-up', () => {
  const env = { DB_PROVIDER: 'sqlite', SQLITE_PATH: ':memory:' }
  expect(
    createDatastoreProvider({ env, requires: { transactions: true, durable: true, maxDocumentBytes: 400_000 } }).name,
  ).toBe('sqlite')
  const error = failure({ env, requires: { changes: ['puts', 'all'], maxDocumentBytes: 16_000_000 } })
  expect(error.code).toBe('misconfigured')
  expect(error.message).toContain(
    'changes is none, required is puts or all; maxDocumentBytes is 2000000, required is at least 16000000',
  )
})

test('the factory does no I/O: a file that cannot be opened is told by the first call', async () => {
  const provider = createDatastoreProvider({ env: { DB_PROVIDER: 'sqlite', SQLITE_PATH: '/' } })
  await expect(provider.ping()).rejects.toMatchObject({ code: 'misconfigured', operation: 'ping' })
  await provider.close()
})

test('collections given to the factory are initialised on first use', async () => {
  const collections = { flags: { partitionKeyPath: '/productId', defaultTtl: null } }
  const provider = createDatastoreProvider({ provider: 'memory', env: {}, collections })
  const flags = provider.collection('flags')
  await flags.create({ id: 'a', productId: 'p' }, { ttlSeconds: 60 })
  expect(await flags.findById('a', 'p')).toEqual({ id: 'a', productId: 'p' })
  await expect(provider.initialize({ flags: { partitionKeyPath: '/id' } })).rejects.toMatchObject({
    code: 'misconfigured',
  })
})

test('getDatastore is the same provider ever after', () => {
  vi.stubEnv('DB_PROVIDER', 'memory')
  expect(getDatastore()).toBe(getDatastore())
})

test('a provider of a third party is registered under its name', () => {
  registerDatastoreProvider({ ...memory, name: 'mine' })
  expect(createDatastoreProvider({ env: { DB_PROVIDER: 'mine' } }).name).toBe('memory')
  expect(datastoreProviders.definitions().map(({ name }) => name)).toContain('mine')
})

interface FeatureFlagDoc extends BaseDocument {
  productId: string
  key: string
  plan?: string
  syncVersion: number
  createdAt: string
  usedAt?: string
  tags: string[]
}

test('code as existing services write it works', async () => {
  vi.stubEnv('DB_PROVIDER', 'memory')
  const provider = createDatastoreProvider()
  const flags = provider.collection<FeatureFlagDoc>('feature_flags')
  const productId = 'web'
  await flags.upsert({
    id: '1',
    productId,
    key: 'b',
    plan: 'pro',
    syncVersion: 5,
    createdAt: '2026-01-15',
    tags: ['important'],
  })
  await flags.create({
    id: '2',
    productId,
    key: 'a',
    plan: 'pro',
    syncVersion: 4,
    createdAt: '2026-02-15',
    usedAt: 'x',
    tags: [],
  })
  const ids = async (filter: Parameters<typeof flags.count>[0]): Promise<string[]> =>
    (await flags.findMany({ filter })).map(({ id }) => id)
  expect((await flags.findMany({ filter: { productId }, sort: { key: 1 } })).map(({ key }) => key)).toEqual(['a', 'b'])
  expect(await flags.aggregate({ filter: { productId }, groupBy: ['plan'], count: 'cnt' })).toEqual([
    { plan: 'pro', cnt: 2 },
  ])
  expect(await ids({ syncVersion: { $gte: 5 } })).toEqual(['1'])
  expect(await ids({ createdAt: { $gte: '2026-01-01', $lt: '2026-02-01' } })).toEqual(['1'])
  expect(await ids({ usedAt: { $exists: false } })).toEqual(['1'])
  expect(await ids({ tags: { $contains: 'important' } })).toEqual(['1'])
})
