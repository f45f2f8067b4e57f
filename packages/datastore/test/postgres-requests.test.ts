import { etagOf, type DocumentCollection } from '@bytelyst/datastore'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startServer, type RunningServer } from '../../../scripts/servers/start.ts'
import { onEachServer } from '../../../scripts/servers/testing.ts'
import { PostgresDatastoreProvider } from '../src/providers/postgres/index.ts'
import { FaultProxy } from './support/fault-proxy.ts'

interface Item {
  id: string
  pk: string
  n?: number
  list?: number[]
  deep?: { n: number; list: number[] }
}

/** Counts the requests of PostgreSQL's protocol that a client waits for: simple queries, and the Sync that ends all others. */
class RequestCounter {
  requests = 0
  readonly #connections = new WeakMap<object, { started: boolean; pending: Buffer }>()

  readonly observe = (connection: object, bytes: Buffer): void => {
    const state = this.#connections.get(connection) ?? { started: false, pending: Buffer.alloc(0) }
    this.#connections.set(connection, state)
    state.pending = Buffer.concat([state.pending, bytes])
    for (;;) {
      // The first message of a connection has no type.
      const offset = state.started ? 1 : 0
      if (state.pending.length < offset + 4) return
      const length = offset + state.pending.readUInt32BE(offset)
      if (state.pending.length < length) return
      if (state.started && 'QS'.includes(String.fromCharCode(state.pending[0] ?? 0))) this.requests += 1
      state.started = true
      state.pending = state.pending.subarray(length)
    }
  }
}

onEachServer('postgres', 'the requests of postgres', (server) => {
  describe(`requests to ${server.title}`, () => {
    const counter = new RequestCounter()
    let running: RunningServer
    let proxy: FaultProxy
    let provider: PostgresDatastoreProvider
    let items: DocumentCollection<Item>

    beforeAll(async () => {
      running = await startServer(server)
      proxy = new FaultProxy(running.url, counter.observe)
      provider = new PostgresDatastoreProvider({ url: await proxy.listen(running.url) })
      await provider.initialize({ items: { partitionKeyPath: '/pk', indexes: [{ paths: { n: 1 } }] } })
      items = provider.collection<Item>('items')
    })
    afterAll(async () => {
      await provider?.close()
      await proxy?.close()
      await running?.stop()
    })

    async function requestsOf(work: () => Promise<unknown>): Promise<number> {
      const before = counter.requests
      await work().catch(() => undefined)
      return counter.requests - before
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
