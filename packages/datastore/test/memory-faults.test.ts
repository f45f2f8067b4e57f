import { MemoryDatastoreProvider, type MemoryFaults } from '@bytelyst/datastore'
import { expect, test } from 'vitest'

const once = { seed: 1 }

test('without faults nothing misbehaves, and setFaults turns them on and off', async () => {
  const provider = new MemoryDatastoreProvider()
  const items = provider.collection('items')
  await items.create({ id: 'a' })
  provider.setFaults({ ...once, throttle: 1, retryAfterMs: 250 })
  await expect(items.findById('a', 'a')).rejects.toMatchObject({
    code: 'rate_limited',
    retryable: true,
    retryAfterMs: 250,
    operation: 'findById',
  })
  provider.setFaults(undefined)
  expect(await items.findById('a', 'a')).toEqual({ id: 'a' })
})

test('a throttled write is not applied, and not ambiguous', async () => {
  const provider = new MemoryDatastoreProvider({ faults: { ...once, throttle: 1 } })
  await expect(provider.collection('items').create({ id: 'a' })).rejects.toMatchObject({
    code: 'rate_limited',
    ambiguous: false,
  })
  provider.setFaults(undefined)
  expect(await provider.collection('items').count({})).toBe(0)
})

test('a failure after the write is applied, and ambiguous', async () => {
  const provider = new MemoryDatastoreProvider({ faults: { ...once, failAfterWrite: 1 } })
  const items = provider.collection('items')
  await expect(items.create({ id: 'a' })).rejects.toMatchObject({
    code: 'unavailable',
    retryable: true,
    ambiguous: true,
  })
  expect(await items.findById('a', 'a')).toEqual({ id: 'a' })
})

test('a lost answer ends by the bounds of the call: applied, and ambiguous', async () => {
  const provider = new MemoryDatastoreProvider({ faults: { ...once, loseReply: 1, replyTimeoutMs: 20 } })
  const items = provider.collection('items')
  await expect(items.create({ id: 'a' }, { timeoutMs: 20 })).rejects.toMatchObject({ code: 'timeout', ambiguous: true })
  await expect(items.create({ id: 'b' })).rejects.toMatchObject({ code: 'timeout', ambiguous: true })
  const controller = new AbortController()
  setTimeout(() => controller.abort(), 10)
  await expect(items.findById('a', 'a', { signal: controller.signal })).rejects.toMatchObject({
    code: 'aborted',
    ambiguous: undefined,
  })
  provider.setFaults(undefined)
  expect(await items.count({})).toBe(2)
})

test('a delayed call is answered late, or ends by its bounds without having been applied', async () => {
  const provider = new MemoryDatastoreProvider({ faults: { ...once, delay: 1, delayMs: 10_000 } })
  const items = provider.collection('items')
  await expect(items.create({ id: 'a' }, { timeoutMs: 5 })).rejects.toMatchObject({ code: 'timeout' })
  provider.setFaults({ ...once, delay: 1, delayMs: 1 })
  expect(await items.count({})).toBe(0)
  expect(await items.create({ id: 'a' })).toEqual({ id: 'a' })
})

/** Which of a hundred calls fail, and how. */
async function trace(faults: MemoryFaults): Promise<string[]> {
  const items = new MemoryDatastoreProvider({ faults }).collection('items')
  const outcomes: string[] = []
  for (let i = 0; i < 100; i += 1) {
    outcomes.push(
      await items.upsert({ id: 'a', i }).then(
        () => 'fine',
        (error: { code: string }) => error.code,
      ),
    )
  }
  return outcomes
}

test('the same seed gives the same faults, another seed others, at about their rate', async () => {
  const faults = { seed: 42, throttle: 0.3, failAfterWrite: 0.2 }
  const first = await trace(faults)
  expect(await trace(faults)).toEqual(first)
  expect(await trace({ ...faults, seed: 43 })).not.toEqual(first)
  const throttled = first.filter((outcome) => outcome === 'rate_limited').length
  expect(throttled).toBeGreaterThan(15)
  expect(throttled).toBeLessThan(45)
  expect(new Set(first)).toEqual(new Set(['fine', 'rate_limited', 'unavailable']))
})

test('one fault does not move the others', async () => {
  const alone = await trace({ seed: 7, throttle: 0.3 })
  const together = await trace({ seed: 7, throttle: 0.3, failAfterWrite: 0.5, delay: 0.1, delayMs: 1 })
  const throttled = (outcomes: readonly string[]): number[] =>
    outcomes.flatMap((outcome, i) => (outcome === 'rate_limited' ? [i] : []))
  expect(throttled(together)).toEqual(throttled(alone))
})
