import { deepEqual, equal, ok } from 'node:assert/strict'
import { ChangeFeedStartFrom, type ChangeFeedIteratorOptions, type Container } from '@azure/cosmos'
import { checks } from './check.ts'

interface Read {
  readonly ids: readonly string[]
  readonly token: string
}

async function read(c: Container, options: ChangeFeedIteratorOptions): Promise<Read> {
  const ids: string[] = []
  const iterator = c.items.getChangeFeedIterator<{ id: string }>(options)
  for (;;) {
    const page = await iterator.readNext()
    if (page.statusCode === 304) return { ids, token: page.continuationToken }
    ids.push(...page.result.map(({ id }) => id))
  }
}

export const changeFeedChecks = checks({
  'from the beginning every document comes once, in its latest version': async ({ container }) => {
    const c = await container()
    for (const id of ['1', '2', '3', '4']) await c.items.create({ id, pk: `p${id}` })
    await c.items.upsert({ id: '2', pk: 'p2', n: 2 })
    await c.item('3', 'p3').delete()
    const { ids } = await read(c, { changeFeedStartFrom: ChangeFeedStartFrom.Beginning() })
    deepEqual(ids.toSorted(), ['1', '2', '4'])
  },
  'a token goes on where its feed has ended': async ({ container }) => {
    const c = await container()
    await c.items.create({ id: '1', pk: 'x' })
    const first = await read(c, { changeFeedStartFrom: ChangeFeedStartFrom.Beginning() })
    deepEqual(first.ids, ['1'])
    await c.items.create({ id: '2', pk: 'y' })
    await c.items.upsert({ id: '1', pk: 'x' })
    const then = await read(c, { changeFeedStartFrom: ChangeFeedStartFrom.Continuation(first.token) })
    deepEqual(then.ids.toSorted(), ['1', '2'])
    const last = await read(c, { changeFeedStartFrom: ChangeFeedStartFrom.Continuation(then.token) })
    deepEqual(last.ids, [])
  },
  'from now only what comes later, of one key only that of the key, in the order of the writes': async ({
    container,
  }) => {
    const c = await container()
    await c.items.create({ id: 'old', pk: 'x' })
    const iterator = c.items.getChangeFeedIterator<{ id: string }>({
      changeFeedStartFrom: ChangeFeedStartFrom.Now('x'),
    })
    equal((await iterator.readNext()).statusCode, 304)
    for (const id of ['b', 'a', 'c']) await c.items.create({ id, pk: 'x' })
    await c.items.create({ id: 'other', pk: 'y' })
    const { result } = await iterator.readNext()
    deepEqual(
      result.map(({ id }) => id),
      ['b', 'a', 'c'],
    )
    equal((await iterator.readNext()).statusCode, 304)
  },
  'from a time only what was written from then on, and pages are as large as asked for': async ({
    container,
    pass,
  }) => {
    const c = await container()
    await c.items.create({ id: 'old', pk: 'x' })
    pass(10)
    for (const id of ['1', '2', '3']) await c.items.create({ id, pk: 'x' })
    const start = new Date(1_800_000_010_000)
    const iterator = c.items.getChangeFeedIterator<{ id: string }>({
      changeFeedStartFrom: ChangeFeedStartFrom.Time(start, 'x'),
      maxItemCount: 2,
    })
    const sizes = []
    for (let page = await iterator.readNext(); page.statusCode !== 304; page = await iterator.readNext()) {
      sizes.push(page.count)
      ok(sizes.length < 5)
    }
    deepEqual(sizes, [2, 1])
  },
})
