import { Agent } from 'node:https'
import { CosmosClient } from '@azure/cosmos'
import { expect, onTestFinished, test } from 'vitest'
import { startCosmosEmulator, type CosmosEmulatorOptions } from '../src/cosmos/index.ts'
import { signedRequest } from './support/signed-request.ts'
import { statusOf } from './support/outcome.ts'
import { openSubject } from './support/subject.ts'

const seed = { app: { things: { partitionKey: '/pk', documents: [{ id: 'a', pk: 'x' }] } } }

test('it is told apart from nothing else on the machine: 127.0.0.1, a free port, a connection string', async () => {
  const emulator = await startCosmosEmulator()
  onTestFinished(emulator.close)
  expect(emulator.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  emulator.seed(seed)
  const client = new CosmosClient(emulator.connectionString)
  onTestFinished(() => client.dispose())
  expect((await client.database('app').container('things').item('a', 'x').read()).statusCode).toBe(200)
})

test('close ends it, and can be called again', async () => {
  const emulator = await startCosmosEmulator()
  await Promise.all([emulator.close(), emulator.close()])
  await emulator.close()
  await expect(fetch(emulator.url)).rejects.toThrow('fetch failed')
})

test('reset deletes everything and ends faults; a client goes on', async () => {
  const { emulator, client, container, close } = await openSubject()
  onTestFinished(close)
  const c = await container()
  await c.items.create({ id: 'a', pk: 'x' })
  emulator.faults.inject({ kind: 'unavailable', times: 100 })
  emulator.reset()
  expect((await client.databases.readAll().fetchAll()).resources).toEqual([])
  emulator.seed(seed)
  expect((await client.database('app').container('things').item('a', 'x').read()).statusCode).toBe(200)
})

test('seed writes over what is there, keeps the rest, and refuses what the service would', async () => {
  const { emulator, client, close } = await openSubject()
  onTestFinished(close)
  emulator.seed(seed)
  emulator.seed({ app: { things: { partitionKey: '/pk', documents: [{ id: 'a', pk: 'x', n: 2 }, { id: 'b' }] } } })
  const things = client.database('app').container('things')
  expect((await things.item('a', 'x').read()).resource?.n).toBe(2)
  expect((await things.item('b', undefined).read()).statusCode).toBe(200)
  expect(() => emulator.seed({ app: { things: { partitionKey: '/pk', documents: [{ id: 'a/b' }] } } })).toThrow(
    'illegal',
  )
})

test.each<[string, CosmosEmulatorOptions]>([
  ['a port that is none', { port: -1 }],
  ['no partition', { partitions: 0 }],
  ['half a request unit', { throughput: 0.5 }],
  ['a key that is not base64', { key: 'my secret' }],
])('%s is refused at once', async (_, options) => {
  await expect(startCosmosEmulator(options)).rejects.toThrow(TypeError)
})

test('a port that is taken is refused', async () => {
  const emulator = await startCosmosEmulator()
  onTestFinished(emulator.close)
  const port = Number(new URL(emulator.url).port)
  await expect(startCosmosEmulator({ port })).rejects.toThrow('EADDRINUSE')
})

test('over TLS, with a certificate that it has made, keys and tokens let in, and other tokens do not', async () => {
  const emulator = await startCosmosEmulator({ tls: true, token: 'let me in' })
  onTestFinished(emulator.close)
  emulator.seed(seed)
  const { url: endpoint, key, certificate: ca } = emulator
  const agent = new Agent({ ca })
  onTestFinished(() => agent.destroy())
  const read = (credentials: { key: string } | { token: string }): Promise<string> => {
    const client =
      'key' in credentials
        ? new CosmosClient({ endpoint, agent, key: credentials.key })
        : new CosmosClient({
            endpoint,
            agent,
            aadCredentials: {
              getToken: async () => ({ token: credentials.token, expiresOnTimestamp: Date.now() + 3_600_000 }),
            },
          })
    onTestFinished(() => client.dispose())
    return statusOf(client.database('app').container('things').item('a', 'x').read())
  }
  expect(await read({ key })).toBe('200')
  expect(await read({ token: 'let me in' })).toBe('200')
  expect(await read({ token: 'let me out' })).toBe('401')
  expect(await read({ key: 'd3Jvbmc=' })).toBe('401')
})

test('its certificate is for localhost and 127.0.0.1, and no other is trusted with it', async () => {
  const [one, other] = await Promise.all([startCosmosEmulator({ tls: true }), startCosmosEmulator({ tls: true })])
  onTestFinished(async () => void (await Promise.all([one.close(), other.close()])))
  const agent = new Agent({ ca: other.certificate })
  onTestFinished(() => agent.destroy())
  const client = new CosmosClient({
    endpoint: one.url,
    key: one.key,
    agent,
    connectionPolicy: { enableEndpointDiscovery: false },
  })
  onTestFinished(() => client.dispose())
  await expect(client.database('app').read()).rejects.toThrow(/self-signed|certificate/)
})

test('with a throughput what is above it is 429, by the clock', async () => {
  const { container, pass, close } = await openSubject({ throughput: 20 })
  onTestFinished(close)
  const c = await container()
  const statuses: string[] = []
  for (let i = 0; i < 6; i += 1) statuses.push(await statusOf(c.items.create({ id: `${i}`, pk: 'x' })))
  expect(statuses).toEqual(['201', '201', '201', '201', '429/3200', '429/3200'])
  pass(1)
  expect(await statusOf(c.items.create({ id: 'later', pk: 'x' }))).toBe('201')
  const own = await container({ throughput: 400 })
  for (let i = 0; i < 20; i += 1) expect(await statusOf(own.items.create({ id: `${i}`, pk: 'x' }))).toBe('201')
})

test('the retries of the SDK bring all through a small throughput', { timeout: 20_000 }, async () => {
  const retryOptions = { maxRetryAttemptCount: 9, fixedRetryIntervalInMilliseconds: 0, maxWaitTimeInSeconds: 30 }
  const { container, close } = await openSubject(
    { throughput: 100, clock: Date.now },
    { clientOptions: { connectionPolicy: { retryOptions } } },
  )
  onTestFinished(close)
  const c = await container()
  const writes = Array.from({ length: 30 }, (_, i) => c.items.create({ id: `${i}`, pk: 'x' }))
  const written = await Promise.all(writes)
  expect(written.every(({ statusCode }) => statusCode === 201)).toBe(true)
  expect(written.some(({ headers }) => Number(headers['x-ms-throttle-retry-count']) > 0)).toBe(true)
})

test('a session that is ahead of the container is 404 with substatus 1002', async () => {
  const { emulator, container, close } = await openSubject()
  onTestFinished(close)
  const c = await container()
  const created = await c.items.create({ id: 'a', pk: 'x' })
  const token = String(created.headers['x-ms-session-token'])
  const path = `dbs/app/colls/${c.id}/docs/a`
  const read = (session: string) =>
    signedRequest(emulator, 'GET', path, { 'x-ms-documentdb-partitionkey': '["x"]', 'x-ms-session-token': session })
  expect((await read(token)).status).toBe(200)
  const ahead = await read(token.replaceAll(/#(\d+)/g, '#9$1'))
  expect([ahead.status, ahead.headers.get('x-ms-substatus')]).toEqual([404, '1002'])
})

test('a container that was deleted and made again is a new one to a client that knows the old', async () => {
  const { client, container, close } = await openSubject()
  onTestFinished(close)
  const c = await container()
  for (const id of ['1', '2', '3']) await c.items.create({ id, pk: 'x' })
  await c.delete()
  await client.database('app').containers.create({ id: c.id, partitionKey: { paths: ['/pk'] } })
  expect((await c.item('1', 'x').read()).statusCode).toBe(404)
  expect((await c.items.query('SELECT * FROM c').fetchAll()).resources).toEqual([])
  expect(await statusOf(c.items.create({ id: '1', pk: 'x' }))).toBe('201')
})
