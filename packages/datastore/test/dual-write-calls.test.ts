import { trace } from '@opentelemetry/api'
import { isCloudError } from '@bytelyst/core'
import { etagOf, type DatastoreProvider } from '@bytelyst/datastore'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { expect, test } from 'vitest'
import { dualWrite, memoryRepairLog, type DualWriteOptions } from '../src/dual-write/index.ts'
import { expectEqual, gate, holding, openPair, settleAfterMs } from './support/opened-pair.ts'
import { intercepted, keptOpen } from './support/stores.ts'

test('a log that cannot be written refuses the write, and nothing is written', async () => {
  const repairLog = { ...memoryRepairLog(), append: () => Promise.reject(new Error('disk full of canary')) }
  const opened = await openPair({ repairLog })
  const error: unknown = await opened.pair
    .collection('items')
    .create({ id: 'a', pk: 'p' })
    .catch((caught: unknown) => caught)
  expect(error).toMatchObject({ code: 'unknown', ambiguous: false, operation: 'create', resource: 'items' })
  expect(isCloudError(error) && error.message).toBe(
    'items.create: nothing was written, because the repair log could not be; its error is the cause',
  )
  expect(await opened.primary.collection('items').count({})).toBe(0)
})

test('a caller gets the answer of the primary, with its etag, however slow the secondary is', async () => {
  const opened = await openPair()
  opened.secondary.setFaults({ seed: 1, loseReply: 1, replyTimeoutMs: 2 ** 30 })
  const items = opened.pair.collection('items')
  const stored = await items.create({ id: 'a', pk: 'p' }, { timeoutMs: 30 })
  const inPrimary = await opened.primary.collection('items').findById('a', 'p')
  expect(etagOf(stored)).toBe(etagOf(inPrimary ?? {}))
  const aborting = new AbortController()
  setTimeout(() => aborting.abort(), 20)
  expect(await items.replace('a', 'p', { id: 'a', pk: 'p', n: 2 }, { signal: aborting.signal })).toMatchObject({ n: 2 })
})

test('what the secondary refuses is told to onError and counted, and is no business of the caller', async () => {
  const opened = await openPair({
    onError: () => {
      throw new Error('an onError that throws')
    },
  })
  opened.secondary.setFaults({ seed: 1, throttle: 1 })
  await opened.pair.collection('items').create({ id: 'a', pk: 'p' })
  expect(await opened.pair.status()).toMatchObject({ pending: 1, mirrored: 0, failed: 1, repaired: 0 })
  opened.secondary.setFaults(undefined)
  opened.clock.advance(settleAfterMs)
  await opened.pair.repair()
  expect(await opened.pair.status()).toMatchObject({ pending: 0, failed: 1, repaired: 1, oldestPendingAt: undefined })
})

test('repair in the background needs no call', async () => {
  const opened = await openPair({ repairEveryMs: 10, settleAfterMs: 0 })
  opened.secondary.setFaults({ seed: 1, throttle: 1 })
  await opened.pair.collection('items').create({ id: 'a', pk: 'p' })
  expect(opened.failures).toMatchObject([{ collection: 'items', during: 'mirror', error: { code: 'rate_limited' } }])
  opened.secondary.setFaults(undefined)
  await expect.poll(async () => (await opened.pair.status()).pending).toBe(0)
  await expectEqual(opened)
  await opened.pair.close()
})

test('close waits for what is under way, then closes both; a write after it is refused as closed', async () => {
  const opened = await openPair()
  const held = gate()
  const pair = dualWrite({
    ...opened.options,
    secondary: intercepted(opened.secondary, holding(held, 'upsert')),
  })
  const items = pair.collection('items')
  await items.create({ id: 'a', pk: 'p' }, { timeoutMs: 5 })
  const closing = pair.close()
  await expect(items.create({ id: 'b', pk: 'p' })).rejects.toMatchObject({ code: 'closed', operation: 'create' })
  await opened.secondary.ping()
  held.open()
  await closing
  await pair.close()
  await expect(pair.status()).rejects.toMatchObject({ code: 'closed', operation: 'status' })
  for (const store of [opened.primary, opened.secondary]) {
    await expect(store.ping()).rejects.toMatchObject({ code: 'closed' })
  }
  expect(opened.failures).toEqual([])
  for await (const entry of opened.options.repairLog.iterate()) expect(entry).toBe(undefined)
})

test('a document without expiry, with one of its own, and with the default of its collection has the same in both', async () => {
  for (const isDown of [false, true]) {
    const opened = await openPair({}, { defaultTtl: 100 })
    const items = opened.pair.collection('items')
    await items.create({ id: 'kept', pk: 'p' }, { ttlSeconds: 30 })
    if (isDown) opened.secondary.setFaults({ seed: 1, throttle: 1 })
    await items.create({ id: 'default', pk: 'p' })
    await items.create({ id: 'short', pk: 'p' }, { ttlSeconds: 10 })
    await items.upsert({ id: 'never', pk: 'p' }, { ttlSeconds: null })
    await items.update('kept', 'p', { $set: { n: 1 } })
    await items.update('never', 'p', { $set: { n: 1 } })
    opened.secondary.setFaults(undefined)
    const repaired = dualWrite({ ...opened.options, settleAfterMs: 0 })
    await repaired.repair()
    for (const alive of [
      ['default', 'kept', 'never', 'short'],
      ['default', 'kept', 'never'],
      ['default', 'never'],
      ['never'],
    ]) {
      for (const store of [opened.primary, opened.secondary]) {
        const found = await store.collection('items').findMany({ filter: {} })
        expect(found.map(({ id }) => id).toSorted()).toEqual(alive)
      }
      opened.clock.advance(alive.length === 3 ? 20_000 : alive.length === 4 ? 15_000 : 80_000)
    }
  }
})

test('a collection that another process initialised is found out; where it cannot be, the error says what to do', async () => {
  const opened = await openPair()
  const schema = {
    '~standard': { version: 1, vendor: 'x', validate: () => ({ issues: [{ message: 'no' }] }) },
  } as const
  await opened.primary.initialize({
    nested: { partitionKeyPath: '/where/country' },
    strict: { partitionKeyPath: '/pk', schema },
  })
  await opened.secondary.initialize({
    nested: { partitionKeyPath: '/where/country' },
    strict: { partitionKeyPath: '/pk' },
  })
  const ship = { id: 'a', name: 'b', where: { city: 'Turku', country: 'fi' } }
  await opened.pair.collection('nested').create(ship)
  expect(await opened.secondary.collection('nested').findById('a', 'fi')).toEqual(ship)
  expect(await opened.primary.collection('nested').findMany({ filter: {} })).toEqual([ship])
  await expect(opened.pair.collection('strict').create({ id: 'a', pk: 'p' })).rejects.toMatchObject({
    code: 'misconfigured',
    operation: 'create',
    message: expect.stringContaining('partitionKeyPaths') as string,
  })
})

test('what the secondary could never follow is refused before anything is written', async () => {
  const opened = await openPair()
  const small: DatastoreProvider = {
    ...keptOpen(opened.secondary),
    capabilities: { ...opened.secondary.capabilities, uniqueIndexes: false, maxDocumentBytes: 400_000 },
  }
  const pair = dualWrite({ ...opened.options, secondary: small })
  const unique = { partitionKeyPath: '/pk', indexes: [{ paths: { n: 1 }, unique: true }] } as const
  await expect(pair.initialize({ other: unique })).rejects.toMatchObject({
    code: 'unsupported',
    operation: 'initialize',
  })
  const text = 'x'.repeat(500_000)
  await expect(pair.collection('items').create({ id: 'a', pk: 'p', text })).rejects.toMatchObject({
    code: 'invalid_argument',
    operation: 'create',
  })
  expect((await pair.status()).pending).toBe(0)
  expect(await opened.primary.collection('items').count({})).toBe(0)
})

test.each([
  ['secondary', (options: DualWriteOptions) => ({ ...options, secondary: options.primary })],
  ['primary', (options: DualWriteOptions) => ({ ...options, primary: {} as never })],
  ['repairLog', (options: DualWriteOptions) => ({ ...options, repairLog: undefined as never })],
  ['settleAfterMs', (options: DualWriteOptions) => ({ ...options, settleAfterMs: -1 })],
  ['secondaryTimeoutMs', (options: DualWriteOptions) => ({ ...options, secondaryTimeoutMs: Number.NaN })],
  ['repairEveryMs', (options: DualWriteOptions) => ({ ...options, repairEveryMs: 0 })],
  ['readFallback', (options: DualWriteOptions) => ({ ...options, readFallback: 1 as never })],
  ['readFalback', (options: DualWriteOptions) => ({ ...options, readFalback: true })],
])('a wrong %s is invalid_argument', async (name, wrong) => {
  const { options } = await openPair()
  expect(() => dualWrite(wrong(options))).toThrow(
    expect.objectContaining({
      code: 'invalid_argument',
      operation: 'dualWrite',
      message: expect.stringContaining(name) as string,
    }),
  )
})

test('the part behind the caller is a span of its own, with the error that the caller does not see', async () => {
  const exporter = new InMemorySpanExporter()
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }))
  const opened = await openPair()
  opened.secondary.setFaults({ seed: 1, throttle: 1 })
  await opened.pair.collection('items').create({ id: 'canary', pk: 'p' })
  trace.disable()
  const spans = exporter.getFinishedSpans().filter(({ name }) => name === 'mirror items')
  expect(spans.map(({ attributes }) => attributes)).toEqual([
    {
      'db.system.name': 'memory',
      'db.operation.name': 'mirror',
      'db.collection.name': 'items',
      'error.type': 'rate_limited',
    },
  ])
})
