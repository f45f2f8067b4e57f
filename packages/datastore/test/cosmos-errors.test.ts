import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { isCloudError, type CloudError } from '@bytelyst/core'
import { afterEach, expect, test, vi } from 'vitest'
import { cosmos, CosmosDatastoreProvider } from '../src/providers/cosmos/index.ts'
import { describeOnCosmos, requestsOf, type Client } from './support/cosmos-server.ts'

const canary = Buffer.from('canary-0b9e1f').toString('base64')
const partitionKeyPath = '/pk'

async function failureOf(work: Promise<unknown>): Promise<CloudError> {
  try {
    await work
  } catch (error) {
    if (isCloudError(error)) return error
    throw error
  }
  throw new Error('it was expected to fail')
}

/** Everything of an error that could be logged. */
function everythingOf(error: CloudError): string {
  const causes = inspect(error, { depth: 20, showHidden: true })
  return [causes, JSON.stringify(error), error.stack, String(error.cause)].join('\n')
}

describeOnCosmos('errors of the cosmos provider', (server) => {
  test('a wrong key is unauthenticated, names the variable, and is told nowhere', async () => {
    const items = server.provider({ key: canary }).collection('items')
    for (const work of [() => items.findById('a', 'a'), () => items.create({ id: 'a' }), () => items.count({})]) {
      const error = await failureOf(work())
      expect([error.code, error.retryable]).toEqual(['unauthenticated', false])
      expect(error.message).toContain('COSMOS_KEY')
      expect(everythingOf(error)).not.toContain(canary)
    }
  })

  test('no error repeats a value of a document, a filter or a query', async () => {
    const provider = server.provider()
    await provider.initialize({ values: { partitionKeyPath } })
    const items = provider.collection('values')
    await items.create({ id: 'a', pk: 'p', v: 'hunter2' })
    const failures = [
      () => items.create({ id: 'a', pk: 'p', v: 'hunter2' }),
      () => items.replace('b', 'p', { id: 'b', pk: 'p', v: 'hunter2' }),
      () => items.update('a', 'p', { $inc: { v: 1 } }),
      () =>
        items.rawQuery({ query: 'SELECT * FROM c WHERE c.v = @v AND', parameters: [{ name: '@v', value: 'hunter2' }] }),
    ]
    for (const work of failures) expect(everythingOf(await failureOf(work()))).not.toContain('hunter2')
  })

  test('a missing database is misconfigured and names the variable; initialize creates it', async () => {
    const provider = server.provider({ database: 'absent' })
    const items = provider.collection('items')
    for (const work of [
      () => provider.ping(),
      () => items.findById('a', 'a'),
      () => items.create({ id: 'a' }),
      () => items.findMany({ filter: {} }),
      () => items.delete('a', 'a'),
      () => items.update('a', 'a', { $set: { n: 1 } }),
    ]) {
      const error = await failureOf(work())
      expect(error.code).toBe('misconfigured')
      expect(error.message).toContain('COSMOS_DATABASE')
    }
    await provider.initialize({ others: { partitionKeyPath } })
    await provider.ping()
    expect(await items.findById('a', 'a')).toBeNull()
    expect(await items.create({ id: 'a' })).toEqual({ id: 'a' })
  })

  test('a sort by two keys with a limit names the index that is missing, and finds one that was declared since', async () => {
    const provider = server.provider()
    await provider.initialize({ sorted: { partitionKeyPath } })
    const items = provider.collection('sorted')
    for (const id of ['1', '2', '3']) await items.create({ id, pk: 'p', price: 1, seq: Number(id) })
    const query = { filter: {}, sort: { price: 1, seq: -1 }, limit: 2 } as const
    for (const work of [
      () => items.findMany(query),
      () => items.findPage(query),
      () => items.findOne({ filter: {}, sort: query.sort }),
    ]) {
      const error = await failureOf(work())
      expect([error.code, error.retryable]).toEqual(['misconfigured', false])
      expect(error.message).toContain("indexes: [{ paths: { 'price': 1, 'seq': -1 } }]")
    }
    // Without a limit all is read anyway, and sorted here.
    expect((await items.findMany({ ...query, limit: undefined })).map(({ id }) => id)).toEqual(['3', '2', '1'])
    const other = server.provider()
    await other.initialize({ sorted: { partitionKeyPath, indexes: [{ paths: { price: 1, seq: -1 } }] } })
    expect((await items.findMany(query)).map(({ id }) => id)).toEqual(['3', '2'])
    expect((await items.findMany({ ...query, sort: { price: -1, seq: 1 } })).map(({ id }) => id)).toEqual(['1', '2'])
    expect((await items.findPage(query)).items.map(({ id }) => id)).toEqual(['3', '2'])
  })

  test('an existing container with another partition key path is misconfigured, and stays as it is', async () => {
    const { database } = await (await server.client()).databases.createIfNotExists({ id: 'tests' })
    await database.containers.create({ id: 'theirs', partitionKey: { paths: ['/tenant'] }, defaultTtl: 60 })
    const provider = server.provider()
    const error = await failureOf(provider.initialize({ theirs: { partitionKeyPath } }))
    expect(error.code).toBe('misconfigured')
    expect(error.message).toContain('"/tenant"')
    expect((await database.container('theirs').read()).resource?.defaultTtl).toBe(60)
  })

  test('a hierarchical partition key is misconfigured', async () => {
    const { database } = await (await server.client()).databases.createIfNotExists({ id: 'tests' })
    await database.containers.create({
      id: 'levels',
      partitionKey: { paths: ['/a', '/b'], kind: 'MultiHash', version: 2 } as never,
    })
    const error = await failureOf(server.provider().collection('levels').findById('a', 'a'))
    expect([error.code, error.message]).toEqual(['misconfigured', expect.stringContaining('/a, /b')])
  })

  test("an SQL error of a raw query is invalid_argument, with the engine's reason as its cause", async () => {
    const provider = server.provider()
    await provider.initialize({ raw: { partitionKeyPath } })
    const error = await failureOf(provider.collection('raw').rawQuery('SELEKT 1'))
    expect([error.code, error.cause]).toEqual(['invalid_argument', expect.any(Error)])
    for (const query of [
      '',
      [],
      { query: 5 },
      { query: 'SELECT 1', more: 1 },
      { query: 'SELECT 1', parameters: [{ name: 'v', value: 1 }] },
    ]) {
      const refused = await requestsOf(() => failureOf(provider.collection('raw').rawQuery(query)))
      expect([refused.result.code, refused.sent.length]).toEqual(['invalid_argument', 0])
    }
  })

  test('a server that went away is unavailable and retryable, and the provider recovers by itself', async () => {
    const provider = server.provider()
    await provider.initialize({ back: { partitionKeyPath } })
    await server.running.kill()
    const error = await failureOf(provider.collection('back').findById('a', 'p', { timeoutMs: 3000 }))
    expect(['unavailable', 'timeout']).toContain(error.code)
    expect(error.retryable).toBe(true)
    await server.running.restart()
    // Its documents are gone with the process; the provider is not.
    await provider.initialize({ back: { partitionKeyPath } })
    expect(await provider.collection('back').create({ id: 'a', pk: 'p' })).toEqual({ id: 'a', pk: 'p' })
  })
})

describeOnCosmos(
  'throttling of the cosmos provider',
  (server) => {
    test('exactly one layer waits and tries again, and then it is rate_limited with the time to wait', async () => {
      const { database } = await (await server.client()).databases.createIfNotExists({ id: 'tests' })
      await database.containers.create({ id: 'slow', partitionKey: { paths: ['/pk'] }, throughput: 400 })
      const { constructor } = await server.client()
      const connectionPolicy = { retryOptions: { maxRetryAttemptCount: 2, fixedRetryIntervalInMilliseconds: 1 } }
      const client = new (constructor as new (options: object) => Client)({
        endpoint: server.endpoint,
        key: server.key,
        connectionPolicy,
      })
      const items = server.provider({ client }).collection('slow')
      await items.findById('a', 'a')
      const { sent, result } = await requestsOf(() =>
        Promise.all(
          Array.from({ length: 200 }, (_, i) =>
            items.create({ id: `i${i}`, pk: 'p' }).then(
              () => null,
              (error: unknown) => error,
            ),
          ),
        ),
      )
      client.dispose()
      const failures = result.filter((each) => each !== null)
      expect(failures.length).toBeGreaterThan(0)
      for (const error of failures) {
        expect(isCloudError(error, 'rate_limited')).toBe(true)
        const { retryable, retryAfterMs, ambiguous } = error as CloudError
        expect([retryable, (retryAfterMs ?? 0) > 0, ambiguous ?? false]).toEqual([true, true, false])
      }
      // Three tries each, and no more, whatever our own layer would have done.
      expect(sent.length).toBeLessThanOrEqual(3 * result.length)
      expect(sent.length).toBeGreaterThanOrEqual(result.length + 2 * failures.length)
    })

    test("with the SDK's own patience every write is made", async () => {
      const { database } = await (await server.client()).databases.createIfNotExists({ id: 'tests' })
      await database.containers.create({ id: 'patient', partitionKey: { paths: ['/pk'] }, throughput: 400 })
      const items = server.provider().collection('patient')
      const documents = Array.from({ length: 60 }, (_, i) => ({ id: `i${i}`, pk: 'p' }))
      expect((await items.createMany(documents)).succeeded).toBe(60)
    })
  },
  { only: 'cosmosd', environment: { COSMOS_THROTTLE: '1' } },
)

let listener: Server | undefined
afterEach(() => {
  listener?.close()
  vi.resetModules()
  vi.doUnmock('@azure/cosmos')
  vi.doUnmock('@azure/identity')
})

test('an endpoint where nothing answers is unavailable and names the variable', async () => {
  listener = createServer()
  await new Promise<void>((resolve) => listener?.listen(0, '127.0.0.1', resolve))
  const { port } = listener.address() as AddressInfo
  await new Promise((resolve) => listener?.close(resolve))
  const provider = new CosmosDatastoreProvider({ endpoint: `http://127.0.0.1:${port}`, key: canary, database: 'app' })
  const error = await failureOf(provider.ping())
  expect([error.code, error.retryable]).toEqual(['unavailable', true])
  expect(error.message).toContain('COSMOS_ENDPOINT')
  expect(everythingOf(error)).not.toContain(canary)
  await provider.close()
})

test('replicas that are all behind the session say nothing of what is there: unavailable, and not missing', async () => {
  listener = createServer((request, response) => {
    const places = [{ name: 'here', databaseAccountEndpoint: `http://${request.headers.host}` }]
    const known: Readonly<Record<string, unknown>> = {
      '/': { id: 'account', writableLocations: places, readableLocations: places, userConsistencyPolicy: {} },
      '/dbs/app': { id: 'app' },
      '/dbs/app/colls/items': { id: 'items', _rid: 'AAAAAAAAAAA=', partitionKey: { paths: ['/id'], version: 2 } },
      '/dbs/app/colls/items/pkranges': {
        PartitionKeyRanges: [{ id: '0', minInclusive: '', maxExclusive: 'FF' }],
      },
    }
    const body = known[request.url ?? '']
    response.writeHead(body === undefined ? 404 : 200, {
      'content-type': 'application/json',
      connection: 'close',
      ...(body === undefined && { 'x-ms-substatus': '1002' }),
    })
    response.end(JSON.stringify(body ?? { code: 'NotFound', message: 'The read session is not available.' }))
  })
  await new Promise<void>((resolve) => listener?.listen(0, '127.0.0.1', resolve))
  const { port } = listener.address() as AddressInfo
  const provider = new CosmosDatastoreProvider({ endpoint: `http://127.0.0.1:${port}`, key: canary, database: 'app' })
  const items = provider.collection('items')
  const calls = [
    items.findById('a', 'a'),
    items.findMany({ filter: {}, partitionKey: 'a' }),
    items.count({}, { partitionKey: 'a' }),
    items.replace('a', 'a', { id: 'a' }),
    items.update('a', 'a', { $set: { n: 1 } }),
    items.upsert({ id: 'a' }),
    items.delete('a', 'a'),
  ]
  for (const call of calls) {
    expect(await failureOf(call)).toMatchObject({ code: 'unavailable', retryable: true, ambiguous: false })
  }
  await provider.close()
})

test('a provider that is not told where and what is misconfigured at once, and repeats no secret', () => {
  const secret = 'AccountEndpoint=nowhere;AccountKey=hunter2'
  const wrong: readonly (readonly [Record<string, string>, readonly string[]])[] = [
    [{}, ['COSMOS_DATABASE']],
    [{ COSMOS_DATABASE: 'app' }, ['COSMOS_ENDPOINT', 'COSMOS_CONNECTION_STRING']],
    [{ COSMOS_DATABASE: 'a/b', COSMOS_ENDPOINT: 'https://x.example' }, ['COSMOS_DATABASE']],
    [{ COSMOS_DATABASE: 'app', COSMOS_ENDPOINT: 'hunter2' }, ['COSMOS_ENDPOINT']],
    [{ COSMOS_DATABASE: 'app', AZURE_COSMOS_CONNECTION_STRING: secret }, ['AZURE_COSMOS_CONNECTION_STRING']],
  ]
  for (const [environment, names] of wrong) {
    let thrown: unknown
    try {
      cosmos.fromEnvironment(environment, {})
    } catch (error) {
      thrown = error
    }
    expect(isCloudError(thrown, 'misconfigured')).toBe(true)
    for (const name of names) expect((thrown as CloudError).message).toContain(name)
    expect(everythingOf(thrown as CloudError)).not.toContain('hunter2')
  }
})

test('an SDK that is not installed, or of another major version, is missing_dependency with the command to install it', async () => {
  const open = async (): Promise<CloudError> => {
    const fresh = await import('../src/providers/cosmos/index.ts')
    const provider = new fresh.CosmosDatastoreProvider({ endpoint: 'http://127.0.0.1:1', key: canary, database: 'app' })
    return failureOf(provider.ping())
  }
  vi.doMock('@azure/cosmos', () => ({ CosmosClient: Date }))
  const old = await open()
  expect([old.code, old.message]).toEqual([
    'missing_dependency',
    expect.stringContaining('npm install @azure/cosmos@4'),
  ])
  vi.resetModules()
  vi.doMock('@azure/cosmos', () => {
    throw Object.assign(new Error('not found'), { code: 'ERR_MODULE_NOT_FOUND' })
  })
  const absent = await open()
  expect([absent.code, absent.message]).toEqual([
    'missing_dependency',
    expect.stringContaining('npm install @azure/cosmos'),
  ])
})

test('without a key the credential of the environment is used, and only then is its package loaded', async () => {
  class CredentialUnavailableError extends Error {
    override readonly name = 'CredentialUnavailableError'
  }
  const open = async (): Promise<CloudError> => {
    const fresh = await import('../src/providers/cosmos/index.ts')
    const provider = new fresh.CosmosDatastoreProvider({ endpoint: 'https://127.0.0.1:1', database: 'app' })
    return failureOf(provider.ping())
  }
  const scopes: unknown[] = []
  vi.doMock('@azure/identity', () => ({
    DefaultAzureCredential: class {
      getToken(scope: unknown): Promise<never> {
        scopes.push(scope)
        return Promise.reject(new CredentialUnavailableError('there is none'))
      }
    },
  }))
  const refused = await open()
  expect([refused.code, refused.retryable]).toEqual(['unauthenticated', false])
  expect(refused.message).toContain('COSMOS_KEY')
  expect(scopes.length).toBeGreaterThan(0)
  vi.resetModules()
  vi.doMock('@azure/identity', () => {
    throw Object.assign(new Error('not found'), { code: 'ERR_MODULE_NOT_FOUND' })
  })
  const absent = await open()
  expect([absent.code, absent.message]).toEqual([
    'missing_dependency',
    expect.stringContaining('npm install @azure/identity'),
  ])
})
