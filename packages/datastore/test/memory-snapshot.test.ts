import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createDatastoreProvider, etagOf, MemoryDatastoreProvider } from '@bytelyst/datastore'
import { expect, test } from 'vitest'
import { temporaryFolder } from './support/temporary-folder.ts'

const folder = temporaryFolder()

test('a snapshot carries documents, etags, settings and expiry over to another provider', async () => {
  let now = 1_000_000
  const first = new MemoryDatastoreProvider({ clock: () => now })
  await first.initialize({ sessions: { partitionKeyPath: '/user', defaultTtl: 60 } })
  const stored = await first.collection('sessions').create({ id: 's', user: 'u', list: [1] })
  const snapshot = JSON.parse(JSON.stringify(await first.saveSnapshot())) as Awaited<
    ReturnType<typeof first.saveSnapshot>
  >

  const second = new MemoryDatastoreProvider({ clock: () => now })
  second.loadSnapshot(snapshot)
  const read = await second.collection('sessions').findById('s', 'u')
  expect(read).toEqual({ id: 's', user: 'u', list: [1] })
  expect(etagOf(read ?? {})).toBe(etagOf(stored))
  now += 61_000
  expect(await second.collection('sessions').findById('s', 'u')).toBe(null)
})

test('MEMORY_SNAPSHOT is read on first use and written on close', async () => {
  const env = { DB_PROVIDER: 'memory', MEMORY_SNAPSHOT: join(folder, 'deep', 'snapshot.json') }
  const first = createDatastoreProvider({ env })
  await first.collection('flags').create({ id: 'a', n: 1 })
  await first.close()
  await first.close()
  const second = createDatastoreProvider({ env })
  expect(await second.collection('flags').findById('a', 'a')).toEqual({ id: 'a', n: 1 })
  await second.close()
})

test('a provider that was never used does not write over the snapshot', async () => {
  const env = { DB_PROVIDER: 'memory', MEMORY_SNAPSHOT: join(folder, 'kept.json') }
  const first = createDatastoreProvider({ env })
  await first.collection('flags').create({ id: 'a' })
  await first.close()
  const before = readFileSync(env.MEMORY_SNAPSHOT, 'utf8')
  await createDatastoreProvider({ env }).close()
  expect(readFileSync(env.MEMORY_SNAPSHOT, 'utf8')).toBe(before)
  expect(existsSync(`${env.MEMORY_SNAPSHOT}.tmp`)).toBe(false)
})

test('a file that is no snapshot is data_corrupted, and left as it is', async () => {
  for (const text of ['no json', '{}', 'null', '{"format":"other"}']) {
    const path = join(folder, 'other.json')
    writeFileSync(path, text)
    const provider = createDatastoreProvider({ env: { DB_PROVIDER: 'memory', MEMORY_SNAPSHOT: path } })
    await expect(provider.collection('flags').findById('a', 'a')).rejects.toMatchObject({ code: 'data_corrupted' })
    await provider.close()
    expect(readFileSync(path, 'utf8')).toBe(text)
  }
})
