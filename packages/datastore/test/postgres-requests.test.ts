import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { etagOf, type DocumentCollection } from '@bytelyst/datastore'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startServer, type RunningServer } from '../../../scripts/servers/start.ts'
import { onEachServer } from '../../../scripts/servers/testing.ts'
import { PostgresDatastoreProvider } from '../src/providers/postgres/index.ts'

interface Item {
  id: string
  pk: string
  n?: number
  list?: number[]
  deep?: { n: number; list: number[] }
}

/** Counts the requests of PostgreSQL's protocol that a client waits for: simple queries, and the Sync that ends all others. */
class CountingProxy {
  requests = 0
  readonly #sockets = new Set<Socket>()
  readonly #server = createServer((client) => {
    const server = connect(this.#port, '127.0.0.1')
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(from)
      from.on('error', () => to.destroy()).on('close', () => to.destroy())
    }
    server.pipe(client)
    let pending = Buffer.alloc(0)
    let started = false
    client.on('data', (bytes) => {
      server.write(bytes)
      pending = Buffer.concat([pending, bytes])
      for (;;) {
        // The first message of a connection has no type.
        const offset = started ? 1 : 0
        if (pending.length < offset + 4) return
        const length = offset + pending.readUInt32BE(offset)
        if (pending.length < length) return
        if (started && 'QS'.includes(String.fromCharCode(pending[0] ?? 0))) this.requests += 1
        started = true
        pending = pending.subarray(length)
      }
    })
  })
  readonly #port: number

  constructor(port: number) {
    this.#port = port
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return (this.#server.address() as AddressInfo).port
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}

onEachServer('postgres', 'the requests of postgres', (server) => {
  describe(`requests to ${server.title}`, () => {
    let running: RunningServer
    let proxy: CountingProxy
    let provider: PostgresDatastoreProvider
    let items: DocumentCollection<Item>

    beforeAll(async () => {
      running = await startServer(server)
      const url = new URL(running.url)
      proxy = new CountingProxy(Number(url.port))
      url.port = String(await proxy.listen())
      provider = new PostgresDatastoreProvider({ url: url.href })
      await provider.initialize({ items: { partitionKeyPath: '/pk', indexes: [{ paths: { n: 1 } }] } })
      items = provider.collection<Item>('items')
    }, 60_000)
    afterAll(async () => {
      await provider?.close()
      await proxy?.close()
      await running?.stop()
    })

    async function requestsOf(work: () => Promise<unknown>): Promise<number> {
      const before = proxy.requests
      await work().catch(() => undefined)
      return proxy.requests - before
    }

    test('a call on one document is one request', async () => {
      const created = await items.create({ id: 'a', pk: 'p', n: 1 })
      const etag = etagOf(created) ?? ''
      const calls: Record<string, () => Promise<unknown>> = {
        findById: () => items.findById('a', 'p'),
        'findById of nothing': () => items.findById('b', 'p'),
        create: () => items.create({ id: 'c', pk: 'p' }),
        'create of what is there': () => items.create({ id: 'c', pk: 'p' }),
        'replace of a version': () => items.replace('a', 'p', { id: 'a', pk: 'p', n: 2 }, { ifMatch: etag }),
        replace: () => items.replace('a', 'p', { id: 'a', pk: 'p', n: 3 }),
        'replace of nothing': () => items.replace('b', 'p', { id: 'b', pk: 'p' }),
        upsert: () => items.upsert({ id: 'a', pk: 'p', n: 4 }),
        update: () => items.update('a', 'p', { $inc: { n: 1 }, $push: { list: 1 } }),
        'update below missing parents': () =>
          items.update('a', 'p', { $inc: { 'deep.n': 1 }, $addToSet: { 'deep.list': 1 } }),
        'update with upsert': () => items.update('d', 'p', { $set: { n: 1 } }, { upsert: true }),
        delete: () => items.delete('d', 'p'),
        'delete of nothing': () => items.delete('d', 'p'),
      }
      for (const [name, call] of Object.entries(calls)) expect([name, await requestsOf(call)]).toEqual([name, 1])
      expect(await items.findById('a', 'p')).toEqual({ id: 'a', pk: 'p', n: 5, list: [1], deep: { n: 1, list: [1] } })
    })

    test('what a failed condition was is asked with one more', async () => {
      await items.upsert({ id: 'a', pk: 'p', n: 1 })
      const ifMatch = 'stale'
      expect(await requestsOf(() => items.replace('a', 'p', { id: 'a', pk: 'p' }, { ifMatch }))).toBe(2)
      expect(await requestsOf(() => items.update('a', 'p', { $set: { n: 2 } }, { ifMatch }))).toBe(2)
      expect(await requestsOf(() => items.update('nobody', 'p', { $set: { n: 2 } }))).toBe(2)
      expect(await requestsOf(() => items.delete('a', 'p', { ifMatch }))).toBe(2)
    })

    test('a query is one request, whatever it finds and in whatever order', async () => {
      await items.createMany(Array.from({ length: 100 }, (_, n) => ({ id: `q${n}`, pk: 'q', n })))
      const partitionKey = 'q'
      const calls: Record<string, () => Promise<unknown>> = {
        findMany: () => items.findMany({ filter: { n: { $gt: 5 } }, sort: { n: -1 }, limit: 10, offset: 3 }),
        findOne: () => items.findOne({ filter: { n: 7 } }),
        findPage: () => items.findPage({ filter: {}, sort: { n: 1 }, limit: 10, partitionKey }),
        count: () => items.count({ n: { $gt: 5 } }),
        exists: () => items.exists({ n: 5 }),
        distinct: () => items.distinct('n', { filter: {} }),
        aggregate: () => items.aggregate({ filter: {}, groupBy: ['pk'], sum: 'n', max: { most: 'n' } }),
        deleteMany: () => items.deleteMany({ n: { $gt: 90 } }, { partitionKey }),
      }
      for (const [name, call] of Object.entries(calls)) expect([name, await requestsOf(call)]).toEqual([name, 1])
    })

    test('writes of many documents and transactions take as many requests for a few as for many', async () => {
      const documents = Array.from({ length: 1000 }, (_, n) => ({ id: `m${n}`, pk: 'm', n }))
      expect(await requestsOf(() => items.createMany(documents))).toBe(1)
      expect(await requestsOf(() => items.upsertMany(documents))).toBe(1)
      // Five pages of begin, lock, write and commit, and a sixth that finds nothing more.
      expect(await requestsOf(() => items.updateMany({ pk: 'm' }, { $inc: { n: 1 } }))).toBe(5 * 4 + 3)
      const updates =
        (count: number): (() => Promise<unknown>) =>
        () =>
          items.transact(
            'm',
            Array.from({ length: count }, (_, n) => ({
              op: 'update' as const,
              id: `m${n}`,
              patch: { $inc: { n: 1 } },
            })),
          )
      expect(await requestsOf(updates(2))).toBe(4)
      expect(await requestsOf(updates(100))).toBe(4)
      const withDelete = [
        { op: 'delete', id: 'm1' } as const,
        { op: 'upsert', document: { id: 'm2', pk: 'm' } } as const,
      ]
      expect(await requestsOf(() => items.transact('m', withDelete))).toBe(5)
    })

    test('to initialise what is there already asks and writes nothing', async () => {
      const config = { items: { partitionKeyPath: '/pk', indexes: [{ paths: { n: 1 as const } }] } }
      // The settings before and after, what is there, and the settings that are stored.
      expect(await requestsOf(() => provider.initialize(config))).toBe(4)
    })
  })
})
