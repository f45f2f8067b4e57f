import { deepEqual, equal, rejects } from 'node:assert/strict'
import type { OperationInput } from '@azure/cosmos'
import { statusOf } from '../support/outcome.ts'
import { signedRequest } from '../support/signed-request.ts'
import { checks } from './check.ts'

const stale = '"00000000-0000-0000-0000-000000000000"'
const create = (id: string, pk = 'b'): OperationInput => ({ operationType: 'Create', resourceBody: { id, pk } })

export const batchChecks = checks({
  'a batch does all six operations and answers each': async ({ container }) => {
    const c = await container()
    await c.items.create({ id: 'a', pk: 'b', n: 1 })
    await c.items.create({ id: 'gone', pk: 'b' })
    const { result, code } = await c.items.batch(
      [
        create('new'),
        { operationType: 'Read', id: 'a' },
        { operationType: 'Replace', id: 'a', resourceBody: { id: 'a', pk: 'b', n: 2 } },
        { operationType: 'Patch', id: 'a', resourceBody: { operations: [{ op: 'incr', path: '/n', value: 5 }] } },
        { operationType: 'Upsert', resourceBody: { id: 'up', pk: 'b' } },
        { operationType: 'Delete', id: 'gone' },
      ],
      'b',
    )
    equal(code, 200)
    deepEqual(
      result?.map(({ statusCode }) => statusCode),
      [201, 200, 200, 200, 201, 204],
    )
    deepEqual(
      result?.map(({ resourceBody }) => resourceBody?.['n']),
      [undefined, 1, 2, 7, undefined, undefined],
    )
    equal((await c.item('a', 'b').read()).resource?.n, 7)
    equal((await c.item('a', 'b').read()).etag, result?.[3]?.eTag)
  },
  'a batch of which one operation fails does none: 207, with 424 for the others': async ({ container }) => {
    const c = await container()
    const first = await c.items.create({ id: 'a', pk: 'b', n: 1 })
    await c.items.create({ id: 'keep', pk: 'b' })
    const { result, code } = await c.items.batch(
      [
        create('new'),
        { operationType: 'Delete', id: 'keep' },
        { operationType: 'Upsert', resourceBody: { id: 'a', pk: 'b', n: 2 } },
        create('a'),
        create('late'),
      ],
      'b',
    )
    equal(code, 207)
    deepEqual(
      result?.map(({ statusCode }) => statusCode),
      [424, 424, 424, 409, 424],
    )
    equal(await statusOf(c.item('new', 'b').read()), '404')
    equal(await statusOf(c.item('keep', 'b').read()), '200')
    equal((await c.item('a', 'b').read()).etag, first.etag)
    const ids = (await c.items.readAll().fetchAll()).resources.map(({ id }) => id)
    deepEqual(ids, ['a', 'keep'], 'the order of creation stays')
  },
  'a stale ifMatch in a batch is 412 and rolls back': async ({ container }) => {
    const c = await container()
    await c.items.create({ id: 'a', pk: 'b' })
    const replace = { operationType: 'Replace' as const, id: 'a', resourceBody: { id: 'a', pk: 'b' }, ifMatch: stale }
    const { result } = await c.items.batch([create('new'), replace], 'b')
    deepEqual(
      result?.map(({ statusCode }) => statusCode),
      [424, 412],
    )
    equal(await statusOf(c.item('new', 'b').read()), '404')
  },
  'a document of another partition, no operation and more than 100 make a batch 400': async ({
    container,
    emulator,
  }) => {
    const c = await container()
    equal(await statusOf(c.items.batch([create('a'), create('b', 'other')], 'b')), '400/1001')
    equal(await statusOf(c.item('a', 'b').read()), '404')
    const path = `dbs/app/colls/${c.id}/docs`
    const headers = {
      'x-ms-documentdb-partitionkey': '["b"]',
      'x-ms-cosmos-is-batch-request': 'true',
      'x-ms-cosmos-batch-atomic': 'true',
    }
    const many = JSON.stringify(Array.from({ length: 101 }, (_, i) => create(`k${i}`)))
    equal((await signedRequest(emulator, 'POST', path, headers, many)).status, 400)
    equal((await signedRequest(emulator, 'POST', path, headers, '[]')).status, 400)
    equal((await signedRequest(emulator, 'POST', path, headers, '{}')).status, 400)
    await rejects(
      c.items.batch(
        Array.from({ length: 101 }, (_, i) => create(`k${i}`)),
        'b',
      ),
    )
  },
  'bulk does each operation alone, wherever its partition is': async ({ container }) => {
    const c = await container()
    await c.items.create({ id: 'there', pk: 'p3' })
    const operations = Array.from({ length: 60 }, (_, i) => ({
      operationType: 'Create' as const,
      partitionKey: `p${i}`,
      resourceBody: { id: i === 3 ? 'there' : `k${i}`, pk: `p${i}` },
    }))
    const results = await c.items.executeBulkOperations(operations)
    const statuses = results.map(({ response, error }) => response?.statusCode ?? Number(error?.code))
    deepEqual(
      statuses,
      operations.map((_, i) => (i === 3 ? 409 : 201)),
    )
    equal((await c.items.query('SELECT * FROM c').fetchAll()).resources.length, 60)
    const removed = await c.items.executeBulkOperations([
      { operationType: 'Delete', partitionKey: 'p5', id: 'k5' },
      {
        operationType: 'Patch',
        partitionKey: 'p6',
        id: 'k6',
        resourceBody: { operations: [{ op: 'set', path: '/n', value: 1 }] },
      },
      { operationType: 'Read', partitionKey: 'p7', id: 'none' },
    ])
    deepEqual(
      removed.map(({ response, error }) => response?.statusCode ?? Number(error?.code)),
      [204, 200, 404],
    )
    equal((await c.item('k6', 'p6').read()).resource?.n, 1)
  },
})
