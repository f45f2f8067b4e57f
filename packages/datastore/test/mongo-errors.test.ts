import { inspect } from 'node:util'
import { isCloudError } from '@bytelyst/datastore'
import { describe, expect, test, vi } from 'vitest'
import { onEachServer } from '../../../scripts/servers/testing.ts'
import { classifyMongo } from '../src/providers/mongo/classify.ts'
import { mongo, MongoDatastoreProvider } from '../src/providers/mongo/index.ts'
import { mongoServer } from './support/mongo-server.ts'

const canary = 'hunter2-canary'

/** Everything that a log could show of an error. */
function everythingOf(error: unknown): string {
  const { cause } = error as { cause?: unknown }
  return [inspect(error, { depth: 9 }), JSON.stringify(error), String(cause), inspect(cause, { depth: 9 })].join('\n')
}

async function failureOf(work: () => Promise<unknown>): Promise<unknown> {
  try {
    await work()
  } catch (error) {
    return error
  }
  throw new Error('it did not fail')
}

test('an unreachable server is unavailable and retryable, names the variable, and shows no password', async () => {
  const uri = `mongodb://app:${canary}@127.0.0.1:1/app?serverSelectionTimeoutMS=150`
  const provider = new MongoDatastoreProvider({ uri })
  for (const work of [() => provider.ping(), () => provider.collection('items').create({ id: 'a' })]) {
    const error = await failureOf(work)
    expect(error).toMatchObject({ code: 'unavailable', retryable: true, provider: 'mongo' })
    expect(error).not.toMatchObject({ ambiguous: true })
    expect(String(error)).toContain('MONGO_URI')
    expect(everythingOf(error)).not.toContain(canary)
  }
  await provider.close()
})

test('an address of another scheme, or without a database, is misconfigured at once and not repeated', async () => {
  for (const [uri, named] of [
    [`postgres://app:${canary}@host/db`, 'MONGO_URI'],
    [`mongodb://app:${canary}@host`, 'MONGO_DATABASE'],
    [`mongodb://app:${canary}@host/?retryWrites=true`, 'MONGO_DATABASE'],
    [`mongodb://app:${canary}@host/a.b`, 'MONGO_DATABASE'],
    ['', 'MONGO_URI'],
  ] as const) {
    for (const make of [
      () => new MongoDatastoreProvider({ uri }),
      () => mongo.fromEnvironment({ MONGO_URI: uri }, {}),
    ]) {
      const error = await failureOf(() => Promise.resolve().then(make))
      expect(error).toMatchObject({ code: 'misconfigured', provider: 'mongo' })
      expect(String(error)).toContain(named)
      expect(everythingOf(error)).not.toContain(canary)
    }
  }
})

test('an address that the SDK refuses is misconfigured on first use, and not repeated', async () => {
  const provider = new MongoDatastoreProvider({ uri: `mongodb://app:${canary}@host:99999/app?unknownOption=${canary}` })
  const error = await failureOf(() => provider.ping())
  expect(error).toMatchObject({ code: 'misconfigured' })
  expect(everythingOf(error)).not.toContain(canary)
  await provider.close()
})

test('an SDK of another major version is missing_dependency, with what to install', async () => {
  class Old {
    addUser(): void {}
  }
  vi.doMock('mongodb', () => ({ MongoClient: Old, Db: Old, ObjectId: Old }))
  try {
    const error = await failureOf(() => new MongoDatastoreProvider({ uri: 'mongodb://127.0.0.1:1/app' }).ping())
    expect(error).toMatchObject({ code: 'missing_dependency', retryable: false })
    expect(String(error)).toContain('npm install mongodb')
  } finally {
    vi.doUnmock('mongodb')
  }
})

test('what the server and the SDK say has the code that the contract gives it', () => {
  const named = (name: string, facts: object = {}): Error => Object.assign(new Error('said'), { name, ...facts })
  for (const [error, code] of [
    [named('MongoServerError', { code: 18 }), 'unauthenticated'],
    [named('MongoServerSelectionError', { cause: named('MongoServerError', { code: 18 }) }), 'unauthenticated'],
    [named('MongoServerError', { code: 13 }), 'permission_denied'],
    [named('MongoServerError', { code: 50 }), 'timeout'],
    [named('MongoServerError', { code: 10334 }), 'invalid_argument'],
    [named('MongoServerError', { code: 17419 }), 'invalid_argument'],
    [named('MongoServerError', { code: 10107 }), 'unavailable'],
    [named('MongoServerError', { code: 11000 }), 'already_exists'],
    [named('MongoNetworkError'), 'unavailable'],
    [named('MongoPoolClearedError'), 'unavailable'],
    [named('MongoNotConnectedError'), 'unavailable'],
    [named('MongoWaitQueueTimeoutError'), 'unavailable'],
  ] as const) {
    expect([error.name, classifyMongo(error, false)?.code]).toEqual([error.name, code])
  }
  expect(classifyMongo(named('MongoServerSelectionError'), false)?.ambiguous).toBe(false)
  expect(classifyMongo(named('MongoServerSelectionError'), true)?.ambiguous).toBeUndefined()
  expect(classifyMongo(named('MongoNetworkError'), false)?.ambiguous).toBeUndefined()
  expect(classifyMongo(named('TypeError'), false)).toBeUndefined()
})

onEachServer('mongo', 'hostile input', (server) => {
  describe(`hostile input of the mongo provider on ${server.title}`, () => {
    const { open, running } = mongoServer(server)

    test('operators in values, names, cursors and etags stay data or are refused', async () => {
      const provider = open()
      await provider.initialize({ users: { partitionKeyPath: '/pk' } })
      const users = provider.collection('users')
      await users.createMany([
        { id: 'a', pk: 'p', password: 'x' },
        { id: 'b', pk: 'p/c', password: '$ne' },
        { id: 'c', pk: 'p', password: '.*' },
      ])
      for (const filter of [
        { password: { $where: '1' } },
        { $where: '1' },
        { password: { $ne: { $gt: '' } } },
      ] as never[]) {
        await expect(users.findMany({ filter })).rejects.toMatchObject({ code: 'invalid_argument' })
      }
      expect(await users.count({ password: { $startsWith: '.*' } })).toBe(1)
      expect(await users.count({ password: '$ne' })).toBe(1)
      expect(await users.count({}, { partitionKey: 'p' })).toBe(2)
      expect(await users.findById('c', 'p')).toMatchObject({ id: 'c', pk: 'p' })
      for (const ifMatch of ['*', '', '{"$exists":true}', 'none', '~', 'x~y', '\ud800']) {
        await expect(users.replace('a', 'p', { id: 'a', pk: 'p' }, { ifMatch })).rejects.toMatchObject({
          code: 'precondition_failed',
        })
      }
      await expect(users.findPage({ filter: {}, limit: 1, cursor: '{"$gt":""}' })).rejects.toMatchObject({
        code: 'invalid_argument',
      })
      await expect(provider.collection('bytelyst_collections').findMany({ filter: {} })).rejects.toMatchObject({
        code: 'invalid_argument',
      })
      await expect(users.rawQuery([{ $match: {} }, { $out: 'stolen' }])).rejects.toMatchObject({
        code: 'invalid_argument',
      })
      await expect(users.rawQuery({ $where: '1' })).rejects.toMatchObject({ code: 'invalid_argument' })
    })

    test("fields named like the SDK's own marks are plain data", async () => {
      const items = open().collection('marks')
      const marked = { id: 'a', _bsontype: 'ObjectId', list: [{ _bsontype: 'Long', low: 1 }], constructor: [{ a: 1 }] }
      await open().initialize({ marks: { partitionKeyPath: '/id', defaultTtl: 60 } })
      await items.create(marked as never)
      expect(await items.findById('a', 'a')).toEqual(marked)
      await items.update('a', 'a', { $set: { deep: { _bsontype: 'Binary' } } } as never)
      expect(await items.findById('a', 'a')).toEqual({ ...marked, deep: { _bsontype: 'Binary' } })
      await items.upsertMany([{ ...marked, id: 'b' }] as never)
      expect(await items.findMany({ filter: { id: 'b' } })).toEqual([{ ...marked, id: 'b' }])
    })

    test('w=0, of which nothing can be promised, is misconfigured', async () => {
      const provider = open({ uri: `${running().url}?w=0`, database: 'bytelyst' })
      await expect(provider.ping()).rejects.toMatchObject({ code: 'misconfigured' })
      expect(isCloudError(await failureOf(() => provider.ping()), 'misconfigured')).toBe(true)
    })
  })
})
