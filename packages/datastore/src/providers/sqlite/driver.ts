import type { DatabaseSync } from 'node:sqlite'
import { CloudError, type Call } from '@bytelyst/core'
import { invalid } from '../../document/invalid.ts'
import type { FieldPath } from '../../document/path.ts'
import {
  chunkSize,
  type Classification,
  type CollectionDefinition,
  type CollectionSettings,
  type DatastoreDriver,
  type DeleteOutcome,
  type DriverAggregate,
  type DriverBulkUpdate,
  type DriverGroup,
  type DriverOperation,
  type DriverQuery,
  type DriverUpdate,
  type Expected,
  type Key,
  type Outcome,
  type Scope,
  type StoredDocument,
  type Target,
  type TransactOutcome,
  type UpdateOutcome,
  type WriteRecord,
} from '../../driver.ts'
import { isPlainObject } from '../../document/plain-object.ts'
import { everything } from '../../filter/tree.ts'
import { yieldToEventLoop } from '../../operations/concurrency.ts'
import { indexLabel } from '../../query/index-label.ts'
import type { Explanation, Index } from '../../types.ts'
import type { DatastoreCapabilities } from '../../types/capabilities.ts'
import type { Scalar } from '../../types/document.ts'
import { aggregateSql, distinctSql, groupOf, scalarOf } from './aggregate.ts'
import { sqliteCapabilities } from './capabilities.ts'
import { classifySqlite, isConstraint } from './classify.ts'
import type { Database } from './database.ts'
import type { Parameters } from './filter.ts'
import { pageSteps } from './page-steps.ts'
import { findSql, whereSql, type Statement } from './query.ts'
import { collectStored, Rows, toStored } from './rows.ts'
import { indexSql, labelOfIndexName, settingsOf, tableName, tableSql } from './tables.ts'

/** How often expired rows are looked for, in milliseconds. */
const sweepIntervalMs = 1000

/** Documents in one SQLite file, or in `:memory:`. SQLite works within a call, so a statement under way always ends. */
export class SqliteDriver implements DatastoreDriver<DatabaseSync> {
  readonly capabilities: DatastoreCapabilities = sqliteCapabilities
  readonly appliesUpdates = true
  readonly #database: Database
  readonly #path: string
  readonly #clock: () => number
  readonly #rows = new Map<string, Rows>()
  #sweptAt = 0

  /** @param clock - milliseconds since the epoch */
  constructor(database: Database, path: string, clock: () => number) {
    this.#database = database
    this.#path = path
    this.#clock = clock
  }

  async initialize(collections: readonly CollectionDefinition[], call: Call): Promise<void> {
    await this.#database.transaction(call, () => {
      for (const definition of collections) {
        const { name, partitionKeyPath, defaultTtl, indexes } = definition
        this.#database.run(
          `INSERT INTO bytelyst_collections (name, partition_key_path, expiry, default_ttl) VALUES (?, ?, ?, ?)
           ON CONFLICT (name) DO UPDATE SET expiry = excluded.expiry, default_ttl = excluded.default_ttl`,
          [name, partitionKeyPath, defaultTtl === undefined ? 0 : 1, defaultTtl ?? null],
        )
        for (const sql of tableSql(name)) this.#database.native.exec(sql)
        for (const index of indexes) {
          try {
            for (const sql of indexSql(definition, index)) this.#database.native.exec(sql)
          } catch (error) {
            throw isConstraint(error) ? duplicates(index) : error
          }
        }
      }
    })
  }

  async readSettings(collection: string, call: Call): Promise<CollectionSettings | null> {
    const sql = 'SELECT partition_key_path, expiry, default_ttl FROM bytelyst_collections WHERE name = ?'
    const row = await this.#database.whenFree(call, () => this.#database.get(sql, [collection]))
    return row === undefined ? null : settingsOf(row)
  }

  async drop(collection: string, call: Call): Promise<void> {
    await this.#database.transaction(call, () => {
      this.#database.native.exec(`DROP TABLE IF EXISTS ${tableName(collection)}`)
      this.#database.run('DELETE FROM bytelyst_collections WHERE name = ?', [collection])
    })
    this.#rows.delete(collection)
  }

  async ping(call: Call): Promise<void> {
    await this.#database.whenFree(call, () => this.#database.get('SELECT count(*) FROM bytelyst_collections', []))
  }

  async close(): Promise<void> {
    this.#database.close()
  }

  async native(): Promise<DatabaseSync> {
    return this.#database.native
  }

  async nativeCollection(target: Target): Promise<{ readonly database: DatabaseSync; readonly table: string }> {
    return { database: this.#database.native, table: tableName(target.collection) }
  }

  classify(error: unknown): Classification | undefined {
    return classifySqlite(error, this.#path)
  }

  async read(target: Target, key: Key, call: Call): Promise<StoredDocument | null> {
    const rows = this.#existing(target.collection)
    return rows === undefined ? null : this.#database.whenFree(call, () => rows.read(key))
  }

  write(target: Target, record: WriteRecord, expected: Expected, call: Call): Promise<Outcome> {
    return this.#writing(target, call, (rows) => rows.write(record, expected))
  }

  delete(target: Target, key: Key, version: string | undefined, call: Call): Promise<DeleteOutcome> {
    return this.#writing(target, call, (rows) => rows.delete(key, version))
  }

  update(target: Target, update: DriverUpdate, call: Call): Promise<UpdateOutcome> {
    return this.#inTransaction(target, call, (rows) => rows.update(update))
  }

  writeMany(
    target: Target,
    records: readonly WriteRecord[],
    expected: 'absent' | 'any',
    call: Call,
  ): Promise<readonly Outcome[]> {
    return this.#inTransaction(target, call, (rows) => records.map((record) => rows.write(record, expected)))
  }

  async find(target: Target, query: DriverQuery, call: Call): Promise<readonly StoredDocument[]> {
    if (this.#existing(target.collection) === undefined) return []
    const table = tableName(target.collection)
    const now = this.#clock()
    const steps = pageSteps(table, target, query, now)
    return this.#database.whenFree(call, () => {
      if (steps === undefined || !this.#isInOrder(steps.last)) {
        return this.#storedBy(findSql(table, target, query, now), call)
      }
      const found: StoredDocument[] = []
      for (const step of steps.all) {
        if (found.length === steps.limit) break
        for (const stored of this.#storedBy(step(steps.limit - found.length), call)) found.push(stored)
      }
      return found
    })
  }

  #storedBy({ sql, parameters }: Statement, call: Call): StoredDocument[] {
    // Row by row only where the call may end in between: all at once is a tenth faster.
    return call.signal === undefined
      ? this.#database.all(sql, parameters).map(toStored)
      : collectStored(this.#database.iterate(sql, parameters), call)
  }

  /** An index gives the order, so that a statement with a limit does not look at every match. */
  #isInOrder({ sql, parameters }: Statement): boolean {
    const steps = this.#database.all(`EXPLAIN QUERY PLAN ${sql}`, parameters)
    return steps.every(({ detail }) => detail !== 'USE TEMP B-TREE FOR ORDER BY')
  }

  async count(target: Target, query: Scope, call: Call): Promise<number> {
    if (this.#existing(target.collection) === undefined) return 0
    const parameters: Parameters = []
    const where = whereSql(target, query, this.#clock(), parameters)
    const sql = `SELECT count(*) AS count FROM ${tableName(target.collection)} WHERE ${where}`
    const row = await this.#database.whenFree(call, () => this.#database.get(sql, parameters))
    return Number(row?.['count'])
  }

  async distinct(target: Target, path: FieldPath, query: Scope, call: Call): Promise<Exclude<Scalar, null>[]> {
    if (this.#existing(target.collection) === undefined) return []
    const { sql, parameters } = distinctSql(tableName(target.collection), target, path, query, this.#clock())
    const found = await this.#database.whenFree(call, () => this.#database.all(sql, parameters))
    return found.map((row) => scalarOf(row['r'], row['k'])).filter((value) => value !== null)
  }

  async aggregate(target: Target, query: DriverAggregate, call: Call): Promise<readonly DriverGroup[]> {
    await this.#ready(target.collection, call)
    const { sql, parameters } = aggregateSql(tableName(target.collection), target, query, this.#clock())
    const found = await this.#database.whenFree(call, () => this.#database.all(sql, parameters))
    return found.map((row) => groupOf(row, query))
  }

  async explain(target: Target, query: DriverQuery, call: Call): Promise<Explanation> {
    const crossPartition = query.partitionKey === undefined
    if (this.#existing(target.collection) === undefined) return { scan: false, crossPartition, requests: 0 }
    const { sql, parameters } = findSql(tableName(target.collection), target, query, this.#clock())
    const steps = await this.#database.whenFree(call, () => this.#database.all(`EXPLAIN QUERY PLAN ${sql}`, parameters))
    const details = steps.map((row) => String(row['detail']))
    const index = details.map(indexOf).find((label) => label !== undefined)
    const picksByPartition = details.some((detail) => detail.startsWith('SEARCH')) && query.filter === everything
    const facts = { scan: index === undefined && !picksByPartition, crossPartition, requests: 0 }
    return index === undefined ? facts : { ...facts, index }
  }

  async updateMany(
    target: Target,
    query: Scope,
    update: DriverBulkUpdate,
    call: Call,
  ): Promise<{ updated: number; failed: number }> {
    const rows = this.#existing(target.collection)
    const result = { updated: 0, failed: 0 }
    if (rows === undefined) return result
    const table = tableName(target.collection)
    for (const rowids of await this.#matchingRows(table, target, query, call)) {
      call.check()
      const parameters: Parameters = [JSON.stringify(rowids)]
      const where = whereSql(target, query, this.#clock(), parameters)
      const sql = `SELECT pk, id, document, version, ttl FROM ${table}
        WHERE rowid IN (SELECT value FROM json_each(?)) AND ${where}`
      const page = await this.#database.transaction(call, () => {
        const counts = { updated: 0, failed: 0 }
        for (const row of this.#database.all(sql, parameters)) {
          const key = { id: String(row['id']), partitionKey: String(row['pk']) }
          const record = update.apply(toStored(row), key)
          const written = record !== null && rows.write(record, 'any').kind === 'written'
          counts[written ? 'updated' : 'failed'] += 1
        }
        return counts
      })
      result.updated += page.updated
      result.failed += page.failed
      await yieldToEventLoop()
    }
    return result
  }

  deleteMany(target: Target, query: Scope, call: Call): Promise<number> {
    return this.#writing(target, call, () => {
      const parameters: Parameters = []
      const where = whereSql(target, query, this.#clock(), parameters)
      return this.#database.run(`DELETE FROM ${tableName(target.collection)} WHERE ${where}`, parameters)
    })
  }

  transact(
    target: Target,
    _partitionKey: string,
    operations: readonly DriverOperation[],
    call: Call,
  ): Promise<TransactOutcome> {
    return this.#inTransaction(target, call, (rows, refuse) => {
      const results: (StoredDocument | null)[] = []
      for (const [index, operation] of operations.entries()) {
        const outcome = applyOperation(rows, operation)
        if ('kind' in outcome) {
          refuse()
          return { kind: 'refused', index, outcome }
        }
        results.push(outcome.result)
      }
      return { kind: 'committed', results }
    })
  }

  async rawQuery(_target: Target, query: unknown, call: Call): Promise<readonly unknown[]> {
    const { sql, parameters = [] } = isPlainObject(query) ? query : { sql: query }
    if (typeof sql !== 'string' || !Array.isArray(parameters)) {
      throw invalid('query', 'an SQL text, or { sql, parameters }', query)
    }
    return this.#database.whenFree(call, () => this.#database.native.prepare(sql).all(...(parameters as Parameters)))
  }

  async #writing<R>(target: Target, call: Call, work: (rows: Rows) => R): Promise<R> {
    const rows = this.#rows.get(target.collection) ?? (await this.#ready(target.collection, call))
    return this.#database.whenFree(call, () => {
      this.#sweep(target, rows)
      return work(rows)
    })
  }

  async #inTransaction<R>(target: Target, call: Call, work: (rows: Rows, refuse: () => void) => R): Promise<R> {
    const rows = this.#rows.get(target.collection) ?? (await this.#ready(target.collection, call))
    return this.#database.transaction(call, (refuse) => {
      this.#sweep(target, rows)
      return work(rows, refuse)
    })
  }

  #sweep(target: Target, rows: Rows): void {
    const now = this.#clock()
    if (target.settings.defaultTtl === undefined || now - this.#sweptAt < sweepIntervalMs) return
    this.#sweptAt = now
    rows.removeExpired()
  }

  /** The rows of a collection whose table is there. */
  #existing(collection: string): Rows | undefined {
    const known = this.#rows.get(collection)
    if (known !== undefined) return known
    const table = tableName(collection)
    const sql = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
    if (this.#database.get(sql, [table.slice(1, -1)]) === undefined) return undefined
    const rows = new Rows(this.#database, table, this.#clock)
    this.#rows.set(collection, rows)
    return rows
  }

  /** The rows of a collection, whose table is made when there is none. */
  async #ready(collection: string, call: Call): Promise<Rows> {
    const existing = this.#existing(collection)
    if (existing !== undefined) return existing
    await this.#database.transaction(call, () => {
      for (const sql of tableSql(collection)) this.#database.native.exec(sql)
    })
    return this.#existing(collection) as Rows
  }

  /** The rows that match now, so many at a time. */
  async #matchingRows(table: string, target: Target, query: Scope, call: Call): Promise<number[][]> {
    const parameters: Parameters = []
    const where = whereSql(target, query, this.#clock(), parameters)
    const sql = `SELECT rowid FROM ${table} WHERE ${where}`
    const found = await this.#database.whenFree(call, () => this.#database.all(sql, parameters))
    const chunks: number[][] = []
    for (let start = 0; start < found.length; start += chunkSize) {
      chunks.push(found.slice(start, start + chunkSize).map((row) => Number(row['rowid'])))
    }
    return chunks
  }
}

function applyOperation(
  rows: Rows,
  operation: DriverOperation,
): { readonly result: StoredDocument | null } | Exclude<Outcome, { readonly kind: 'written' }> {
  if (operation.kind === 'delete') {
    const outcome = rows.delete(operation.key, operation.version)
    return outcome.kind === 'deleted' ? { result: null } : outcome
  }
  if (operation.kind === 'update') {
    const outcome = rows.update(operation.update)
    return outcome.kind === 'written' ? { result: outcome.stored } : outcome
  }
  const outcome = rows.write(operation.record, operation.expected)
  if (outcome.kind !== 'written') return outcome
  return { result: { ...operation.record, version: outcome.version } }
}

/** The declared index that a step of a query plan searches; `id` for the one that every collection has. */
function indexOf(detail: string): string | undefined {
  const name = /^SEARCH .* USING (?:COVERING )?INDEX (documents:\S+ .*) \(/.exec(detail)?.[1]
  if (name === undefined) return undefined
  return labelOfIndexName(name) ?? (name.endsWith(' id') || detail.includes('id=?') ? 'id' : undefined)
}

/** The transaction around it is rolled back: nothing has changed. */
function duplicates(index: Index): CloudError {
  const message = `the unique index ${indexLabel(index)} cannot be declared: documents of one partition have the same values`
  return new CloudError({ code: 'already_exists', message })
}
