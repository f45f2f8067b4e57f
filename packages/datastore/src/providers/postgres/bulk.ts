import type { Call } from '@bytelyst/core'
import type { DriverBulkUpdate, Key, Outcome, Scope, WriteRecord } from '../../driver.ts'
import { violatedIndex } from './classify.ts'
import { Parameters, type Statement } from './parameters.ts'
import { storedColumns, whereSql, type TableContext } from './query.ts'
import { columnsOf, expiryOf, toStored, writeManySql } from './rows.ts'
import type { Sessions } from './sessions.ts'

/** What writes of many documents are made with. */
export interface BulkContext {
  readonly sessions: Sessions
  readonly tableContext: () => TableContext
  readonly nextVersion: () => string
  /** Of an error after which a part of the documents is written all the same. */
  readonly ofPart: (error: unknown) => unknown
}

/** How many characters of JSON one statement carries, and how many documents one page of an update. */
const longestBatch = 8_000_000
const pageSize = 200

/** Writes every record on its own: what a unique index refuses keeps no other. */
export async function writeEach(
  context: BulkContext,
  records: readonly WriteRecord[],
  expected: 'absent' | 'any',
  call: Call,
  writeOne: (record: WriteRecord) => Promise<Outcome>,
): Promise<readonly Outcome[]> {
  const [only] = records
  if (only === undefined) return []
  if (records.length === 1) return [await writeOne(only)]
  const halves = async (): Promise<readonly Outcome[]> => {
    const middle = Math.ceil(records.length / 2)
    const first = await writeEach(context, records.slice(0, middle), expected, call, writeOne)
    try {
      return [...first, ...(await writeEach(context, records.slice(middle), expected, call, writeOne))]
    } catch (error) {
      throw first.some(({ kind }) => kind === 'written') ? context.ofPart(error) : error
    }
  }
  const versions = records.map(context.nextVersion)
  const values = columnsOf(records, versions, 0)
  const characters = (values[2] as readonly string[]).reduce((sum, text) => sum + text.length, 0)
  if (characters > longestBatch) return halves()
  const guard = expected === 'any' ? 'TRUE OR $7::float8 IS NULL' : 'stored.expires_at <= $7::float8'
  try {
    const { rows } = await context.sessions.query(call, () => {
      const { table, now } = context.tableContext()
      const expiresAt = records.map(({ ttlSeconds }) => expiryOf(ttlSeconds, now))
      return { sql: writeManySql(table, guard, 'by key'), values: [...values.slice(0, -1), expiresAt, now] }
    })
    const written = new Set(rows.map(([version]) => version))
    return versions.map((version) => (written.has(version) ? { kind: 'written', version } : { kind: 'exists' }))
  } catch (error) {
    if (violatedIndex(error) === undefined) throw error
    return halves()
  }
}

/**
 * Patches what matches, page by page, each in a transaction that has locked what it changes: PostgreSQL looks again whether a
 * document still matches once it has its lock.
 */
export async function updateEach(
  context: BulkContext,
  scope: Scope,
  update: DriverBulkUpdate,
  call: Call,
): Promise<{ updated: number; failed: number }> {
  const result = { updated: 0, failed: 0 }
  let after: Key | undefined
  /** Where a unique index was in the way, documents are taken one by one up to this one. */
  let singlyUntil: Key | undefined
  for (;;) {
    call.check()
    const size = singlyUntil === undefined ? pageSize : 1
    const page = await updatePage(context, scope, update, after, size, call)
    if (page.violated) {
      if (size > 1) singlyUntil = page.last
      else if (!(await freeExpired(context, page.last, call))) {
        result.failed += 1
        after = page.last
      }
    } else {
      result.updated += page.updated
      result.failed += page.failed
      if (page.found < size) return result
      after = page.last
    }
    if (singlyUntil?.id === after?.id && singlyUntil?.partitionKey === after?.partitionKey) singlyUntil = undefined
  }
}

/** A unique value may be held by a document that has expired: whether any was removed, and the same can be tried again. */
async function freeExpired(
  { sessions, tableContext }: BulkContext,
  key: Key | undefined,
  call: Call,
): Promise<boolean> {
  const { count } = await sessions.query(call, () => {
    const { table, now } = tableContext()
    const sql = `DELETE FROM ${table} WHERE pk = $1 AND expires_at <= $2::float8`
    return { sql, values: [key?.partitionKey ?? '', now] }
  })
  return count > 0
}

interface UpdatedPage {
  readonly found: number
  readonly updated: number
  readonly failed: number
  readonly last: Key | undefined
  readonly violated: boolean
}

async function updatePage(
  { sessions, tableContext, nextVersion }: BulkContext,
  scope: Scope,
  update: DriverBulkUpdate,
  after: Key | undefined,
  size: number,
  call: Call,
): Promise<UpdatedPage> {
  const selection = (context: TableContext): Statement => {
    const parameters = new Parameters()
    const conditions = [whereSql(context, scope, parameters)]
    if (after !== undefined) {
      const place = [after.partitionKey, after.id].map((value) => parameters.bind(value, 'text'))
      conditions.push(`(pk, id) > (${place.join(', ')})`)
    }
    const limit = parameters.bind(size, 'bigint')
    const sql = `SELECT pk, id, ${storedColumns} FROM ${context.table} WHERE ${conditions.join(' AND ')} ORDER BY pk, id LIMIT ${limit} FOR UPDATE`
    return { sql, values: parameters.values }
  }
  let last: Key | undefined
  let found = 0
  try {
    return await sessions.transaction(call, async (session) => {
      const context = tableContext()
      const { sql, values: bound } = selection(context)
      const { rows } = await session.run(sql, bound)
      found = rows.length
      const records: WriteRecord[] = []
      for (const [partitionKey, id, ...stored] of rows) {
        last = { partitionKey: partitionKey ?? '', id: id ?? '' }
        const record = update.apply(toStored(stored), last)
        if (record !== null) records.push(record)
      }
      if (records.length > 0) {
        const values = columnsOf(records, records.map(nextVersion), context.now)
        await session.run(writeManySql(context.table, 'TRUE', 'by key'), values)
      }
      return { found, updated: records.length, failed: found - records.length, last, violated: false }
    })
  } catch (error) {
    if (violatedIndex(error) === undefined) throw error
    return { found, updated: 0, failed: 0, last, violated: true }
  }
}
