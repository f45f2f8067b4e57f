import {
  createDatastoreProvider,
  isCloudError,
  type DatastoreProvider,
  type DocumentCollection,
} from '@bytelyst/datastore'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Engine, ServerDefinition } from '../../../scripts/servers/server.ts'
import { environmentOf, startServer, type RunningServer } from '../../../scripts/servers/start.ts'
import { onEachServer } from '../../../scripts/servers/testing.ts'
import { FaultProxy, type Fault } from './support/fault-proxy.ts'

interface Counter {
  id: string
  pk: string
  n: number
}

type Counters = DocumentCollection<Counter>

const key = ['counter', 'p'] as const
const counter: Counter = { id: 'counter', pk: 'p', n: 1 }
const replyLost: Fault = { kind: 'cut', direction: 'reply', afterBytes: 0 }

/** Every write of one document, and what the document is when it was applied once to {@link counter}. */
const writes: readonly (readonly [
  name: string,
  n: number | undefined,
  write: (counters: Counters) => Promise<unknown>,
])[] = [
  ['replace', 2, (counters) => counters.replace(...key, { ...counter, n: 2 })],
  ['upsert', 2, (counters) => counters.upsert({ ...counter, n: 2 })],
  ['update with $inc', 2, (counters) => counters.update(...key, { $inc: { n: 1 } })],
  ['update with $set', 2, (counters) => counters.update(...key, { $set: { n: 2 } })],
  [
    'updateMany with $inc',
    2,
    (counters) => counters.updateMany({ id: 'counter' }, { $inc: { n: 1 } }, { partitionKey: 'p' }),
  ],
  ['delete', undefined, (counters) => counters.delete(...key)],
  ['deleteMany', undefined, (counters) => counters.deleteMany({ id: 'counter' }, { partitionKey: 'p' })],
]

/** Waits until there is a connection again, so that it is the next call's own reply that is lost. */
async function connected(counters: Counters): Promise<void> {
  await vi.waitFor(() => counters.findById('nobody', 'p'), { interval: 10, timeout: 10_000 })
}

/** What an error of a call tells, in short; undefined for none. */
function summaryOf(error: unknown): string | undefined {
  if (error === undefined) return undefined
  if (!isCloudError(error)) throw error
  return error.ambiguous === true ? `${error.code}, in doubt` : error.code
}

/** What became of a call. */
async function outcomeOf(call: Promise<unknown>): Promise<{ readonly error: unknown }> {
  return call.then(
    () => ({ error: undefined }),
    (error: unknown) => ({ error }),
  )
}

for (const engine of ['postgres', 'mongo', 'dynamodb', 'cosmos'] satisfies Engine[]) {
  onEachServer(engine, `${engine} on a failing network`, describeFaults)
}

function describeFaults(server: ServerDefinition): void {
  describe(`${server.engine} on a failing network before ${server.title}`, () => {
    let running: RunningServer
    let proxy: FaultProxy
    let environment: Readonly<Record<string, string>>
    let direct: DatastoreProvider
    let provider: DatastoreProvider
    let counters: Counters
    let straight: Counters

    beforeAll(async () => {
      running = await startServer(server)
      proxy = new FaultProxy(running.url)
      direct = createDatastoreProvider({ env: running.environment })
      environment = environmentOf(server, await proxy.listen(running.url))
      provider = createDatastoreProvider({ env: environment })
      await direct.initialize({ counters: { partitionKeyPath: '/pk' } })
      counters = provider.collection<Counter>('counters')
      straight = direct.collection<Counter>('counters')
      await counters.findById('nobody', 'p')
    })
    afterEach(() => proxy.fail(undefined))
    afterAll(async () => {
      await provider?.close()
      await direct?.close()
      await proxy?.close()
      await running?.stop()
    })

    for (const [name, n, write] of writes) {
      test(`${name} whose reply is lost is applied at most once, and its error says whether it may have been`, async () => {
        await straight.upsert(counter)
        await connected(counters)
        proxy.fail(replyLost)
        const { error } = await outcomeOf(write(counters))
        expect(error).toMatchObject({ code: 'unavailable', retryable: true })
        const stored = await straight.findById(...key)
        // Who looks for the documents first may have lost that reply, and then has written nothing.
        expect(isCloudError(error) && error.ambiguous === true ? [counter.n, n] : [counter.n]).toContain(stored?.n)
        proxy.fail(undefined)
        await expect(counters.upsert(counter)).resolves.toMatchObject(counter)
      })
    }

    test('a create whose reply is lost is never told that the document was there before', async () => {
      await straight.delete(...key)
      await connected(counters)
      proxy.fail(replyLost)
      const { error } = await outcomeOf(counters.create(counter))
      expect(error).toMatchObject({ code: 'unavailable', retryable: true, ambiguous: true })
    })

    test('a create whose first reply is lost, and the next is not, never says already_exists', async () => {
      await straight.delete(...key)
      await connected(counters)
      proxy.fail(replyLost)
      const created = outcomeOf(counters.create(counter))
      await vi.waitFor(() => expect(proxy.passed.reply).toBeGreaterThan(0), { interval: 1, timeout: 10_000 })
      proxy.fail(undefined)
      const { error } = await created
      // Told that it was written, or that it may be: it is.
      expect([undefined, 'unavailable, in doubt']).toContain(summaryOf(error))
      expect(await straight.findById(...key)).toMatchObject(counter)
    })

    test('a read whose reply is cut off in the middle is unavailable, or answers right at the next attempt', async () => {
      await straight.upsert(counter)
      await connected(counters)
      proxy.fail({ kind: 'cut', direction: 'reply', afterBytes: 20 })
      const { error } = await outcomeOf(counters.findById(...key))
      expect(error).toMatchObject({ code: 'unavailable', retryable: true })
      expect(isCloudError(error) && error.ambiguous).toBeFalsy()
      proxy.fail(undefined)
      await expect(counters.findById(...key)).resolves.toMatchObject(counter)
    })

    test('a request that is cut off is unavailable', async () => {
      proxy.fail({ kind: 'cut', direction: 'request', afterBytes: 10 })
      await expect(counters.upsert(counter)).rejects.toMatchObject({ code: 'unavailable', retryable: true })
    })

    test('a call that hears nothing ends in its time, and the provider goes on afterwards', async () => {
      await straight.upsert(counter)
      proxy.fail({ kind: 'black-hole', direction: 'reply' })
      await expect(counters.findById(...key, { timeoutMs: 300 })).rejects.toMatchObject({
        code: 'timeout',
        ambiguous: undefined,
      })
      await expect(counters.upsert(counter, { timeoutMs: 300 })).rejects.toMatchObject({
        code: 'timeout',
        ambiguous: true,
      })
      const abort = new AbortController()
      setTimeout(() => abort.abort(), 100)
      await expect(counters.upsert(counter, { signal: abort.signal })).rejects.toMatchObject({
        code: 'aborted',
        ambiguous: true,
      })
      proxy.fail(undefined)
      proxy.reset()
      const { error } = await outcomeOf(counters.findById(...key))
      expect([undefined, 'unavailable']).toContain(summaryOf(error))
      await expect(counters.findById(...key)).resolves.toMatchObject(counter)
    })

    test('connections that were closed while nothing was under way are no error of the next call but one', async () => {
      await straight.upsert(counter)
      proxy.fail({ kind: 'half-close' })
      await new Promise((resolve) => setTimeout(resolve, 100))
      proxy.fail(undefined)
      const { error } = await outcomeOf(counters.findById(...key))
      expect([undefined, 'unavailable']).toContain(summaryOf(error))
      await expect(counters.findById(...key)).resolves.toMatchObject(counter)
    })

    test('a write that close() finds under way says that it may have been applied', async () => {
      const closing = createDatastoreProvider({ env: environment })
      const others = closing.collection<Counter>('counters')
      await others.findById('nobody', 'p')
      proxy.fail({ kind: 'black-hole', direction: 'reply' })
      const writing = outcomeOf(others.upsert({ ...counter, n: 9 }, { timeoutMs: 5000 }))
      await vi.waitFor(async () => expect(await straight.findById(...key)).toMatchObject({ n: 9 }), { timeout: 20_000 })
      await closing.close()
      const { error } = await writing
      expect(['closed, in doubt', 'timeout, in doubt']).toContain(summaryOf(error))
    })

    test('what comes late is as right as what comes at once', async () => {
      proxy.fail({ kind: 'delay', direction: 'reply', milliseconds: 50 })
      await counters.upsert({ ...counter, n: 7 })
      const read = await Promise.all(Array.from({ length: 20 }, () => counters.findById(...key)))
      expect(read.map((document) => document?.n)).toEqual(Array.from({ length: 20 }, () => 7))
    })
  })
}
