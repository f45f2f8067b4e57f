/** @ts-ignore: pg is optional */
import type { Pool } from 'pg'
import { isCloudError, type Call } from '@bytelyst/core'
import type { FieldPath } from '../../document/path.ts'
import { versionSource } from '../../document/version.ts'
import type {
  Classification,
  CollectionDefinition,
  CollectionSettings,
  DatastoreDriver,
  DeleteOutcome,
  DriverAggregate,
  DriverBulkUpdate,
  DriverGroup,
  DriverOperation,
  DriverQuery,
  DriverUpdate,
  Expected,
  Key,
  Outcome,
  Scope,
  StoredDocument,
  Target,
  TransactOutcome,
  UpdateOutcome,
  WriteRecord,
} from '../../driver.ts'
import type { Explanation } from '../../types.ts'
import type { DatastoreCapabilities } from '../../types/capabilities.ts'
import type { Scalar } from '../../types/document.ts'
import { aggregateSql, distinctSql, emptyGroup, groupOf } from './aggregate.ts'
import { updateEach, writeEach, type BulkContext } from './bulk.ts'
import { postgresCapabilities } from './capabilities.ts'
import { classifyPostgres, isUndefinedTable, violatedIndex } from './classify.ts'
import { explainQuery } from './explain.ts'
import { createCollections } from './initialize.ts'
import type { PostgresServer } from './open.ts'
import { Parameters, type Statement } from './parameters.ts'
import { beginsAtLongValue, findSql, hasLongSortValue, whereSql, type TableContext } from './query.ts'
import { runRawQuery } from './raw-query.ts'
import { RowStatements, toStored } from './rows.ts'
import type { Sessions } from './sessions.ts'
import { labelOfIndexName, settingsOf, Tables } from './tables.ts'
import { transactTogether } from './transact.ts'
import { recordOfNothing, updateSql } from './update.ts'

type Refusal = Exclude<Outcome, { readonly kind: 'written' }>

/** How often expired rows of a collection are looked for, in milliseconds, and how many are removed then. */
const sweepIntervalMs = 5000
const sweptRows = 1000

/** Documents in PostgreSQL: a table a collection, a row a document. */
export class PostgresDriver implements DatastoreDriver<Pool> {
  readonly capabilities: DatastoreCapabilities
  readonly appliesUpdates = true
  readonly #sessions: Sessions
  readonly #folding: string | undefined
  readonly #tables: Tables
  readonly #clock: () => number
  readonly #statements = new Map<string, RowStatements>()
  readonly #sweptAt = new Map<string, number>()
  readonly #nextVersion = versionSource()
  /** Errors after which a part of several writes is there. */
  readonly #ofParts = new WeakSet<object>()

  /** @param clock - milliseconds since the epoch */
  constructor({ sessions, folding }: PostgresServer, schema: string, clock: () => number) {
    this.capabilities = { ...postgresCapabilities, caseInsensitive: folding !== undefined }
    this.#sessions = sessions
    this.#folding = folding
    this.#tables = new Tables(schema)
    this.#clock = clock
  }

  initialize(collections: readonly CollectionDefinition[], call: Call): Promise<void> {
    return createCollections(this.#sessions, this.#tables, collections, call)
  }

  readSettings(collection: string, call: Call): Promise<CollectionSettings | null> {
    const sql = `SELECT partition_key_path, expiry, default_ttl FROM ${this.#tables.settings} WHERE name = $1`
    return this.#reading(null, async () => {
      const [row] = (await this.#sessions.query(call, { sql, values: [collection] })).rows
      return row === undefined ? null : settingsOf(row)
    })
  }

  async drop(collection: string, call: Call): Promise<void> {
    const drop = `DROP TABLE IF EXISTS ${this.#tables.of(collection)}`
    const values = [collection]
    await this.#sessions.transaction(call, async (session) => {
      await session.run(drop)
      const [row] = (await session.run('SELECT to_regclass($1)', [this.#tables.settings])).rows
      if (row?.[0] != null) await session.run(`DELETE FROM ${this.#tables.settings} WHERE name = $1`, values)
    })
  }

  async ping(call: Call): Promise<void> {
    await this.#sessions.query(call, { sql: 'SELECT 1', values: [] })
  }

  close(): Promise<void> {
    return this.#sessions.close()
  }

  async native(): Promise<Pool> {
    return this.#sessions.pool
  }

  async nativeCollection({ collection }: Target): Promise<{ readonly pool: Pool; readonly table: string }> {
    return { pool: this.#sessions.pool, table: this.#tables.of(collection) }
  }

  classify(error: unknown): Classification | undefined {
    let known = classifyPostgres(error)
    if (known !== undefined && this.#ofParts.has(error as object)) known = { ...known, ambiguous: true }
    // What was under way when the provider was closed lost its connection by that.
    return known?.code === 'unavailable' && this.#sessions.closed
      ? { ...known, code: 'closed', retryable: false }
      : known
  }

  read(target: Target, key: Key, call: Call): Promise<StoredDocument | null> {
    return this.#reading(null, async () => {
      const [row] = (await this.#sessions.query(call, () => this.#rows(target).read(key, this.#clock()))).rows
      return row === undefined ? null : toStored(row)
    })
  }

  write(target: Target, record: WriteRecord, expected: Expected, call: Call): Promise<Outcome> {
    return this.#writing(target, call, () =>
      this.#explainingDuplicates(target, record.key, call, async (): Promise<Outcome> => {
        const version = this.#nextVersion()
        const statement = (): Statement => this.#rows(target).write(record, version, expected, this.#clock())
        if ((await this.#sessions.query(call, statement)).count > 0) return { kind: 'written', version }
        if (expected === 'absent') return { kind: 'exists' }
        if (expected === 'present') return { kind: 'missing' }
        return (await this.read(target, record.key, call)) === null ? { kind: 'missing' } : { kind: 'stale' }
      }),
    )
  }

  delete(target: Target, key: Key, version: string | undefined, call: Call): Promise<DeleteOutcome> {
    return this.#reading<DeleteOutcome>({ kind: 'missing' }, async () => {
      const statement = (): Statement => this.#rows(target).delete(key, version, this.#clock())
      if ((await this.#sessions.query(call, statement)).count > 0) return { kind: 'deleted' }
      if (version === undefined) return { kind: 'missing' }
      return (await this.read(target, key, call)) === null ? { kind: 'missing' } : { kind: 'stale' }
    })
  }

  update(target: Target, update: DriverUpdate, call: Call): Promise<UpdateOutcome> {
    return this.#writing(target, call, () =>
      this.#explainingDuplicates(target, update.key, call, async (): Promise<UpdateOutcome> => {
        const { maxDocumentBytes } = this.capabilities
        const table = this.#tables.of(target.collection)
        const made = update.upsert ? recordOfNothing(update) : undefined
        if (update.upsert && made === undefined) return { kind: 'declined' }
        const version = this.#nextVersion()
        const statement = (): Statement => updateSql(table, update, made, version, this.#clock(), maxDocumentBytes)
        const [row] = (await this.#sessions.query(call, statement)).rows
        // It is not there, is another version, or does not fit: who reads it will see.
        return row === undefined ? { kind: 'declined' } : { kind: 'written', stored: toStored(row) }
      }),
    )
  }

  writeMany(
    target: Target,
    records: readonly WriteRecord[],
    expected: 'absent' | 'any',
    call: Call,
  ): Promise<readonly Outcome[]> {
    const one = (record: WriteRecord): Promise<Outcome> => this.write(target, record, expected, call)
    return this.#writing(target, call, () => writeEach(this.#bulk(target), records, expected, call, one))
  }

  find(target: Target, query: DriverQuery, call: Call): Promise<readonly StoredDocument[]> {
    const run = async (exact: boolean): Promise<readonly StoredDocument[]> => {
      const { rows } = await this.#sessions.query(call, () => findSql(this.#context(target), query, exact))
      return rows.map(toStored)
    }
    return this.#reading([], async () => {
      const exact = beginsAtLongValue(query)
      const found = await run(exact)
      return exact || !hasLongSortValue(query, found) ? found : run(true)
    })
  }

  count(target: Target, query: Scope, call: Call): Promise<number> {
    const statement = (): Statement => {
      const context = this.#context(target)
      const parameters = new Parameters()
      const sql = `SELECT count(*) FROM ${context.table} WHERE ${whereSql(context, query, parameters)}`
      return { sql, values: parameters.values }
    }
    return this.#reading(0, async () => {
      const { rows } = await this.#sessions.query(call, statement)
      return Number(rows[0]?.[0])
    })
  }

  distinct(target: Target, path: FieldPath, query: Scope, call: Call): Promise<Exclude<Scalar, null>[]> {
    return this.#reading([], async () => {
      const { rows } = await this.#sessions.query(call, () => distinctSql(this.#context(target), path, query))
      return rows.map(([text]) => JSON.parse(text ?? '') as Exclude<Scalar, null>)
    })
  }

  aggregate(target: Target, query: DriverAggregate, call: Call): Promise<readonly DriverGroup[]> {
    const absent = query.groupBy.length === 0 ? [emptyGroup(query)] : []
    return this.#reading(absent, async () => {
      const { rows } = await this.#sessions.query(call, () => aggregateSql(this.#context(target), query))
      return rows.map((row) => groupOf(row, query))
    })
  }

  explain(target: Target, query: DriverQuery, call: Call): Promise<Explanation> {
    const absent = { scan: false, crossPartition: query.partitionKey === undefined, requests: 1 }
    const statement = findSql(this.#context(target), query, false)
    return this.#reading(absent, () => explainQuery(this.#sessions, statement, query, call))
  }

  updateMany(
    target: Target,
    query: Scope,
    update: DriverBulkUpdate,
    call: Call,
  ): Promise<{ updated: number; failed: number }> {
    const nothing = { updated: 0, failed: 0 }
    return this.#reading(nothing, () => updateEach(this.#bulk(target), query, update, call))
  }

  deleteMany(target: Target, query: Scope, call: Call): Promise<number> {
    const statement = (): Statement => {
      const context = this.#context(target)
      const parameters = new Parameters()
      const sql = `DELETE FROM ${context.table} WHERE ${whereSql(context, query, parameters)}`
      return { sql, values: parameters.values }
    }
    return this.#reading(0, async () => (await this.#sessions.query(call, statement)).count)
  }

  transact(
    target: Target,
    partitionKey: string,
    operations: readonly DriverOperation[],
    call: Call,
  ): Promise<TransactOutcome> {
    const context = {
      sessions: this.#sessions,
      table: this.#tables.of(target.collection),
      statements: this.#rows(target),
      now: this.#clock,
      nextVersion: this.#nextVersion,
      duplicate,
    }
    return this.#writing(target, call, () => transactTogether(context, partitionKey, operations, call))
  }

  rawQuery(_target: Target, query: unknown, call: Call): Promise<readonly unknown[]> {
    return runRawQuery(this.#sessions, query, call)
  }

  #rows({ collection }: Target): RowStatements {
    let rows = this.#statements.get(collection)
    if (rows === undefined) this.#statements.set(collection, (rows = new RowStatements(this.#tables.of(collection))))
    return rows
  }

  #context(target: Target): TableContext {
    const { keyFunction } = this.#tables
    const table = this.#tables.of(target.collection)
    return { table, keyFunction, target, now: this.#clock(), folding: this.#folding }
  }

  #bulk(target: Target): BulkContext {
    return {
      sessions: this.#sessions,
      tableContext: () => this.#context(target),
      nextVersion: this.#nextVersion,
      ofPart: (error) => {
        if (isCloudError(error)) return error.with({ ambiguous: true })
        if (typeof error === 'object' && error !== null) this.#ofParts.add(error)
        return error
      },
    }
  }

  /** A collection without a table has no documents. */
  async #reading<R>(absent: R, work: () => Promise<R>): Promise<R> {
    try {
      return await work()
    } catch (error) {
      if (!isUndefinedTable(error)) throw error
      return absent
    }
  }

  /** A table that nobody made, or that another process has dropped, is made. */
  async #writing<R>(target: Target, call: Call, work: () => Promise<R>): Promise<R> {
    try {
      await this.#sweep(target, call)
      return await work()
    } catch (error) {
      if (!isUndefinedTable(error)) throw error
    }
    await createCollections(this.#sessions, this.#tables, [definitionOf(target)], call)
    return work()
  }

  /** Removes some of what has expired: nobody has seen it since it did. */
  async #sweep({ collection, settings }: Target, call: Call): Promise<void> {
    const now = this.#clock()
    if (settings.defaultTtl === undefined || now - (this.#sweptAt.get(collection) ?? 0) < sweepIntervalMs) return
    this.#sweptAt.set(collection, now)
    const table = this.#tables.of(collection)
    const expired = `SELECT ctid FROM ${table} WHERE expires_at <= $1::float8 LIMIT ${sweptRows} FOR UPDATE SKIP LOCKED`
    const sql = `DELETE FROM ${table} WHERE ctid = ANY(ARRAY(${expired}))`
    await this.#sessions.query(call, { sql, values: [now] })
  }

  /** A unique index may be held by a document that has expired: it is removed, and the write tried again. */
  async #explainingDuplicates<O>(
    target: Target,
    { partitionKey }: Key,
    call: Call,
    write: () => Promise<O>,
  ): Promise<O | Refusal> {
    for (let mayRepeat = true; ; mayRepeat = false) {
      try {
        return await write()
      } catch (error) {
        const violated = violatedIndex(error)
        if (violated === undefined) throw error
        const sql = `DELETE FROM ${this.#tables.of(target.collection)} WHERE pk = $1 AND expires_at <= $2::float8`
        const expired = { sql, values: [partitionKey, this.#clock()] }
        if (!mayRepeat || (await this.#sessions.query(call, expired)).count === 0) return duplicate(violated)
      }
    }
  }
}

/** With the settings by which its documents are written, unless those are what nobody has to be told. */
function definitionOf({ collection, settings }: Target): CollectionDefinition | string {
  const isDefault = settings.partitionKeyPath === '/id' && settings.defaultTtl === undefined
  return isDefault ? collection : { name: collection, indexes: [], ...settings }
}

function duplicate(indexName: string): Refusal {
  return { kind: 'duplicate', index: labelOfIndexName(indexName) ?? 'of the collection' }
}
