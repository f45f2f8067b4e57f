import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CosmosClient } from '@azure/cosmos'
import { expect, onTestFinished, test } from 'vitest'
import { startCosmosEmulator } from '../src/cosmos/index.ts'
import { statusOf } from './support/outcome.ts'
import { openSubject } from './support/subject.ts'

function file(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bytelyst-emulator-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'data.jsonl')
}

test('what was written is there after a restart: settings, documents, etags, ranges, and the order of pages', async () => {
  const persistPath = file()
  const first = await openSubject({ persistPath })
  const c = await first.container({ defaultTtl: -1, uniqueKeyPolicy: { uniqueKeys: [{ paths: ['/email'] }] } })
  for (const id of ['1', '2', '3', '4']) await c.items.create({ id, pk: 'x', email: id })
  await c.item('2', 'x').delete()
  const replaced = await c.item('1', 'x').replace({ id: '1', pk: 'x', email: 'new' })
  await c.items.batch(
    [
      { operationType: 'Create', resourceBody: { id: '5', pk: 'x', email: '5' } },
      { operationType: 'Delete', id: '3' },
    ],
    'x',
  )
  await c.items.batch(
    [
      { operationType: 'Create', resourceBody: { id: '6', pk: 'x', email: '6' } },
      { operationType: 'Delete', id: 'none' },
    ],
    'x',
  )
  first.emulator.faults.inject({ kind: 'split', operations: ['feed'] })
  expect((await c.items.getChangeFeedIterator({}).readNext()).statusCode).toBe(304)
  const before = (await c.read()).resource
  await first.close()

  const second = await openSubject({ persistPath })
  onTestFinished(second.close)
  const again = second.client.database('app').container(c.id)
  const after = (await again.read()).resource
  expect(after).toEqual(before)
  const { resources } = await again.items.readAll({ partitionKey: 'x' }).fetchAll()
  expect(resources.map(({ id }) => id)).toEqual(['1', '4', '5'])
  expect((await again.item('1', 'x').read()).etag).toBe(replaced.etag)
  expect((await again.readPartitionKeyRanges().fetchAll()).resources).toHaveLength(5)
  expect(await statusOf(again.items.create({ id: '7', pk: 'x', email: 'new' }))).toBe('409')
  expect(await statusOf(again.items.create({ id: '7', pk: 'x', email: '7' }))).toBe('201')
})

test('a line that was being written when the process died is as if it had never been', async () => {
  const persistPath = file()
  const first = await openSubject({ persistPath })
  const c = await first.container()
  await c.items.create({ id: '1', pk: 'x' })
  await first.close()
  appendFileSync(persistPath, '{"kind":"documents","database":"app","conta')
  const second = await openSubject({ persistPath })
  await second.client.database('app').container(c.id).items.create({ id: '2', pk: 'x' })
  await second.close()
  const third = await openSubject({ persistPath })
  onTestFinished(third.close)
  const { resources } = await third.client.database('app').container(c.id).items.readAll().fetchAll()
  expect(resources.map(({ id }) => id)).toEqual(['1', '2'])
})

test('a file that is no journal is refused, and left as it is', async () => {
  const persistPath = file()
  writeFileSync(persistPath, 'my novel\nchapter one\n')
  await expect(startCosmosEmulator({ persistPath })).rejects.toThrow('is no journal of this emulator: line 1')
  expect(readFileSync(persistPath, 'utf8')).toBe('my novel\nchapter one\n')
})

test('a journal in which much was overwritten becomes small again', async () => {
  const persistPath = file()
  const first = await openSubject({ persistPath })
  const document = { id: 'a', pk: 'x', text: 'x'.repeat(200) }
  const seeded = { app: { c: { partitionKey: '/pk', documents: [document] } } }
  for (let i = 0; i < 1200; i += 1) first.emulator.seed(seeded)
  await first.close()
  const large = statSync(persistPath).size
  const second = await openSubject({ persistPath })
  expect(statSync(persistPath).size).toBeLessThan(large / 100)
  await second.client.database('app').container('c').items.create({ id: 'b', pk: 'x' })
  await second.close()
  const third = await openSubject({ persistPath })
  onTestFinished(third.close)
  expect((await third.client.database('app').container('c').items.readAll().fetchAll()).resources).toHaveLength(2)
  third.emulator.reset()
  expect(statSync(persistPath).size).toBe(0)
})

test('a write that was answered survives SIGKILL', { timeout: 20_000 }, async () => {
  const persistPath = file()
  const main = fileURLToPath(new URL('support/serve.ts', import.meta.url))
  const options = [
    '--conditions=@bytelyst/source',
    '--experimental-strip-types',
    '--disable-warning=ExperimentalWarning',
  ]
  const child = spawn(process.execPath, [...options, main, persistPath], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string]
  const client = new CosmosClient(line.trim())
  onTestFinished(() => client.dispose())
  const { database } = await client.databases.create({ id: 'app' })
  const { container } = await database.containers.create({ id: 'c', partitionKey: { paths: ['/pk'] } })
  const ended = once(child, 'exit')
  const acknowledged: string[] = []
  const writing = (async () => {
    for (let i = 0; ; i += 1) {
      await container.items.create({ id: `d${i}`, pk: 'x' })
      acknowledged.push(`d${i}`)
      if (i === 40) child.kill('SIGKILL')
    }
  })()
  await expect(writing).rejects.toThrow(/ECONN|socket|EPIPE/)
  await ended
  const { client: after, close } = await openSubject({ persistPath })
  onTestFinished(close)
  const { resources } = await after.database('app').container('c').items.readAll().fetchAll()
  expect(acknowledged.length).toBeGreaterThan(40)
  expect(resources.map(({ id }) => id)).toEqual(expect.arrayContaining(acknowledged))
})
