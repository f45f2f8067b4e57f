import { join } from 'node:path'
import { SqliteDatastoreProvider } from '@bytelyst/datastore'
import { expect, test } from 'vitest'
import { runChild } from './support/child.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const folder = temporaryFolder()
const rounds = 8

/** Lets a writer work for so many acknowledged writes, kills it without warning, and gives what it acknowledged. */
async function writeAndKill(path: string, worker: string, writes: number): Promise<string[]> {
  const child = runChild('writer.ts', path, worker)
  const acknowledged: string[] = []
  for await (const line of child.lines) {
    acknowledged.push(line)
    if (acknowledged.length === writes) child.process.kill('SIGKILL')
  }
  expect(await child.ended).toBe(null)
  return acknowledged
}

test('a process killed in the middle of writes loses nothing that it acknowledged, and leaves no half transaction', async () => {
  const path = join(folder, 'crash.db')
  const acknowledged: string[] = []
  for (let round = 0; round < rounds; round += 1) {
    acknowledged.push(...(await writeAndKill(path, `w${round}`, 20 + round * 13)))
  }
  const provider = new SqliteDatastoreProvider({ path })
  const items = provider.collection('crash')
  const stored = new Map<string, number>()
  for await (const document of items.iterate({ filter: {} }))
    stored.set(document.id, Number(document['count'] ?? document['n']))

  const lost = acknowledged.filter((line) => {
    const [what = '', id = '', count = ''] = line.split(' ')
    if (what === 'counted') return !((stored.get(`${id}-counter`) ?? 0) >= Number(count))
    if (what === 'created') return !stored.has(id)
    return !(stored.has(`${id}-left`) && stored.has(`${id}-right`))
  })
  expect(lost).toEqual([])
  const halves = [...stored.keys()].filter((id) => {
    const other = id.endsWith('-left') ? id.replace('-left', '-right') : id.replace('-right', '-left')
    return !stored.has(other)
  })
  expect(halves).toEqual([])
  const database = await provider.native()
  expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
  expect(acknowledged.length).toBeGreaterThan(rounds * 20)
  await provider.close()
})
