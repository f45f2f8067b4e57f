import { expect, onTestFinished, test } from 'vitest'
import { openSubject, type Subject } from './support/subject.ts'
import { statusOf } from './support/outcome.ts'

const contenders = 200

async function open(): Promise<Subject> {
  const subject = await openSubject()
  onTestFinished(subject.close)
  return subject
}

function counts(statuses: readonly string[]): Record<string, number> {
  const counted: Record<string, number> = {}
  for (const status of statuses) counted[status] = (counted[status] ?? 0) + 1
  return counted
}

test('of 200 creations of one id exactly one succeeds', async () => {
  const c = await (await open()).container()
  const race = Array.from({ length: contenders }, () => statusOf(c.items.create({ id: 'one', pk: 'x' })))
  expect(counts(await Promise.all(race))).toEqual({ 201: 1, 409: 199 })
})

test('of 200 replacements of one etag exactly one succeeds', async () => {
  const c = await (await open()).container()
  const { etag } = await c.items.create({ id: 'a', pk: 'x' })
  const accessCondition = { type: 'IfMatch', condition: etag }
  const race = Array.from({ length: contenders }, (_, n) =>
    statusOf(c.item('a', 'x').replace({ id: 'a', pk: 'x', n }, { accessCondition })),
  )
  expect(counts(await Promise.all(race))).toEqual({ 200: 1, 412: 199 })
})

test('200 increments at once are all counted', async () => {
  const c = await (await open()).container()
  await c.items.create({ id: 'a', pk: 'x' })
  await Promise.all(
    Array.from({ length: contenders }, () => c.item('a', 'x').patch([{ op: 'incr', path: '/n', value: 1 }])),
  )
  expect((await c.item('a', 'x').read()).resource?.n).toBe(contenders)
})

test('of 50 batches that each move the same document exactly one succeeds, and no other leaves a trace', async () => {
  const c = await (await open()).container()
  await c.items.create({ id: 'source', pk: 'x' })
  const race = Array.from({ length: 50 }, (_, i) =>
    statusOf(
      c.items.batch(
        [
          { operationType: 'Create', resourceBody: { id: `moved${i}`, pk: 'x' } },
          { operationType: 'Delete', id: 'source' },
        ],
        'x',
      ),
    ),
  )
  expect(counts(await Promise.all(race))).toEqual({ 200: 1, 207: 49 })
  const { resources } = await c.items.readAll({ partitionKey: 'x' }).fetchAll()
  expect(resources).toHaveLength(1)
})
