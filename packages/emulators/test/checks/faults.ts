import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { ChangeFeedStartFrom } from '@azure/cosmos'
import { statusOf } from '../support/outcome.ts'
import { checks } from './check.ts'

export const faultChecks = checks({
  'throttled is 429 with substatus 3200 and a time to wait, so often as it was asked for': async ({
    container,
    emulator,
  }) => {
    const c = await container()
    await c.items.create({ id: 'a', pk: 'x' })
    emulator.faults.inject({ kind: 'throttled', times: 2, retryAfterMs: 7, operations: ['read'] })
    await rejects(c.item('a', 'x').read(), { code: 429, substatus: 3200, retryAfterInMs: 7 })
    equal(await statusOf(c.items.create({ id: 'b', pk: 'x' })), '201')
    equal(await statusOf(c.item('a', 'x').read()), '429/3200')
    equal(await statusOf(c.item('a', 'x').read()), '200')
  },
  'unavailable is 503 and retry-with 449, and nothing is done': async ({ container, emulator }) => {
    const c = await container()
    await c.items.create({ id: 'warm', pk: 'x' })
    emulator.faults.inject({ kind: 'unavailable', operations: ['create'] })
    emulator.faults.inject({ kind: 'retry-with', operations: ['create'] })
    equal(await statusOf(c.items.create({ id: 'a', pk: 'x' })), '503')
    equal(await statusOf(c.items.create({ id: 'a', pk: 'x' })), '449')
    equal(await statusOf(c.item('a', 'x').read()), '404')
  },
  'reset does nothing, reply-lost does it; the client sees a broken connection for both': async ({
    container,
    emulator,
  }) => {
    const c = await container()
    await c.items.create({ id: 'warm', pk: 'x' })
    emulator.faults.inject({ kind: 'reset', operations: ['create'] })
    await rejects(c.items.create({ id: 'a', pk: 'x' }))
    equal(await statusOf(c.item('a', 'x').read()), '404')
    emulator.faults.inject({ kind: 'reply-lost', operations: ['create'] })
    await rejects(c.items.create({ id: 'b', pk: 'x' }))
    equal(await statusOf(c.item('b', 'x').read()), '200')
  },
  'slow is late': async ({ container, emulator }) => {
    const c = await container()
    await c.items.create({ id: 'a', pk: 'x' })
    emulator.faults.inject({ kind: 'slow', delayMs: 60, operations: ['read'] })
    const begin = performance.now()
    equal(await statusOf(c.item('a', 'x').read()), '200')
    ok(performance.now() - begin >= 55)
  },
  'a split range is gone; the SDK finds its halves and misses no document': async ({ container, emulator }) => {
    const c = await container()
    const ids = Array.from({ length: 30 }, (_, i) => `d${i}`)
    for (const id of ids) await c.items.create({ id, pk: id })
    const sorted = async (): Promise<readonly string[]> =>
      (await c.items.query<{ id: string }>('SELECT * FROM c ORDER BY c.id').fetchAll()).resources.map(({ id }) => id)
    deepEqual(await sorted(), ids.toSorted())
    const operations = ids.map((id) => ({ operationType: 'Read' as const, id, partitionKey: id }))
    emulator.faults.inject({ kind: 'split', operations: ['bulk'] })
    const results = await c.items.executeBulkOperations(operations)
    ok(results.every(({ response }) => response?.statusCode === 200))
    const { resources } = await c.readPartitionKeyRanges().fetchAll()
    equal(resources.length, 5)
    deepEqual(await sorted(), ids.toSorted())
    emulator.faults.inject({ kind: 'split', operations: ['feed'] })
    const seen: string[] = []
    const feed = c.items.getChangeFeedIterator<{ id: string }>({ changeFeedStartFrom: ChangeFeedStartFrom.Beginning() })
    for (let page = await feed.readNext(); page.statusCode !== 304; page = await feed.readNext()) {
      seen.push(...page.result.map(({ id }) => id))
    }
    deepEqual(seen.toSorted(), ids.toSorted())
  },
  'chance goes by the seed, and a fault can be ended': async ({ container, emulator }) => {
    const c = await container()
    await c.items.create({ id: 'a', pk: 'x' })
    const hits = async (): Promise<string> => {
      const end = emulator.faults.inject({
        kind: 'retry-with',
        times: Infinity,
        probability: 0.5,
        seed: 7,
        operations: ['read'],
      })
      let pattern = ''
      for (let i = 0; i < 20; i += 1) pattern += (await statusOf(c.item('a', 'x').read())) === '449' ? 'x' : '.'
      end()
      return pattern
    }
    const pattern = await hits()
    ok(pattern.includes('x') && pattern.includes('.'))
    equal(await hits(), pattern)
    equal(await statusOf(c.item('a', 'x').read()), '200')
  },
})
