import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createDatastoreProvider, isCloudError, SqliteDatastoreProvider } from '@bytelyst/datastore'
import { expect, test } from 'vitest'
import { sourceFlags } from './support/child.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const folder = temporaryFolder()

function fingerprint(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex')
}

/** The error that using this file gives; the file must be left as it was, with nothing beside it. */
async function refusal(path: string): Promise<{ code: string; message: string }> {
  const before = fingerprint(path)
  const beside = readdirSync(folder)
  const provider = new SqliteDatastoreProvider({ path })
  const error: unknown = await provider.ping().catch((caught: unknown) => caught)
  await provider.close()
  expect(fingerprint(path)).toBe(before)
  expect(readdirSync(folder)).toEqual(beside)
  if (!isCloudError(error)) throw new Error(`expected a CloudError, got ${String(error)}`)
  expect(error.message).toContain(path)
  return error
}

test('a file that is no database is misconfigured, and left as it is', async () => {
  const path = join(folder, 'text.db')
  writeFileSync(path, 'this is a text, and precious. '.repeat(500))
  expect(await refusal(path)).toMatchObject({ code: 'misconfigured' })
  const short = join(folder, 'short.db')
  writeFileSync(short, 'x')
  expect(await refusal(short)).toMatchObject({ code: 'misconfigured' })
})

test("another application's database is misconfigured, and left as it is", async () => {
  const path = join(folder, 'foreign.db')
  const foreign = new DatabaseSync(path)
  foreign.exec("CREATE TABLE accounts (name TEXT); INSERT INTO accounts VALUES ('ada')")
  foreign.close()
  const error = await refusal(path)
  expect(error.code).toBe('misconfigured')
  expect(error.message).toContain("another application's database")
})

test('a database of a later version of this package is misconfigured, and left as it is', async () => {
  const path = join(folder, 'later.db')
  const provider = new SqliteDatastoreProvider({ path })
  await provider.ping()
  await provider.close()
  const database = new DatabaseSync(path)
  database.exec('PRAGMA journal_mode = DELETE; PRAGMA user_version = 99')
  database.close()
  expect((await refusal(path)).message).toContain('format 99')
})

test('a folder is misconfigured', async () => {
  const path = join(folder, 'folder.db')
  mkdirSync(path)
  const provider = new SqliteDatastoreProvider({ path })
  await expect(provider.ping()).rejects.toMatchObject({ code: 'misconfigured' })
  await provider.close()
})

test('a damaged database is data_corrupted, with its path and without its content', async () => {
  const path = join(folder, 'damaged.db')
  const provider = new SqliteDatastoreProvider({ path })
  const items = provider.collection('items')
  await items.createMany(Array.from({ length: 500 }, (_, i) => ({ id: `i${i}`, text: 'canary'.repeat(50) })))
  await provider.close()
  const bytes = readFileSync(path)
  bytes.fill(0xee, 4096 * 3, 4096 * 20)
  writeFileSync(path, bytes)
  const damaged = new SqliteDatastoreProvider({ path })
  const error: unknown = await damaged
    .collection('items')
    .findMany({ filter: {} })
    .catch((caught: unknown) => caught)
  expect(error).toMatchObject({ code: 'data_corrupted', operation: 'findMany' })
  expect((error as Error).message).toContain(path)
  await damaged.close()
})

test('a stored text that is no JSON is data_corrupted, and is not repeated', async () => {
  const provider = new SqliteDatastoreProvider({ path: ':memory:' })
  const items = provider.collection('items')
  await items.create({ id: 'a' })
  const database = await provider.native()
  database.exec(`UPDATE "documents:items" SET document = '{"canary'`)
  const error: unknown = await items.findById('a', 'a').catch((caught: unknown) => caught)
  expect(error).toMatchObject({ code: 'data_corrupted' })
  expect(`${(error as Error).message} ${JSON.stringify(error)} ${String((error as Error).cause)}`).not.toContain(
    'canary',
  )
  await provider.close()
})

test('a full disk is quota_exceeded, loses nothing, and can be written again when there is room', async () => {
  const path = join(folder, 'full.db')
  const provider = new SqliteDatastoreProvider({ path })
  const items = provider.collection('items')
  await items.create({ id: 'a', n: 1 })
  const database = await provider.native()
  const pages = Number(database.prepare('PRAGMA page_count').get()?.['page_count'])
  database.exec(`PRAGMA max_page_count = ${pages + 2}`)
  const large = 'x'.repeat(100_000)
  await expect(items.create({ id: 'b', large })).rejects.toMatchObject({ code: 'quota_exceeded', ambiguous: false })
  await expect(items.transact('a', [{ op: 'upsert', document: { id: 'a', large } }])).rejects.toMatchObject({
    code: 'quota_exceeded',
  })
  await expect(items.createMany([{ id: 'c', large }, { id: 'd' }])).rejects.toMatchObject({ code: 'quota_exceeded' })
  expect(await items.findMany({ filter: {} })).toEqual([{ id: 'a', n: 1 }])
  database.exec('PRAGMA max_page_count = 100000')
  await items.create({ id: 'b', large })
  expect(await items.count({})).toBe(2)
  await provider.close()
})

test('a database that cannot be written is permission_denied, and still can be read', async () => {
  const path = join(folder, 'read-only.db')
  const provider = new SqliteDatastoreProvider({ path })
  const items = provider.collection('items')
  await items.create({ id: 'a' })
  const database = await provider.native()
  database.exec('PRAGMA query_only = ON')
  await expect(items.create({ id: 'b' })).rejects.toMatchObject({ code: 'permission_denied' })
  expect(await items.findMany({ filter: {} })).toEqual([{ id: 'a' }])
  await provider.close()
})

test.runIf(process.getuid?.() === 0)(
  'a file of somebody else is refused by name (only root can become somebody else, to try it)',
  () => {
    const path = join(folder, 'private', 'private.db')
    mkdirSync(join(folder, 'private'), { mode: 0o700 })
    writeFileSync(path, '', { mode: 0o600 })
    const source = `
    import { SqliteDatastoreProvider } from ${JSON.stringify(join(import.meta.dirname, '../src/index.ts'))}
    process.setgid(65534); process.setuid(65534)
    await new SqliteDatastoreProvider({ path: ${JSON.stringify(path)} }).ping().catch((error) => console.log(error.code, error.message))`
    const printed = execFileSync(process.execPath, [...sourceFlags, '--input-type=module', '-e', source], {
      encoding: 'utf8',
    })
    expect(printed).toMatch(/^misconfigured .*private\.db/)
  },
)

test('the folder of the file is made, and the path may be relative to the working directory', async () => {
  const path = join(folder, 'a', 'b', 'data.db')
  const provider = new SqliteDatastoreProvider({ path: relative(process.cwd(), path) })
  await provider.ping()
  await provider.close()
  expect(existsSync(path)).toBe(true)
})

test('an empty file that somebody reads is prepared as soon as the reader ends', async () => {
  const path = join(folder, 'read-while-empty.db')
  writeFileSync(path, '')
  const reader = new DatabaseSync(path)
  reader.exec('BEGIN')
  reader.prepare('SELECT count(*) FROM sqlite_master').get()
  const provider = new SqliteDatastoreProvider({ path })
  const created = provider.collection('items').create({ id: 'a' })
  setTimeout(() => reader.exec('COMMIT'), 200)
  expect(await created).toEqual({ id: 'a' })
  reader.close()
  await provider.close()
})

test('a connection that was injected is used as it is, shares its file with other tables, and is not closed', async () => {
  const client = new DatabaseSync(':memory:')
  client.exec('CREATE TABLE accounts (name TEXT)')
  const provider = new SqliteDatastoreProvider({ client })
  await provider.collection('flags').create({ id: 'a' })
  expect(await provider.native()).toBe(client)
  await provider.close()
  expect(client.prepare('SELECT count(*) AS n FROM "documents:flags"').get()).toEqual({ n: 1 })
  client.close()
})

test('rawQuery runs SQL with parameters', async () => {
  const provider = new SqliteDatastoreProvider({ path: ':memory:' })
  const items = provider.collection('items')
  await items.create({ id: 'a', n: 5 })
  const sql = `SELECT document ->> '$.n' AS n FROM "documents:items" WHERE id = ?`
  expect(await items.rawQuery({ sql, parameters: ['a'] })).toEqual([{ n: 5 }])
  expect(await items.rawQuery('SELECT 1 AS one')).toEqual([{ one: 1 }])
  await provider.close()
})

test('what SQLite would take for something else than a path is refused, and nothing is made', () => {
  for (const path of ['', 'file:data.db', 'FILE:///tmp/data.db?mode=memory', 'a\0b', 5, null, {}]) {
    expect(() => new SqliteDatastoreProvider({ path: path as string })).toThrow("path: expected a file's path")
  }
  expect(() => createDatastoreProvider({ env: { DB_PROVIDER: 'sqlite', SQLITE_PATH: 'file:data.db' } })).toThrow(
    "SQLITE_PATH must be a file's path",
  )
})

test('a unique index over duplicates is already_exists, names the index and no value, and changes nothing', async () => {
  const provider = new SqliteDatastoreProvider({ path: ':memory:' })
  const unique = { partitionKeyPath: '/tenant', indexes: [{ paths: { email: 1 }, unique: true }] } as const
  await provider.initialize({ tenants: { partitionKeyPath: '/tenant' } })
  const tenants = provider.collection('tenants')
  await tenants.createMany(['a', 'b'].map((id) => ({ id, email: 'same@example.org', tenant: 't' })))
  const refused: unknown = await provider
    .initialize({ tenants: unique, fresh: unique })
    .catch((error: unknown) => error)
  expect(refused).toMatchObject({ code: 'already_exists', operation: 'initialize' })
  expect(String(refused)).toContain('email')
  expect(String(refused)).not.toContain('same@')
  await tenants.create({ id: 'c', email: 'same@example.org', tenant: 't' })
  await tenants.deleteMany({ id: { $in: ['b', 'c'] } })
  await provider.initialize({ tenants: unique })
  await expect(tenants.create({ id: 'd', email: 'same@example.org', tenant: 't' })).rejects.toMatchObject({
    code: 'already_exists',
  })
})

test('a stored document that is no JSON is data_corrupted, however it is read', async () => {
  const provider = new SqliteDatastoreProvider({ path: ':memory:' })
  const items = provider.collection('items')
  await items.create({ id: 'a', n: 1 })
  ;(await provider.native()).exec(`UPDATE "documents:items" SET document = '{"id":'`)
  await expect(items.findById('a', 'a')).rejects.toMatchObject({ code: 'data_corrupted' })
  await expect(items.count({ n: 1 })).rejects.toMatchObject({ code: 'data_corrupted' })
  await expect(items.findMany({ filter: { n: 1 } })).rejects.toMatchObject({ code: 'data_corrupted' })
})
