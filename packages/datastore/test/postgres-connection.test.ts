import { inspect } from 'node:util'
import { isCloudError, type CloudError } from '@bytelyst/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startServer, type RunningServer } from '../../../scripts/servers/start.ts'
import { onEachServer } from '../../../scripts/servers/testing.ts'
import { PostgresDatastoreProvider } from '../src/providers/postgres/index.ts'

const { Pool } = await import('pg')

const canary = 'kanarienvogel-4711'

onEachServer('postgres', 'the connection of postgres', (server) => {
  describe(`the connection to ${server.title}`, () => {
    let running: RunningServer
    let admin: InstanceType<typeof Pool>
    beforeAll(async () => {
      running = await startServer(server)
      admin = new Pool({ connectionString: running.url })
      // The server may end a session that is being closed, and a pool that nobody listens to ends the process.
      admin.on('error', () => undefined)
    })
    afterAll(async () => {
      await admin?.end()
      await running?.stop()
    })

    function urlWith(change: (url: URL) => void): string {
      const url = new URL(running.url)
      change(url)
      return url.href
    }

    async function errorAt(url: string): Promise<CloudError> {
      const provider = new PostgresDatastoreProvider({ url })
      const error: unknown = await provider.ping().catch((caught: unknown) => caught)
      expect(inspect(error, { depth: 20, showHidden: true }) + JSON.stringify(error)).not.toContain(canary)
      expect(inspect(provider, { depth: 20, showHidden: true }) + JSON.stringify(provider)).not.toContain(canary)
      await provider.close()
      if (!isCloudError(error)) throw error
      return error
    }

    test('a wrong password is unauthenticated, and told to nobody', async () => {
      const error = await errorAt(urlWith((url) => (url.password = canary)))
      expect(error).toMatchObject({
        code: 'unauthenticated',
        retryable: false,
        operation: 'ping',
        provider: 'postgres',
      })
      expect(error.message).toContain('DATABASE_URL')
    })

    test('a database that is not there is misconfigured, and the variable is named', async () => {
      const error = await errorAt(urlWith((url) => (url.pathname = '/nowhere')))
      expect(error).toMatchObject({ code: 'misconfigured', retryable: false })
      expect(error.message).toContain('DATABASE_URL')
    })

    test('an address where nobody listens, and a host that is not known, are unavailable and can be tried again', async () => {
      const refused = await errorAt(`postgres://app:${canary}@127.0.0.1:1/app`)
      expect(refused).toMatchObject({ code: 'unavailable', retryable: true })
      const unknown = await errorAt(`postgres://app:${canary}@nowhere.invalid:5432/app`)
      expect(unknown).toMatchObject({ code: 'unavailable', retryable: true })
      expect(unknown.message).toContain('host')
    })

    test('an encrypted connection to a server that has none is misconfigured, and never made in the clear', async () => {
      const error = await errorAt(urlWith((url) => (url.search = '?sslmode=verify-full')))
      expect(error).toMatchObject({ code: 'misconfigured', retryable: false })
      expect(error.message).toContain('sslmode')
    })

    test('a database of another encoding is misconfigured', async () => {
      await admin.query(`CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0`)
      const error = await errorAt(urlWith((url) => (url.pathname = '/latin')))
      expect(error).toMatchObject({ code: 'misconfigured', message: expect.stringContaining('UTF8') as string })
    })

    test('the password is in nothing that can be printed of a provider that works, its pool included', async () => {
      await admin.query(`CREATE ROLE canary LOGIN SUPERUSER PASSWORD '${canary}'`)
      const url = urlWith((address) => {
        address.username = 'canary'
        address.password = canary
      })
      const provider = new PostgresDatastoreProvider({ url })
      await provider.ping()
      const pool = await provider.native()
      const items = provider.collection('items')
      const failure: unknown = await items.rawQuery('SELECT * FROM nowhere').catch((error: unknown) => error)
      for (const thing of [provider, pool, items, await items.native(), failure]) {
        expect(inspect(thing, { depth: 20 })).not.toContain(canary)
      }
      expect(JSON.stringify(failure)).not.toContain(canary)
      await provider.close()
    })

    test('a connection that fails at first is tried again by the next call', async () => {
      const provider = new PostgresDatastoreProvider({ url: urlWith((url) => (url.pathname = '/later')) })
      await expect(provider.ping()).rejects.toMatchObject({ code: 'misconfigured' })
      await admin.query('CREATE DATABASE later')
      await expect(provider.ping()).resolves.toBeUndefined()
      await provider.close()
      await expect(provider.ping()).rejects.toMatchObject({ code: 'closed' })
    })

    test('an injected pool is used, with whatever parsers it has, and is not ended', async () => {
      const types = { getTypeParser: () => () => 'not what was stored' }
      const pool = new Pool({ connectionString: running.url, types: types as never, max: 2 })
      const provider = new PostgresDatastoreProvider({ client: pool, schema: 'injected' })
      await provider.initialize({ items: { partitionKeyPath: '/pk', defaultTtl: null } })
      const items = provider.collection('items')
      await Promise.all(
        Array.from({ length: 40 }, (_, n) => items.upsert({ id: `i${n}`, pk: 'p', n }, { ttlSeconds: 60 })),
      )
      expect(await items.findById('i7', 'p')).toEqual({ id: 'i7', pk: 'p', n: 7 })
      expect(await items.aggregate({ filter: {}, sum: 'n', count: 'c' })).toEqual([{ sum: 780, c: 40 }])
      expect(await provider.native()).toBe(pool)
      await provider.close()
      expect(pool.ended).toBe(false)
      expect((await pool.query('SELECT 1')).rowCount).toBe(1)
      await pool.end()
    })

    test('a pooler that hands statements to sessions which have not prepared them is noticed, and costs no call', async () => {
      const pool = new Pool({ connectionString: running.url, max: 1 })
      const provider = new PostgresDatastoreProvider({ client: pool, schema: 'pooled' })
      const items = provider.collection('items')
      await items.create({ id: 'a' })
      await items.findById('a', 'a')
      await pool.query('DEALLOCATE ALL')
      expect(await items.findById('a', 'a')).toEqual({ id: 'a' })
      await pool.query('DEALLOCATE ALL')
      await expect(items.create({ id: 'a' })).rejects.toMatchObject({ code: 'already_exists' })
      expect((await pool.query('SELECT 1 FROM pg_prepared_statements')).rowCount).toBe(0)
      await provider.close()
      await pool.end()
    })

    test('a document lives from when it is written, however long a session was waited for', async () => {
      const pool = new Pool({ connectionString: running.url, max: 1 })
      const provider = new PostgresDatastoreProvider({ client: pool, schema: 'waiting' })
      await provider.initialize({ items: { partitionKeyPath: '/pk', defaultTtl: 2 } })
      const items = provider.collection('items')
      await items.create({ id: 'old', pk: 'p' })
      const held = await pool.connect()
      const writes = [
        items.create({ id: 'a', pk: 'p' }),
        items.createMany(['b', 'c'].map((id) => ({ id, pk: 'p' }))),
        items.update('d', 'p', { $set: { n: 1 } }, { upsert: true }),
      ]
      const read = items.findById('old', 'p')
      const counted = items.count({ id: 'old' })
      await new Promise((resolve) => setTimeout(resolve, 2_500))
      held.release()
      await Promise.all(writes)
      expect([await read, await counted]).toEqual([null, 0])
      expect(await items.count({})).toBe(4)
      await provider.close()
      await pool.end()
    })

    test('what does not fit, and who has stopped waiting, costs no session', async () => {
      const pool = new Pool({ connectionString: running.url, max: 1 })
      const provider = new PostgresDatastoreProvider({ client: pool, schema: 'kept' })
      const items = provider.collection('items')
      await items.create({ id: 'a', n: 'a text' })
      let made = 0
      pool.on('connect', () => (made += 1))
      const unfit = items.transact('a', [{ op: 'update', id: 'a', patch: { $inc: { n: 1 } } }])
      await expect(unfit).rejects.toMatchObject({ code: 'precondition_failed' })
      await expect(items.rawQuery('nonsense')).rejects.toMatchObject({ code: 'invalid_argument' })
      const held = await pool.connect()
      await expect(items.findById('a', 'a', { timeoutMs: 50 })).rejects.toMatchObject({ code: 'timeout' })
      held.release()
      expect(await items.findById('a', 'a')).toMatchObject({ id: 'a' })
      expect(made).toBe(0)
      await provider.close()
      await pool.end()
    })

    test('who waits for a session when the provider is closed is told so at once, and nothing is sent', async () => {
      for (const client of [undefined, new Pool({ connectionString: running.url, max: 1 })]) {
        const provider = new PostgresDatastoreProvider({ url: running.url, client, schema: 'closing' })
        const items = provider.collection(client === undefined ? 'ours' : 'theirs')
        await items.create({ id: 'a' })
        const pool = await provider.native()
        const held = await Promise.all(Array.from({ length: pool.options.max }, () => pool.connect()))
        const late = items.create({ id: 'late' }).catch((error: unknown) => error)
        await expect.poll(() => pool.waitingCount).toBe(1)
        const closing = provider.close()
        expect(await late).toMatchObject({ code: 'closed', ambiguous: false })
        for (const each of held) each.release()
        await closing
        const reader = new PostgresDatastoreProvider({ url: running.url, schema: 'closing' })
        expect(await reader.collection(items.name).findById('late', 'late')).toBe(null)
        await reader.close()
        await client?.end()
      }
    })

    test('a server that rounds what it tells of doubles is misconfigured, and the setting is named', async () => {
      const error = await errorAt(urlWith((url) => url.searchParams.set('options', '-c extra_float_digits=0')))
      expect(error).toMatchObject({
        code: 'misconfigured',
        message: expect.stringContaining('extra_float_digits') as string,
      })
    })

    test('a hundred transactions share a pool of two connections without waiting for one another for ever', async () => {
      const pool = new Pool({ connectionString: running.url, max: 2 })
      const provider = new PostgresDatastoreProvider({ client: pool, schema: 'narrow' })
      const items = provider.collection('items')
      await items.createMany([{ id: 'a' }, { id: 'b' }].map(({ id }) => ({ id, n: 0 })))
      await Promise.all(
        Array.from({ length: 100 }, (_, i) =>
          items.transact(i % 2 === 0 ? 'a' : 'b', [
            { op: 'update', id: i % 2 === 0 ? 'a' : 'b', patch: { $inc: { n: 1 } } },
          ]),
        ),
      )
      expect((await items.findMany({ filter: {}, sort: { id: 1 } })).map(({ n }) => n)).toEqual([50, 50])
      await provider.close()
      await pool.end()
    })

    test('sessions that the server ends, idle or at work, are unavailable at most, and replaced', async () => {
      const provider = new PostgresDatastoreProvider({ url: running.url })
      const items = provider.collection('killed')
      await items.upsert({ id: 'a', n: 0 })
      const others = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'bytelyst'`
      const failures: unknown[] = []
      let increments = 0
      for (let round = 0; round < 10; round += 1) {
        const writes = Array.from({ length: 30 }, async () => {
          try {
            await items.update('a', 'a', { $inc: { n: 1 } })
            increments += 1
          } catch (error) {
            failures.push(error)
          }
        })
        await admin.query(others)
        await Promise.all(writes)
      }
      for (const error of failures) expect(error).toMatchObject({ code: 'unavailable', retryable: true })
      await admin.query(others)
      const stored = Number((await retried(() => items.findById('a', 'a')))?.['n'])
      expect(stored).toBeGreaterThanOrEqual(increments)
      expect(stored).toBeLessThanOrEqual(300)
      await provider.close()
    })

    test('a call that is aborted ends its statement on the server, and leaves the pool as usable as before', async () => {
      const provider = new PostgresDatastoreProvider({ url: running.url })
      const items = provider.collection('slow')
      await items.upsert({ id: 'a' })
      const sleeping = items.rawQuery('SELECT pg_sleep(30)', { timeoutMs: 300 })
      await expect(sleeping).rejects.toMatchObject({ code: 'timeout' })
      const sleepers = `SELECT 1 FROM pg_stat_activity WHERE query LIKE '%pg_sleep(30)%' AND pid <> pg_backend_pid() AND state = 'active'`
      await expect.poll(async () => (await admin.query(sleepers)).rowCount, { timeout: 20_000 }).toBe(0)
      const pool = await provider.native()
      expect(pool.waitingCount).toBe(0)
      expect(await items.findById('a', 'a')).toEqual({ id: 'a' })
      await provider.close()
    })
  })
})

/** Each session of the pool may have to find out for itself that it was ended. */
async function retried<R>(work: () => Promise<R>): Promise<R> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work()
    } catch (error) {
      if (!isCloudError(error, 'unavailable') || tries > 10) throw error
    }
  }
}
