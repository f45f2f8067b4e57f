import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import type { DatastoreProvider } from '@bytelyst/datastore'
import { expect, test } from 'vitest'
import { linesOf, runChild, type Child } from './support/child.ts'
import { dualStep, openPair, type Item, type Standing } from './support/dual-program.ts'
import { contentsOf } from './support/stores.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const folder = temporaryFolder()
const kills = Number(process.env['DUAL_WRITE_KILLS'] ?? 16)
const partitions = ['p', 'q', 'r']

/** Lets a writer work for some milliseconds after its first line, kills it without warning, and gives its lines. */
/** Kills it so long after so many lines; the first one says that it has begun. */
async function killAfter(child: Child, milliseconds: number, count = 1): Promise<string[]> {
  const lines: string[] = []
  for await (const line of child.lines) {
    if (lines.push(line) === count) setTimeout(() => child.process.kill('SIGKILL'), milliseconds)
  }
  expect(await child.ended).toBe(null)
  return lines.slice(1)
}

async function standing(primary: DatastoreProvider, pk: string): Promise<Standing> {
  const items = await primary.collection<Item>('items').findMany({ filter: {}, partitionKey: pk })
  return new Map(items.map(({ id, n }) => [id, n]))
}

/** The documents of a partition that are neither as the acknowledged calls left them nor as the one after them does. */
function unexplained(before: Standing, after: Standing, done: Standing): string[] {
  const known = new Set([...before.keys(), ...after.keys(), ...done.keys()])
  return [...known].filter((id) => done.get(id) !== before.get(id) && done.get(id) !== after.get(id))
}

test('a process killed at any moment: its acknowledged writes are in the primary, and repair makes both equal', async () => {
  const own = mkdtempSync(join(folder, 'one-'))
  let acknowledged = 0
  let behind = 0
  for (let kill = 0; kill < kills; kill += 1) {
    const opened = await openPair(own, 0)
    const began = new Map<string, Standing>()
    for (const pk of partitions) began.set(pk, await standing(opened.primary, pk))
    await opened.pair.close()

    const child = runChild('dual-writer.ts', own, String(kill), partitions.join(''), '0', String(kill * 1000))
    // Every third time the process gets to answer some calls first, however slow the machine is.
    const lines = await killAfter(child, (kill * 37) % 211, kill % 3 === 0 ? 6 : 1)
    acknowledged += lines.length

    const { pair, primary, secondary } = await openPair(own, 0)
    for (const pk of partitions) {
      const calls = lines.filter((line) => line.startsWith(`${pk} `)).length
      let state = began.get(pk) ?? new Map<string, number>()
      for (let n = 0; n < calls; n += 1) state = dualStep(kill, pk, kill * 1000 + n).apply(state)
      const next = dualStep(kill, pk, kill * 1000 + calls).apply(state)
      expect(unexplained(state, next, await standing(primary, pk))).toEqual([])
    }
    if ((await pair.status()).pending > 0) behind += 1
    // Every other time the writes of one more process come before the repair.
    const repairs = kill % 2 === 1
    const outcome = repairs ? await pair.repair() : { failed: 0, waiting: 0 }
    const stores = repairs ? [secondary, primary] : [primary, primary]
    const [copy, original] = await Promise.all(stores.map((store) => contentsOf(store, 'items')))
    expect(outcome).toMatchObject({ failed: 0, waiting: 0 })
    expect(copy).toEqual(original)
    await pair.close()
  }
  expect(acknowledged).toBeGreaterThan(kills)
  expect(behind).toBeGreaterThan(0)
}, 300_000)

test('two processes that race on the same documents leave both stores equal, without any repair', async () => {
  const own = mkdtempSync(join(folder, 'two-'))
  await (await openPair(own, 60_000)).pair.close()
  const children = [1, 2].map((seed) => runChild('dual-writer.ts', own, String(seed), 'ppq', '60000', '0', '40'))
  const lines = await Promise.all(children.map((child) => linesOf(child)))
  expect(await Promise.all(children.map(({ ended }) => ended))).toEqual([0, 0])
  expect(lines.map(({ length }) => length)).toEqual([121, 121])
  const { pair, primary, secondary } = await openPair(own, 0)
  expect(await pair.status()).toMatchObject({ pending: 0 })
  expect(await contentsOf(secondary, 'items')).toEqual(await contentsOf(primary, 'items'))
  await pair.close()
})

test('two processes that race and are both killed: repair makes both equal', async () => {
  const own = mkdtempSync(join(folder, 'both-'))
  for (let kill = 0; kill < kills / 4; kill += 1) {
    const children = [1, 2].map((seed) => runChild('dual-writer.ts', own, `${seed}${kill}`, 'ppq', '60000', '0'))
    await Promise.all(children.map((child, i) => killAfter(child, 40 + ((kill * 53 + i * 29) % 200))))
    const { pair, primary, secondary } = await openPair(own, 0)
    expect(await pair.repair()).toMatchObject({ failed: 0, waiting: 0 })
    expect(await contentsOf(secondary, 'items')).toEqual(await contentsOf(primary, 'items'))
    await pair.close()
  }
}, 300_000)
