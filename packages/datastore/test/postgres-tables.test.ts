import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startServer, type RunningServer } from '../../../scripts/servers/start.ts'
import { onEachServer } from '../../../scripts/servers/testing.ts'
import type { DriverQuery, Target } from '../src/driver.ts'
import { parseFilter } from '../src/filter/parse.ts'
import { PostgresDatastoreProvider } from '../src/providers/postgres/index.ts'
import { findSql } from '../src/providers/postgres/query.ts'
import { Tables } from '../src/providers/postgres/tables.ts'

const { Pool } = await import('pg')

const hostileSchema = `s" ; DROP SCHEMA public; -- '\\ é`
const limits = { maxFilterLeaves: 100, maxInValues: 1000 }

onEachServer('postgres', 'the tables of postgres', (server) => {
  describe(`tables on ${server.title}`, () => {
    let running: RunningServer
    let admin: InstanceType<typeof Pool>
    const providers: PostgresDatastoreProvider[] = []
    beforeAll(async () => {
      running = await startServer(server)
      admin = new Pool({ connectionString: running.url })
      // The server may end a session that is being closed, and a pool that nobody listens to ends the process.
      admin.on('error', () => undefined)
    })
    afterAll(async () => {
      await Promise.all(providers.map((provider) => provider.close()))
      await admin?.end()
      await running?.stop()
    })

    function open(schema?: string, url = running.url): PostgresDatastoreProvider {
      const provider = new PostgresDatastoreProvider({ url, schema })
      providers.push(provider)
      return provider
    }

    test('names of schemas, collections and fields are only ever names, whatever they look like', async () => {
      const provider = open(hostileSchema)
      const name = `-_${'x'.repeat(61)}`
      const path = String.raw`a' -> 'b\' OR 1=1; --`
      await provider.initialize({
        [name]: { partitionKeyPath: '/id', indexes: [{ paths: { [path]: 1 }, unique: true }] },
      })
      const items = provider.collection(name)
      await items.create({ id: 'a', [path]: String.raw`'; DROP TABLE x; -- \'` })
      await items.create({ id: 'b', [path]: 2 })
      expect(await items.findMany({ filter: { [path]: { $gt: 1 } } })).toEqual([{ id: 'b', [path]: 2 }])
      expect(await items.update('b', 'b', { $inc: { [path]: 1 }, $set: { [String.raw`c\'`]: 1 } })).toMatchObject({
        [path]: 3,
      })
      expect(await items.aggregate({ filter: {}, groupBy: [path], count: 'n' })).toHaveLength(2)
      const first = await items.findPage({ filter: {}, sort: { [path]: -1 }, limit: 1 })
      const second = await items.findPage({ filter: {}, sort: { [path]: -1 }, limit: 1, cursor: first.cursor ?? '' })
      expect([first, second].flatMap((page) => page.items.map(({ id }) => id))).toEqual(['a', 'b'])
      expect(
        (await admin.query(`SELECT 1 FROM pg_namespace WHERE nspname IN ('public', $1)`, [hostileSchema])).rowCount,
      ).toBe(2)
    })

    test('a collection may have the name of what else is in the schema', async () => {
      const provider = open('settings')
      for (const name of ['bytelyst_collections', 'bytelyst_sort_key', 'bytelyst_whole_key']) {
        await provider.initialize({ [name]: { partitionKeyPath: '/pk' } })
        await provider.collection(name).create({ id: name, pk: 'p' })
        expect(await open('settings').collection(name).findById(name, 'p')).toEqual({ id: name, pk: 'p' })
      }
    })

    test('twelve providers that initialise the same collections at once all succeed, and agree', async () => {
      const config = {
        partitionKeyPath: '/pk',
        defaultTtl: 60,
        indexes: [{ paths: { a: 1 as const, b: -1 as const }, unique: true }],
      }
      const contenders = Array.from({ length: 12 }, () => open('raced'))
      await Promise.all(contenders.map((provider) => provider.initialize({ one: config, two: config })))
      await Promise.all(
        contenders.map((provider, i) => provider.collection('one').create({ id: `i${i}`, pk: 'p', a: i, b: i })),
      )
      expect(await open('raced').collection('one').count({}, { partitionKey: 'p' })).toBe(12)
    })

    test('writers of a collection that nobody initialised all succeed at once', async () => {
      const contenders = Array.from({ length: 12 }, () => open('fresh'))
      await Promise.all(contenders.map((provider, i) => provider.collection('items').create({ id: `i${i}` })))
      expect(await open('fresh').collection('items').count({})).toBe(12)
    })

    test('a collection that another process drops is empty, and is there again with the next write', async () => {
      const provider = open('dropped')
      await provider.initialize({ items: { partitionKeyPath: '/pk', defaultTtl: null } })
      const items = provider.collection('items')
      await items.create({ id: 'a', pk: 'p' })
      await admin.query('DROP SCHEMA dropped CASCADE')
      expect(await items.findById('a', 'p')).toBe(null)
      expect(await items.findMany({ filter: { n: { $gt: 1 } } })).toEqual([])
      expect(await items.aggregate({ filter: {}, count: 'n', sum: { total: 'x' }, max: { most: 'x' } })).toEqual([
        { n: 0, total: 0, most: null },
      ])
      expect(await items.updateMany({}, { $set: { n: 1 } })).toEqual({ updated: 0, failed: 0 })
      expect(await items.deleteMany({})).toEqual({ deleted: 0 })
      expect(await items.delete('a', 'p')).toBe(false)
      await expect(items.update('a', 'p', { $set: { n: 1 } })).rejects.toMatchObject({ code: 'not_found' })
      await admin.query('DROP SCHEMA IF EXISTS dropped CASCADE')
      await items.transact('p', [
        { op: 'create', document: { id: 'b', pk: 'p' } },
        { op: 'create', document: { id: 'c', pk: 'p' } },
      ])
      expect(await items.count({})).toBe(2)
      // With the settings by which they are written.
      expect(await open('dropped').collection('items').findById('b', 'p')).toEqual({ id: 'b', pk: 'p' })
    })

    test("a table of the user's own is left alone, and the schema named", async () => {
      await admin.query('CREATE SCHEMA theirs; CREATE TABLE theirs.users (name text)')
      const users = open('theirs').collection('users')
      const error: unknown = await users.create({ id: 'a' }).catch((caught: unknown) => caught)
      expect(error).toMatchObject({
        code: 'misconfigured',
        message: expect.stringContaining('POSTGRES_SCHEMA') as string,
      })
    })

    test('a user who may not make tables initialises what is there, and is refused what is not', async () => {
      const config = { items: { partitionKeyPath: '/pk', defaultTtl: 60, indexes: [{ paths: { n: 1 as const } }] } }
      await open('granted').initialize(config)
      await admin.query(`CREATE ROLE clerk LOGIN PASSWORD 'clerk'; GRANT USAGE ON SCHEMA granted TO clerk;
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA granted TO clerk`)
      const provider = open('granted', running.url.replace('postgres:postgres@', 'clerk:clerk@'))
      await provider.initialize(config)
      const items = provider.collection('items')
      await items.create({ id: 'a', pk: 'p', n: 1 })
      await items.update('a', 'p', { $inc: { n: 1 } })
      expect(await items.findMany({ filter: { n: 2 }, sort: { n: 1 } })).toEqual([{ id: 'a', pk: 'p', n: 2 }])
      await expect(provider.collection('others').create({ id: 'a' })).rejects.toMatchObject({
        code: 'permission_denied',
      })
    })

    test('what fails after its first part is in doubt, whatever the server says of the second', async () => {
      const provider = open('parts')
      await provider.initialize({ items: { partitionKeyPath: '/pk', indexes: [{ paths: { v: 1 }, unique: true }] } })
      const items = provider.collection('items')
      await items.create({ id: 'holder', pk: 'p', v: 'taken' })
      await admin.query(`CREATE FUNCTION parts.fill() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.id = 'z' THEN RAISE EXCEPTION 'full' USING ERRCODE = '53100'; END IF; RETURN NEW; END $$`)
      await admin.query('CREATE TRIGGER fill BEFORE INSERT ON parts.items FOR EACH ROW EXECUTE FUNCTION parts.fill()')
      const documents = ['free', 'taken', 'else'].map((v, i) => ({ id: 'abz'.charAt(i), pk: 'p', v }))
      await expect(items.createMany(documents)).rejects.toMatchObject({ code: 'quota_exceeded', ambiguous: true })
      expect(await items.findById('a', 'p')).toMatchObject({ v: 'free' })
      await expect(items.createMany(documents.slice(2))).rejects.toMatchObject({ ambiguous: false })
    })

    test('an update of many documents takes a unique value that an expired document still holds', async () => {
      let now = Date.now()
      const provider = new PostgresDatastoreProvider({ url: running.url, schema: 'freed', clock: () => now })
      providers.push(provider)
      const indexes = [{ paths: { v: 1 }, unique: true }] as const
      await provider.initialize({ items: { partitionKeyPath: '/pk', defaultTtl: null, indexes: [...indexes] } })
      const items = provider.collection('items')
      await items.create({ id: 'old', pk: 'p', v: 'x' }, { ttlSeconds: 5 })
      await items.create({ id: 'new', pk: 'p', v: 'y' })
      now += 4_000
      expect(await items.updateMany({ id: 'new' }, { $set: { v: 'x' } })).toEqual({ updated: 0, failed: 1 })
      now += 2_000
      expect(await items.updateMany({ id: 'new' }, { $set: { v: 'x' } })).toEqual({ updated: 1, failed: 0 })
    })

    test('rawQuery takes one statement, and none that writes', async () => {
      const items = open('raw').collection<{ id: string; n: number }>('items')
      await items.create({ id: 'a', n: 1 })
      const query = { text: `SELECT document -> 'n' AS n, $1::int AS given FROM "raw".items`, values: [7] }
      expect(await items.rawQuery(query)).toEqual([{ n: 1, given: 7 }])
      const refused = [
        'DELETE FROM "raw".items',
        'COMMIT; DELETE FROM "raw".items',
        'SELECT 1; SELECT 2',
        'CREATE TABLE x (y int)',
        'nonsense',
        { text: 'SELECT 1', values: 'none' },
      ]
      for (const text of refused) await expect(items.rawQuery(text)).rejects.toMatchObject({ code: 'invalid_argument' })
      const failure: unknown = await items
        .rawQuery({ text: 'SELECT $1::int', values: ['x" canary "y'] })
        .catch((error: unknown) => error)
      expect(inspect(failure, { depth: 9, showHidden: true })).not.toContain('canary')
      await items.rawQuery('COMMIT')
      expect(await items.count({})).toBe(1)
    })

    test('the order of fields is not kept, and everything else is', async () => {
      const items = open('fields').collection('items')
      const document = {
        zebra: 1,
        id: 'a',
        b: { y: 1e-130, x: [2 ** 53 - 1, -(2 ** 53 - 1), 0.1 + 0.2, 1e15, 5e-7] },
        a: '"\\é',
      }
      await items.create(document)
      expect(await items.findById('a', 'a')).toEqual(document)
      expect(await items.update('a', 'a', { $push: { 'b.x': 1e-130 }, $inc: { 'b.y': -1e-130 } })).toEqual({
        ...document,
        b: { y: 0, x: [...document.b.x, 1e-130] },
      })
    })

    test('strings that differ behind what an index has of them are told apart, ordered and paged', async () => {
      const provider = open('long')
      const longIndexes = [
        { paths: { v: 1 as const } },
        { paths: { u: 1 as const, v: 1 as const, w: 1 as const }, unique: true },
      ]
      await provider.initialize({ items: { partitionKeyPath: '/pk', indexes: longIndexes } })
      const items = provider.collection<{ id: string; pk: string; v: string; u: string; w: string }>('items')
      // What does not compress: an index holds a compressed text otherwise.
      const random = (length: number): string =>
        Array.from({ length }, () => String.fromCodePoint(0x20000 + Math.floor(Math.random() * 40_000))).join('')
      const [base, pk] = [random(1250), random(250)]
      const documents = Array.from({ length: 30 }, (_, i) => ({
        id: `${random(120)}${i}`,
        pk,
        v: base.slice(0, 2 * (95 + i)) + String.fromCodePoint(0x30 + ((i * 7) % 30)),
        u: base,
        w: `${base}${i}`,
      }))
      await items.createMany(documents)
      const sorted = documents
        .map(({ v }) => v)
        .toSorted((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)))
      const paged: string[] = []
      let cursor: string | undefined
      do {
        const page = await items.findPage({
          filter: {},
          sort: { v: 1 },
          limit: 4,
          ...(cursor !== undefined && { cursor }),
        })
        paged.push(...page.items.map(({ v }) => v))
        cursor = page.cursor
      } while (cursor !== undefined)
      expect(paged).toEqual(sorted)
      for (const [i, v] of sorted.entries()) {
        expect(await items.count({ v })).toBe(1)
        expect(await items.count({ v: { $lt: v } })).toBe(i)
        expect(await items.count({ v: { $gte: v } })).toBe(30 - i)
        expect(await items.count({ v: { $in: [v, 'none'] } })).toBe(1)
      }
      expect(await items.count({ w: { $startsWith: base } })).toBe(30)
      const copy = { ...documents[3], id: 'copy' } as (typeof documents)[number]
      await expect(items.create(copy)).rejects.toMatchObject({ code: 'already_exists' })
      await items.create({ ...copy, w: `${copy.w}!` })
    })

    describe('with many documents', () => {
      const partitionKeyPath = ['pk']
      const target: Target = {
        collection: 'items',
        settings: { partitionKeyPath: '/pk', defaultTtl: undefined },
        partitionKeyPath,
      }
      const plain: DriverQuery = {
        filter: parseFilter({}, limits),
        partitionKey: undefined,
        sort: [],
        limit: 20,
        offset: 0,
        page: undefined,
        select: undefined,
      }
      const by = (path: string, direction: 1 | -1 = 1): DriverQuery['sort'][number] => ({
        path: path.split('.'),
        direction,
      })
      const filter = (map: object): Pick<DriverQuery, 'filter'> => ({ filter: parseFilter(map, limits) })

      beforeAll(async () => {
        const provider = open('planned')
        const indexes = [{ paths: { n: 1 as const } }, { paths: { status: 1 as const, at: -1 as const } }]
        await provider.initialize({ items: { partitionKeyPath: '/pk', indexes } })
        const documents = Array.from({ length: 8000 }, (_, n) => ({
          id: `i${n}`,
          pk: `p${n % 40}`,
          n,
          status: `s${n % 5}`,
          at: new Date(n * 1e8),
        }))
        await provider.collection('items').createMany(documents)
        await admin.query('ANALYZE planned.items')
      })

      const plans: readonly (readonly [string, string, Partial<DriverQuery>])[] = [
        ['an equal number', 'by n', filter({ n: 5 })],
        ['a range of numbers', 'by n', filter({ n: { $gt: 10, $lte: 20 } })],
        ['some of many values', 'by n', filter({ n: { $in: [1, 5, 'x', null] } })],
        ['a prefix', 'by status,-at', filter({ status: 's1', at: { $startsWith: '1970-01-02' } })],
        ['an id', 'id', filter({ id: 'i77' })],
        ['an order within a partition', 'within n', { partitionKey: 'p1', sort: [by('n')] }],
        ['an order over all partitions', 'by n', { sort: [by('n')] }],
        [
          'the next page of an order',
          'by n',
          { sort: [by('n')], page: { values: [4000], id: 'i4000', partitionKey: 'p0' } },
        ],
        ['the newest of one status', 'by status,-at', { ...filter({ status: 's1' }), sort: [by('at', -1)] }],
        ['the next page by id', 'id', { page: { values: [], id: 'i5', partitionKey: 'p5' } }],
        [
          'a page within a partition',
          'key',
          { partitionKey: 'p1', page: { values: [], id: 'i5', partitionKey: 'p1' } },
        ],
      ]
      test.each(plans)('%s is found by the index %s, without a sort of everything', async (_, index, part) => {
        const tables = new Tables('planned')
        const context = {
          table: tables.of('items'),
          keyFunction: tables.keyFunction,
          target,
          now: 0,
          folding: undefined,
        }
        const { sql, values } = findSql(context, { ...plain, ...part }, false)
        const { rows } = await admin.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${sql}`, values as unknown[])
        const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
        expect(plan).toMatch(new RegExp(`using "?[0-9a-z]+~${index}|on "[0-9a-z]+~${index}`))
        expect(plan).not.toMatch(/Seq Scan|^ *(?:-> +)?Sort /m)
      })
    })
  })
})
