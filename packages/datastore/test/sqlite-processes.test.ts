import { join } from 'node:path'
import { SqliteDatastoreProvider } from '@bytelyst/datastore'
import { expect, test } from 'vitest'
import { linesOf, runChild } from './support/child.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const folder = temporaryFolder()
const workers = ['a', 'b', 'c', 'd']
const rounds = 60

test('several processes on one new file: every increment counts, every create has one winner, nobody is refused', async () => {
  const path = join(folder, 'new', 'shared.db')
  const children = workers.map((worker) => runChild('contender.ts', path, worker, String(rounds)))
  const won = await Promise.all(children.map(async (child) => Number((await linesOf(child))[0])))
  expect(await Promise.all(children.map(({ ended }) => ended))).toEqual(workers.map(() => 0))
  expect(won.reduce((sum, count) => sum + count, 0)).toBe(rounds)

  const provider = new SqliteDatastoreProvider({ path })
  const items = provider.collection('shared')
  const total = workers.length * rounds
  expect(await items.findById('counter', 'p')).toEqual({ id: 'counter', pk: 'p', n: total, m: total })
  for (const [i, worker] of workers.entries()) expect(await items.count({ by: worker })).toBe(won[i])
  await provider.close()
})

test('a writer waits for the lock of another process without blocking this one, and gives up by its own bounds', async () => {
  const path = join(folder, 'locked.db')
  const holder = new SqliteDatastoreProvider({ path })
  const writer = new SqliteDatastoreProvider({ path })
  await holder.initialize({ items: { partitionKeyPath: '/id' } })
  const items = writer.collection('items')
  await items.findById('a', 'a')

  const database = await holder.native()
  database.exec('BEGIN IMMEDIATE')
  let turns = 0
  const ticking = setInterval(() => (turns += 1), 5)
  await expect(items.create({ id: 'a' }, { timeoutMs: 400 })).rejects.toMatchObject({
    code: 'timeout',
    operation: 'create',
  })
  expect(turns).toBeGreaterThan(1)
  const waiting = items.create({ id: 'b' })
  setTimeout(() => database.exec('COMMIT'), 150)
  expect(await waiting).toEqual({ id: 'b' })
  expect(await items.findById('a', 'a')).toBe(null)
  clearInterval(ticking)
  await holder.close()
  await writer.close()
})

test('a lock that is never released is unavailable in the end, retryable and not ambiguous', async () => {
  const path = join(folder, 'stuck.db')
  const holder = new SqliteDatastoreProvider({ path })
  const writer = new SqliteDatastoreProvider({ path })
  await holder.initialize({ items: { partitionKeyPath: '/id' } })
  await writer.collection('items').findById('a', 'a')
  const database = await holder.native()
  database.exec('BEGIN IMMEDIATE')
  const error: unknown = await writer
    .collection('items')
    .create({ id: 'a' })
    .catch((caught: unknown) => caught)
  expect(error).toMatchObject({ code: 'unavailable', retryable: true, ambiguous: false, provider: 'sqlite' })
  expect((error as Error).message).toContain('locked by another process')
  database.exec('ROLLBACK')
  await holder.close()
  await writer.close()
})
