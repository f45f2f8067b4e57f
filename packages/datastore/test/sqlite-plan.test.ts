import { SqliteDatastoreProvider, type FilterMap } from '@bytelyst/datastore'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { everything } from '../src/filter/tree.ts'
import { parseFilter } from '../src/filter/parse.ts'
import { pageSteps } from '../src/providers/sqlite/page-steps.ts'
import { findSql, type Statement } from '../src/providers/sqlite/query.ts'
import { tableName } from '../src/providers/sqlite/tables.ts'
import type { DriverQuery, PagePosition, Target } from '../src/driver.ts'

const provider = new SqliteDatastoreProvider({ path: ':memory:' })
const target: Target = {
  collection: 'items',
  settings: { partitionKeyPath: '/tenant', defaultTtl: undefined },
  partitionKeyPath: ['tenant'],
}
const limits = { maxFilterLeaves: 100, maxInValues: 1000 }

beforeAll(async () => {
  await provider.initialize({
    items: { partitionKeyPath: '/tenant', indexes: [{ paths: { 'o.n': 1 } }, { paths: { status: 1, at: -1 } }] },
  })
  const documents = Array.from({ length: 3000 }, (_, i) => ({
    id: `i${i}`,
    tenant: `t${i % 50}`,
    o: { n: i },
    status: ['open', 'closed'][i % 2],
    at: `2026-01-${String((i % 28) + 1).padStart(2, '0')}`,
  }))
  await provider.collection('items').createMany(documents)
})
afterAll(() => provider.close())

interface PlannedQuery {
  filter?: FilterMap
  tenant?: string
  sort?: Record<string, 1 | -1>
  after?: PagePosition
}

function driverQueryOf(query: PlannedQuery): DriverQuery {
  return {
    filter: query.filter === undefined ? everything : parseFilter(query.filter, limits),
    partitionKey: query.tenant,
    sort: Object.entries(query.sort ?? {}).map(([path, direction]) => ({ path: path.split('.'), direction })),
    limit: 10,
    offset: 0,
    page: query.after,
    select: undefined,
  }
}

function statement(query: PlannedQuery): Statement {
  return findSql(tableName('items'), target, driverQueryOf(query), Date.now())
}

/** What SQLite says it will do. */
async function plan(query: PlannedQuery): Promise<string> {
  return planOf(statement(query))
}

async function planOf({ sql, parameters }: Statement): Promise<string> {
  const database = await provider.native()
  const steps = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters)
  return steps.map((step) => String(step['detail'])).join('; ')
}

const searched = /^SEARCH documents:items USING INDEX documents:items (by|within) \S+ \(.*\)/

test.each<readonly [string, Parameters<typeof plan>[0], RegExp]>([
  ['equality', { filter: { 'o.n': 5 } }, / by o\.n \(<expr>=\? AND <expr>=\?/],
  ['equality within a partition', { filter: { 'o.n': 5 }, tenant: 't1' }, / (by|within) o\.n \(.*=\?/],
  ['a range', { filter: { 'o.n': { $gte: 5, $lt: 9 } } }, / by o\.n \(<expr>=\? AND <expr>>\? AND <expr><\?\)/],
  [
    'a range within a partition',
    { filter: { 'o.n': { $gt: 5 } }, tenant: 't1' },
    / within o\.n \(pk=\? AND <expr>=\? AND <expr>>\?\)/,
  ],
  ['a list', { filter: { 'o.n': { $in: [1, 2, 3] } } }, / by o\.n \(<expr>=\? AND <expr>=\?\)/],
  [
    'a prefix',
    { filter: { status: { $startsWith: 'op' } } },
    / by status,-at \(<expr>=\? AND <expr>>\? AND <expr><\?\)/,
  ],
  ['null and missing', { filter: { status: null } }, / by status,-at \(<expr>=\?\)/],
  [
    'two paths',
    { filter: { status: 'open', at: '2026-01-05' } },
    / by status,-at \(<expr>=\? AND <expr>=\? AND <expr>=\? AND <expr>=\?\)/,
  ],
])('a declared index is searched for %s', async (_name, query, expected) => {
  const detail = await plan(query)
  expect(detail).toMatch(searched)
  expect(detail).toMatch(expected)
})

test('a declared index gives the order of a sort, within a partition and across, both ways', async () => {
  for (const direction of [1, -1] as const) {
    const within = await plan({ tenant: 't1', sort: { 'o.n': direction } })
    expect(within).toMatch(/INDEX documents:items within o\.n \(pk=\?/)
    expect(within).not.toContain('TEMP B-TREE')
    const across = await plan({ sort: { 'o.n': direction } })
    expect(across).toMatch(/INDEX documents:items by o\.n/)
    expect(across).not.toContain('TEMP B-TREE')
  }
})

test.each<readonly [string, FilterMap, string]>([
  ['a range', { 'o.n': { $gte: 5, $lt: 900 } }, 'o.n'],
  ['a range beside another condition', { other: 1, $and: [{ 'o.n': { $gt: 5 } }] }, 'o.n'],
  ['a prefix', { status: { $startsWith: 'op' } }, 'status'],
])('a sort by the field of %s takes the order of the index', async (_name, filter, path) => {
  for (const direction of [1, -1] as const) {
    const detail = await plan({ filter, sort: { [path]: direction } })
    expect(detail).toMatch(/ by \S+ \(<expr>=\? AND <expr>>\?/)
    expect(detail).not.toContain('TEMP B-TREE')
  }
})

test.each<readonly [string, FilterMap]>([
  ['one of several conditions', { $or: [{ 'o.n': { $gte: 5 } }, { 'o.n': { $gt: 'a' } }] }],
  ['a negated condition', { 'o.n': { $not: { $gte: 5 } } }],
  ['a list', { 'o.n': { $in: [1, 'a'] } }],
])('a sort by the field of %s still compares types first', async (_name, filter) => {
  const { sql } = statement({ filter, sort: { 'o.n': 1 } })
  expect(sql).toContain(' ORDER BY CASE json_type')
})

test('a page within a partition begins at its place in the index', async () => {
  const after = { values: [5], id: 'i5', partitionKey: 't1' }
  const detail = await plan({ tenant: 't1', sort: { 'o.n': 1 }, after })
  expect(detail).toMatch(/SEARCH documents:items USING INDEX documents:items within o\.n \(pk=\? AND <expr>>\?\)/)
})

test('every step of a later page seeks its place in the index and sorts nothing', async () => {
  const after = { values: [5], id: 'i5', partitionKey: 't5' }
  const query = driverQueryOf({ sort: { 'o.n': 1 }, after })
  const steps = pageSteps(tableName('items'), target, query, Date.now())
  const plans = await Promise.all((steps?.all ?? []).map((step) => planOf(step(10))))
  expect(plans.map((detail) => / by o\.n \(.*\)$/.exec(detail)?.[0])).toEqual([
    ' by o.n (<expr>=? AND <expr>=? AND id=? AND pk>?)',
    ' by o.n (<expr>=? AND <expr>=? AND id>?)',
    ' by o.n (<expr>=? AND <expr>>?)',
    ' by o.n (<expr>>?)',
  ])
})

test('pages by an index hold the same documents in the same order as one question without', async () => {
  const values = [null, undefined, false, true, 1, 2.5, 'a', 'b', ['x'], { y: 1 }]
  const documents = Array.from({ length: 90 }, (_, i) => {
    const value = values[i % values.length]
    return {
      id: `i${(i * 37) % 90}`,
      tenant: `t${i % 2}`,
      m: i % 3,
      ...(value === undefined ? {} : { n: value, u: value }),
    }
  })
  await provider.initialize({
    mixed: { partitionKeyPath: '/tenant', indexes: [{ paths: { n: 1 } }, { paths: { n: -1, m: 1 } }] },
  })
  const mixed = provider.collection('mixed')
  await mixed.createMany(documents)
  for (const scope of [{}, { partitionKey: 't1' }]) {
    for (const [sort, sortWithout] of [
      [{ n: 1 }, { u: 1 }],
      [{ n: -1 }, { u: -1 }],
      [
        { n: -1, m: 1 },
        { u: -1, m: 1 },
      ],
    ] as const) {
      const paged: string[] = []
      let cursor: string | undefined
      do {
        const page = await mixed.findPage({ filter: {}, sort, ...scope, limit: 4, cursor })
        paged.push(...page.items.map(({ id }) => id))
        cursor = page.cursor
      } while (cursor !== undefined)
      const ids = (await mixed.findMany({ filter: {}, sort: { ...sortWithout, id: 1 }, ...scope })).map(({ id }) => id)
      expect(paged).toEqual(ids)
    }
  }
})

test('a page without a sort begins at its place in the index over id', async () => {
  const after = { values: [], id: 'i5', partitionKey: 't1' }
  expect(await plan({ after })).toMatch(/SEARCH documents:items USING INDEX documents:items id \(id>\?\)/)
  expect(await plan({ tenant: 't1', after })).toMatch(
    /SEARCH documents:items USING INDEX documents:items key \(pk=\? AND id>\?\)/,
  )
})

test('one document by id is searched, and never scanned', async () => {
  expect(await plan({ filter: { id: 'i5' } })).toMatch(
    /SEARCH documents:items USING INDEX documents:items id \(id=\?\)/,
  )
  expect(await plan({ filter: { id: 'i5' }, tenant: 't5' })).toMatch(
    /SEARCH documents:items USING INDEX documents:items (key|id) \((pk|id)=\? AND (pk|id)=\?\)/,
  )
})

test('explain says in words what SQLite says in its plan', async () => {
  const items = provider.collection('items')
  expect(await items.explain({ filter: { 'o.n': 5 } })).toEqual({
    scan: false,
    crossPartition: true,
    index: 'o.n',
    requests: 0,
  })
  expect(await items.explain({ filter: { status: 'open' }, partitionKey: 't1' })).toMatchObject({
    scan: false,
    crossPartition: false,
    index: 'status,-at',
  })
  expect(await items.explain({ filter: { id: 'i5' } })).toMatchObject({ scan: false, index: 'id' })
  expect(await items.explain({ filter: { other: 5 } })).toEqual({ scan: true, crossPartition: true, requests: 0 })
})
