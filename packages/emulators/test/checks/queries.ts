import { deepEqual, equal, ok } from 'node:assert/strict'
import type { Container, FeedOptions, SqlQuerySpec } from '@azure/cosmos'
import { statusOf } from '../support/outcome.ts'
import { signedRequest } from '../support/signed-request.ts'
import type { Subject } from '../support/subject.ts'
import { checks } from './check.ts'

interface Row {
  readonly id: string
  readonly pk: string
  readonly n: number
}

const rows = Array.from({ length: 40 }, (_, i) => ({
  id: `d${i}`,
  pk: `p${i % 8}`,
  n: (i * 7) % 40,
  even: i % 2 === 0,
}))

async function filled({ container, emulator }: Subject): Promise<Container> {
  const c = await container()
  emulator.seed({ app: { [c.id]: { partitionKey: '/pk', documents: rows } } })
  return c
}

async function all<T = Row>(c: Container, query: string | SqlQuerySpec, options?: FeedOptions): Promise<readonly T[]> {
  return (await c.items.query<T>(query, options).fetchAll()).resources
}

export const queryChecks = checks({
  'a query sees one partition with a key, and all without': async (subject) => {
    const c = await filled(subject)
    equal((await all(c, 'SELECT * FROM c')).length, 40)
    const one = await all(c, 'SELECT * FROM c', { partitionKey: 'p3' })
    deepEqual(
      one.map(({ id }) => id),
      ['d3', 'd11', 'd19', 'd27', 'd35'],
    )
    deepEqual(await all(c, 'SELECT * FROM c', { partitionKey: 'none' }), [])
  },
  'parameters are values, whatever they hold': async (subject) => {
    const c = await filled(subject)
    const find = (value: string): Promise<readonly Row[]> =>
      all(c, { query: 'SELECT * FROM c WHERE c.id = @id', parameters: [{ name: '@id', value }] })
    deepEqual(
      (await find('d7')).map(({ n }) => n),
      [9],
    )
    deepEqual(await find("x' OR true OR 'x' = 'x"), [])
  },
  'functions of the current time go by the clock': async (subject) => {
    const c = await filled(subject)
    const now = (): Promise<readonly unknown[]> =>
      all(c, "SELECT GetCurrentTimestamp() AS t, GetCurrentDateTime() AS d FROM c WHERE c.id = 'd7'")
    deepEqual(await now(), [{ t: 1_800_000_000_000, d: '2027-01-15T08:00:00.0000000Z' }])
    subject.pass(90)
    deepEqual(await now(), [{ t: 1_800_000_090_000, d: '2027-01-15T08:01:30.0000000Z' }])
  },
  'ORDER BY across partitions is merged by the SDK': async (subject) => {
    const c = await filled(subject)
    const sorted = rows.map(({ n }) => n).toSorted((a, b) => a - b)
    deepEqual(
      (await all(c, 'SELECT * FROM c ORDER BY c.n')).map(({ n }) => n),
      sorted,
    )
    deepEqual(
      (await all(c, 'SELECT * FROM c ORDER BY c.n DESC')).map(({ n }) => n),
      sorted.toReversed(),
    )
    const some = await all(c, 'SELECT * FROM c ORDER BY c.n OFFSET 5 LIMIT 3')
    deepEqual(
      some.map(({ n }) => n),
      [5, 6, 7],
    )
    deepEqual(
      (await all(c, 'SELECT TOP 2 * FROM c ORDER BY c.n')).map(({ n }) => n),
      [0, 1],
    )
  },
  'aggregates, GROUP BY and DISTINCT across partitions are merged by the SDK': async (subject) => {
    const c = await filled(subject)
    deepEqual(await all<number>(c, 'SELECT VALUE COUNT(1) FROM c'), [40])
    deepEqual(await all<number>(c, 'SELECT VALUE SUM(c.n) FROM c'), [780])
    deepEqual(await all<number>(c, 'SELECT VALUE AVG(c.n) FROM c'), [19.5])
    deepEqual(await all<number>(c, 'SELECT VALUE MAX(c.n) FROM c'), [39])
    const groups = await all<{ pk: string; count: number; most: number }>(
      c,
      'SELECT c.pk, COUNT(1) AS count, MAX(c.n) AS most FROM c GROUP BY c.pk',
    )
    equal(groups.length, 8)
    ok(groups.every(({ count }) => count === 5))
    equal(Math.max(...groups.map(({ most }) => most)), 39)
    deepEqual((await all(c, 'SELECT DISTINCT c.even FROM c')).length, 2)
  },
  'without a plan a query that must be merged is 400, with what makes the SDK ask for one': async (subject) => {
    const c = await filled(subject)
    const headers = { 'x-ms-documentdb-isquery': 'true', 'content-type': 'application/query+json' }
    const path = `dbs/app/colls/${c.id}/docs`
    const body = JSON.stringify({ query: 'SELECT * FROM c ORDER BY c.n' })
    const cross = { ...headers, 'x-ms-documentdb-query-enablecrosspartition': 'true' }
    const refused = await signedRequest(subject.emulator, 'POST', path, cross, body)
    deepEqual([refused.status, refused.headers.get('x-ms-substatus')], [400, '1004'])
    ok(String(refused.json['additionalErrorInfo']).includes('"queryInfo"'))
    equal((await signedRequest(subject.emulator, 'POST', path, headers, body)).status, 400)
  },
  'each range answers its own documents, and all together every one once': async (subject) => {
    const c = await filled(subject)
    const path = `dbs/app/colls/${c.id}/docs`
    const seen: string[] = []
    for (const range of ['0', '1', '2', '3']) {
      const headers = { 'x-ms-documentdb-isquery': 'true', 'x-ms-documentdb-partitionkeyrangeid': range }
      const { json } = await signedRequest(subject.emulator, 'POST', path, headers, '{"query":"SELECT * FROM c"}')
      const documents = json['Documents'] as Row[]
      ok(documents.length < 40)
      seen.push(...documents.map(({ id }) => id))
    }
    deepEqual(seen.toSorted(), rows.map(({ id }) => id).toSorted())
  },
  'pages hold what is asked for, go on by their token, and miss nothing': async (subject) => {
    const c = await filled(subject)
    for (const query of ['SELECT * FROM c', 'SELECT * FROM c ORDER BY c.n']) {
      for (const options of [{ partitionKey: 'p1' }, { enableQueryControl: true }]) {
        const seen: string[] = []
        let continuationToken: string | undefined
        let pages = 0
        do {
          const paging = {
            ...options,
            maxItemCount: 2,
            ...(continuationToken === undefined ? {} : { continuationToken }),
          }
          const page = await c.items.query<Row>(query, paging).fetchNext()
          const found = page.resources ?? []
          ok(found.length <= 2)
          seen.push(...found.map(({ id }) => id))
          continuationToken = page.continuationToken
          pages += 1
        } while (continuationToken !== undefined && pages < 100)
        const expected = rows.filter(({ pk }) => !('partitionKey' in options) || pk === 'p1')
        deepEqual(seen.toSorted(), expected.map(({ id }) => id).toSorted(), `${query} ${JSON.stringify(options)}`)
      }
    }
  },
  'pages miss nothing and repeat nothing while documents come and go': async (subject) => {
    const c = await filled(subject)
    const seen: string[] = []
    let continuationToken: string | undefined
    do {
      const paging = {
        partitionKey: 'p1',
        maxItemCount: 1,
        ...(continuationToken === undefined ? {} : { continuationToken }),
      }
      const page = await c.items.query<Row>('SELECT * FROM c', paging).fetchNext()
      seen.push(...(page.resources ?? []).map(({ id }) => id))
      continuationToken = page.continuationToken
      const last = seen.at(-1)
      if (last === 'd9') await c.item('d9', 'p1').delete()
      if (last === 'd17') await c.item('d1', 'p1').replace({ id: 'd1', pk: 'p1', n: -1 })
    } while (continuationToken !== undefined && seen.length < 20)
    deepEqual(seen, ['d1', 'd9', 'd17', 'd25', 'd33'])
  },
  'a hundred rows are a page where nothing else is said': async ({ container, emulator }) => {
    const c = await container()
    const documents = Array.from({ length: 250 }, (_, i) => ({ id: String(i), pk: 'x' }))
    emulator.seed({ app: { [c.id]: { partitionKey: '/pk', documents } } })
    const page = await c.items.query('SELECT * FROM c', { partitionKey: 'x' }).fetchNext()
    equal(page.resources.length, 100)
    equal((await all(c, 'SELECT * FROM c', { partitionKey: 'x' })).length, 250)
    equal((await all(c, 'SELECT * FROM c', { partitionKey: 'x', maxItemCount: -1 })).length, 250)
  },
  'a token of another query, a malformed one, and a query that is none are 400': async (subject) => {
    const c = await filled(subject)
    const { continuationToken } = await c.items
      .query('SELECT * FROM c', { partitionKey: 'p1', maxItemCount: 1 })
      .fetchNext()
    const with_ = (query: string, token: string | undefined): Promise<string> =>
      statusOf(
        c.items
          .query(query, { partitionKey: 'p1', ...(token === undefined ? {} : { continuationToken: token }) })
          .fetchNext()
          .then(() => ({ statusCode: 200 })),
      )
    equal(await with_('SELECT * FROM c WHERE true', continuationToken), '400')
    equal(await with_('SELECT * FROM c', 'nonsense'), '400')
    equal(await with_('SELEC * FROM c', undefined), '400')
    equal(await with_('SELECT * FROM c WHERE c.n = @unbound', undefined), '400')
  },
  'two sort keys need their composite index': async ({ container }) => {
    const paths = (a: 'ascending' | 'descending') => [
      { path: '/n', order: a },
      { path: '/id', order: 'ascending' as const },
    ]
    const c = await container({ indexingPolicy: { compositeIndexes: [paths('descending')] } })
    await c.items.create({ id: '1', pk: 'x', n: 1 })
    const sort = (by: string) =>
      statusOf(
        c.items
          .query(`SELECT * FROM c ORDER BY ${by}`, { partitionKey: 'x' })
          .fetchAll()
          .then(() => ({ statusCode: 200 })),
      )
    equal(await sort('c.n DESC, c.id'), '200')
    equal(await sort('c.n, c.id'), '400')
  },
})
