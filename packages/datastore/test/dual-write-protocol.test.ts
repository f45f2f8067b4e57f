import { CloudError } from '@bytelyst/core'
import type { DatastoreProvider, FilterMap } from '@bytelyst/datastore'
import { expect, test } from 'vitest'
import { dualWrite } from '../src/dual-write/index.ts'
import { expectEqual, gate, holding, openPair, settleAfterMs } from './support/opened-pair.ts'
import { intercepted, keptOpen } from './support/stores.ts'

const down = (): Promise<never> => Promise.reject(new Error('the secondary is down'))

test('a slow writer does not leave an older version behind a faster one', async () => {
  const opened = await openPair()
  const held = gate()
  const slow = dualWrite({
    ...opened.options,
    secondary: intercepted(opened.secondary, holding(held, 'upsert')),
  })
  const first = slow.collection('items').upsert({ id: 'a', pk: 'p', n: 1 })
  await held.reached
  await opened.pair.collection('items').upsert({ id: 'a', pk: 'p', n: 2 })
  held.open()
  await first
  expect(await opened.secondary.collection('items').findById('a', 'p')).toEqual({ id: 'a', pk: 'p', n: 2 })
  await expectEqual(opened)
})

test('a slow writer does not bring back what another deleted', async () => {
  const opened = await openPair()
  const held = gate()
  const slow = dualWrite({
    ...opened.options,
    secondary: intercepted(opened.secondary, holding(held, 'upsert')),
  })
  const first = slow.collection('items').upsert({ id: 'a', pk: 'p', n: 1 })
  await held.reached
  expect(await opened.pair.collection('items').delete('a', 'p')).toBe(true)
  held.open()
  await first
  expect(await opened.secondary.collection('items').findById('a', 'p')).toBe(null)
  await expectEqual(opened)
})

test('repair leaves alone what another process may be about to write, until it is old enough', async () => {
  const opened = await openPair()
  const held = gate()
  const doomed = dualWrite({
    ...opened.options,
    primary: intercepted(opened.primary, holding(held, 'upsert')),
    secondary: intercepted(opened.secondary, down),
  })
  const written = doomed.collection('items').upsert({ id: 'a', pk: 'p', n: 1 })
  await held.reached
  expect(await opened.pair.repair()).toEqual({ repaired: 0, failed: 0, waiting: 1 })
  held.open()
  await written
  expect(await opened.secondary.collection('items').count({})).toBe(0)
  expect(await opened.pair.repair()).toEqual({ repaired: 0, failed: 0, waiting: 1 })
  opened.clock.advance(settleAfterMs)
  expect(await opened.pair.repair()).toEqual({ repaired: 1, failed: 0, waiting: 0 })
  await expectEqual(opened)
})

test('a request that nobody waits for any longer and that arrives late is made good by repair', async () => {
  const opened = await openPair()
  const held = gate()
  const impatient = dualWrite({
    ...opened.options,
    secondaryTimeoutMs: 10,
    secondary: intercepted(opened.secondary, async (method, run) => {
      if (method !== 'upsert') return run()
      void held.pass().then(run)
      throw new Error('no answer in time')
    }),
  })
  await impatient.collection('items').upsert({ id: 'a', pk: 'p', n: 1 })
  await opened.pair.collection('items').delete('a', 'p')
  held.open()
  await expect.poll(() => opened.secondary.collection('items').count({})).toBe(1)
  opened.clock.advance(settleAfterMs)
  await opened.pair.repair()
  await expectEqual(opened)
})

test('a write that was made, and then refused because its SDK repeated it, reaches the secondary', async () => {
  const opened = await openPair()
  const repeating = dualWrite({
    ...opened.options,
    primary: intercepted(opened.primary, async (method, run) => {
      const answer = await run()
      if (method === 'create') await run()
      return answer
    }),
  })
  await expect(repeating.collection('items').create({ id: 'a', pk: 'p' })).rejects.toMatchObject({
    code: 'already_exists',
  })
  expect(await opened.secondary.collection('items').count({})).toBe(1)
  await expectEqual(opened)
})

test('unique values that changed hands while the secondary was down change hands there too', async () => {
  const opened = await openPair({}, { indexes: [{ paths: { unique: 1 }, unique: true }] })
  const items = opened.pair.collection('items')
  await items.createMany([
    { id: 'a', pk: 'p', unique: 1 },
    { id: 'b', pk: 'p', unique: 2 },
  ])
  opened.secondary.setFaults({ seed: 1, throttle: 1 })
  await items.update('a', 'p', { $set: { unique: 3 } })
  await items.update('b', 'p', { $set: { unique: 1 } })
  await items.update('a', 'p', { $set: { unique: 2 } })
  opened.secondary.setFaults(undefined)
  opened.clock.advance(settleAfterMs)
  expect(await opened.pair.repair()).toMatchObject({ failed: 0, waiting: 0 })
  await expectEqual(opened)
})

test('a backfill copies everything while others write and delete', async () => {
  const opened = await openPair()
  const old = opened.primary.collection('items')
  await old.createMany(Array.from({ length: 300 }, (_, i) => ({ id: `i${i}`, pk: 'p', n: i })))
  const items = opened.pair.collection('items')
  const copying = opened.pair.backfill('items')
  for (let i = 0; i < 60; i += 1) {
    await items.update(`i${i * 5}`, 'p', { $inc: { n: 1000 } })
    await items.delete(`i${i * 5 + 1}`, 'p')
  }
  expect(await copying).toBeGreaterThanOrEqual(240)
  await expectEqual(opened)
})

test('a copy of the backfill that arrives after a newer write is made good before the backfill ends', async () => {
  const opened = await openPair()
  await opened.primary.collection('items').create({ id: 'a', pk: 'p', n: 1 })
  const held = gate()
  const slow = dualWrite({
    ...opened.options,
    secondary: intercepted(opened.secondary, holding(held, 'upsert')),
  })
  const copying = slow.backfill('items')
  await held.reached
  await opened.pair.collection('items').upsert({ id: 'a', pk: 'p', n: 2 })
  held.open()
  await copying
  expect(await opened.secondary.collection('items').findById('a', 'p')).toMatchObject({ n: 2 })
  await expectEqual(opened)
})

test('a backfill that fails says so, and leaves in the log that what it copied is in doubt', async () => {
  const opened = await openPair()
  await opened.primary.collection('items').create({ id: 'a', pk: 'p' })
  opened.secondary.setFaults({ seed: 1, throttle: 1 })
  await expect(opened.pair.backfill('items')).rejects.toMatchObject({ code: 'rate_limited' })
  expect((await opened.pair.status()).pending).toBe(1)
  opened.secondary.setFaults(undefined)
  expect(await opened.pair.backfill('items')).toBe(1)
  opened.clock.advance(settleAfterMs)
  await opened.pair.repair()
  await expectEqual(opened)
})

test('a write that lasts is known to be under way', async () => {
  const opened = await openPair({ clock: Date.now, settleAfterMs: 80 })
  const held = gate()
  const slow = dualWrite({
    ...opened.options,
    primary: intercepted(opened.primary, holding(held, 'updateMany')),
  })
  const written = slow.collection('items').updateMany({}, { $set: { n: 1 } })
  await held.reached
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(await opened.pair.repair()).toEqual({ repaired: 0, failed: 0, waiting: 1 })
  held.open()
  await written
  await expectEqual(opened)
})

test('what a caller does with its answer does not reach the secondary', async () => {
  const opened = await openPair({}, { defaultTtl: null })
  await opened.pair.collection('items').create({ id: 'a', pk: 'p', n: 1, inner: { list: [1] } })
  const held = gate()
  const slow = dualWrite({
    ...opened.options,
    secondary: intercepted(opened.secondary, holding(held, 'findById')),
  })
  await slow.initialize({ items: { partitionKeyPath: '/pk', defaultTtl: null } })
  const answer = await slow.collection('items').update('a', 'p', { $inc: { n: 1 } }, { timeoutMs: 20 })
  ;(answer['inner'] as { list: number[] }).list.push(2)
  answer['n'] = 99
  held.open()
  await expect.poll(async () => (await slow.status()).underWay).toBe(0)
  await expectEqual(opened)
})

test('a secondary that knows no such filter gets the writes by filter all the same', async () => {
  const opened = await openPair()
  const plain: DatastoreProvider = {
    ...keptOpen(opened.secondary),
    collection(name) {
      const items = opened.secondary.collection(name)
      return new Proxy(items, {
        get(_, member) {
          const value: unknown = Reflect.get(items, member, items)
          if (typeof value !== 'function') return value
          if (member !== 'iterate') return value.bind(items) as unknown
          return (query: { filter: FilterMap }) => {
            if (Object.keys(query.filter).length === 0) return items.iterate(query as never)
            throw new CloudError({ code: 'unsupported', message: '$endsWith: this provider cannot do it' })
          }
        },
      })
    },
  }
  const items = dualWrite({ ...opened.options, secondary: plain }).collection('items')
  await items.createMany([
    { id: 'a', pk: 'p', name: 'x' },
    { id: 'b', pk: 'p', name: 'y' },
  ])
  await items.updateMany({ name: { $endsWith: 'x' } }, { $set: { name: 'z' } })
  await items.deleteMany({ name: { $endsWith: 'y' } }, { partitionKey: 'p' })
  expect(await opened.primary.collection('items').findMany({ filter: {} })).toEqual([{ id: 'a', pk: 'p', name: 'z' }])
  await expectEqual(opened)
})
