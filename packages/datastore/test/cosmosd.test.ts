import { beforeAll, expect, test } from 'vitest'
import { cosmosd } from '../../../scripts/servers/cosmosd/definition.ts'
import { describeOnCosmos, type Container } from './support/cosmos-server.ts'

/** What the server has to get right, so that a case that passes on it proves something. The SDK is used by itself. */
describeOnCosmos(
  'the server itself',
  (server) => {
    let container: Container

    beforeAll(async () => {
      const { database } = await (await server.client()).databases.create({ id: 'itself' })
      const compositeIndexes = [
        [
          { path: '/v', order: 'ascending' },
          { path: '/n', order: 'descending' },
        ] as never,
      ]
      const indexingPolicy = { includedPaths: [{ path: '/*' }], compositeIndexes }
      const partitionKey = { paths: ['/pk'], version: 2 }
      container = (await database.containers.create({ id: 'c', partitionKey, indexingPolicy, defaultTtl: -1 }))
        .container
      const values = [1, 'a', true, null, undefined, 2, 'b', false, 3, 'c']
      for (const [i, v] of values.entries())
        await container.items.create({ id: `i${i}`, pk: `p${i}`, v, n: i, 'a-b': i })
    })

    const query = async (sql: string, partitionKey?: string): Promise<unknown[]> => {
      const options = { maxItemCount: 100, ...(partitionKey !== undefined && { partitionKey }) }
      return (await container.items.query(sql, options).fetchAll()).resources
    }
    const failure = async (work: Promise<unknown>): Promise<{ code?: unknown; message: string }> => {
      try {
        await work
      } catch (error) {
        return error as { code?: unknown; message: string }
      }
      throw new Error('it was expected to fail')
    }

    test('a container has several ranges, over which documents are spread', async () => {
      const ranges = await container.readPartitionKeyRanges().fetchAll()
      expect(ranges.resources).toHaveLength(4)
    })

    test('a sort of mixed types over several partitions throws in the SDK: its merge is at work', async () => {
      expect((await failure(query('SELECT * FROM c ORDER BY c["v"]'))).message).toMatch(
        /mixed types|unrecognizable type/,
      )
      expect(
        (await failure(query('SELECT * FROM c WHERE IS_DEFINED(c["v"]) AND NOT IS_NULL(c["v"]) ORDER BY c["v"]')))
          .message,
      ).toMatch(/mixed types/)
    })

    test('a sort of one type over several partitions is merged', async () => {
      const rows = await query('SELECT VALUE c["n"] FROM c ORDER BY c["n"] DESC')
      expect(rows).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0])
    })

    test('a sort by two keys without a composite index is 400', async () => {
      const { code, message } = await failure(query('SELECT * FROM c ORDER BY c["v"], c["w"]'))
      expect([code, message]).toEqual([400, expect.stringContaining('composite index')])
      expect(await failure(query('SELECT * FROM c ORDER BY c["v"], c["n"]', 'p1'))).toMatchObject({ code: 400 })
    })

    test('a sort by two keys with one is served, and its reverse', async () => {
      const numbers = 'SELECT VALUE c["n"] FROM c WHERE IS_NUMBER(c["v"])'
      expect(await query(`${numbers} ORDER BY c["v"] ASC, c["n"] DESC`)).toEqual([0, 5, 8])
      expect(await query(`${numbers} ORDER BY c["v"] DESC, c["n"] ASC`)).toEqual([8, 5, 0])
    })

    test('a sort by a field whose name is no identifier is planned and merged too', async () => {
      expect(await query('SELECT VALUE c["n"] FROM c ORDER BY c["a-b"] DESC')).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0])
      expect(await query('SELECT VALUE c["n"] FROM c ORDER BY c["it\'s \\"odd\\""]')).toHaveLength(10)
    })

    test('a query that cannot be planned is 500, and not served whole', async () => {
      expect(await failure(query('SELECT * FROM c ORDER BY c["n"] + 1'))).toMatchObject({ code: 500 })
      expect(await failure(query('SELECT * FROM c ORDER BY c["list"][0]'))).toMatchObject({ code: 500 })
    })

    test('the SDK drops false, 0 and empty strings from SELECT DISTINCT VALUE over several partitions', async () => {
      const values = await query('SELECT DISTINCT VALUE c["v"] FROM c')
      expect(values).not.toContain(false)
      expect(await query('SELECT DISTINCT c["v"] AS v FROM c')).toContainEqual({ v: false })
    })

    test('forceQueryPlan drops the partitionKey option: every partition leaks, unless the query names it too', async () => {
      const options = { partitionKey: 'p1', forceQueryPlan: true, maxItemCount: 100 }
      const { resources: leaked } = await container.items.query('SELECT * FROM c ORDER BY c["n"]', options).fetchAll()
      expect(leaked).toHaveLength(10)
      const scoped = {
        query: 'SELECT * FROM c WHERE c["pk"] = @pk ORDER BY c["n"]',
        parameters: [{ name: '@pk', value: 'p1' }],
      }
      expect((await container.items.query(scoped, options).fetchAll()).resources).toHaveLength(1)
    })

    test('another key is 401', async () => {
      const response = await fetch(`${server.endpoint}/dbs`, {
        headers: { authorization: 'type%3Dmaster%26ver%3D1.0%26sig%3DAAAA' },
      })
      expect(response.status).toBe(401)
    })

    test('a patch whose condition is not met is 412, and changes nothing', async () => {
      const item = container.item('i0', 'p0')
      const patch = {
        condition: 'FROM c WHERE IS_STRING(c["n"])',
        operations: [{ op: 'incr', path: '/n', value: 1 } as const],
      }
      expect(await failure(item.patch(patch))).toMatchObject({ code: 412 })
      expect((await item.read<{ n: number }>()).resource?.n).toBe(0)
      expect(await failure(container.item('none', 'p0').patch(patch))).toMatchObject({ code: 404 })
    })

    test('a batch is all or nothing', async () => {
      const { result } = await container.items.batch(
        [
          { operationType: 'Create', resourceBody: { id: 'new', pk: 'p0' } },
          { operationType: 'Create', resourceBody: { id: 'i0', pk: 'p0' } },
        ],
        'p0',
      )
      expect(result?.map(({ statusCode }) => statusCode)).toEqual([424, 409])
      expect((await container.item('new', 'p0').read()).statusCode).toBe(404)
    })

    test('a document is gone at its second, by the clock that can be put forward', async () => {
      await container.items.create({ id: 'brief', pk: 'p0', ttl: 60 })
      await cosmosd.advanceClock?.(server.endpoint, 58_000)
      expect((await container.item('brief', 'p0').read()).statusCode).toBe(200)
      await cosmosd.advanceClock?.(server.endpoint, 3000)
      expect((await container.item('brief', 'p0').read()).statusCode).toBe(404)
      await container.items.create({ id: 'brief', pk: 'p0', ttl: 60 })
      expect((await container.item('brief', 'p0').read()).statusCode).toBe(200)
    })
  },
  { only: 'cosmosd' },
)
