import { CloudError, type Call } from '@bytelyst/core'
import { versionSource } from '../../document/version.ts'
import type {
  DeleteOutcome,
  DriverUpdate,
  Expected,
  Key,
  Outcome,
  StoredDocument,
  UpdateOutcome,
  WriteRecord,
} from '../../driver.ts'
import type { JsonDocument } from '../../types/document.ts'
import type { Database, Row } from './database.ts'

type Refusal = Exclude<Outcome, { readonly kind: 'written' }>

const columns = 'document, version, ttl'
const assignments =
  'document = excluded.document, version = excluded.version, ttl = excluded.ttl, expires_at = excluded.expires_at'
const isLive = '(expires_at IS NULL OR expires_at > ?)'
const uniqueViolation = 2067

/** The statements about single rows of a table: made once, because to put a text together costs more than to look it up. */
function statementsOf(table: string): Readonly<Record<'read' | 'create' | 'upsert' | 'replace' | 'delete', string>> {
  const upsert = `INSERT INTO ${table} (pk, id, ${columns}, expires_at) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (pk, id) DO UPDATE SET ${assignments}`
  return {
    read: `SELECT ${columns} FROM ${table} WHERE pk = ? AND id = ? AND ${isLive}`,
    // An expired document is absent; it is overwritten in the same statement.
    create: `${upsert} WHERE NOT ${isLive}`,
    upsert,
    replace: `UPDATE ${table} SET document = ?, version = ?, ttl = ?, expires_at = ?
      WHERE pk = ? AND id = ? AND ${isLive}`,
    delete: `DELETE FROM ${table} WHERE pk = ? AND id = ? AND ${isLive}`,
  }
}

/** The rows of one collection's table, one at a time. Everything here is synchronous; some needs a transaction around it. */
export class Rows {
  readonly #database: Database
  readonly #table: string
  readonly #sql: ReturnType<typeof statementsOf>
  readonly #clock: () => number
  readonly #nextVersion = versionSource()

  constructor(database: Database, table: string, clock: () => number) {
    this.#database = database
    this.#table = table
    this.#sql = statementsOf(table)
    this.#clock = clock
  }

  read({ partitionKey, id }: Key): StoredDocument | null {
    const row = this.#database.get(this.#sql.read, [partitionKey, id, this.#clock()])
    return row === undefined ? null : toStored(row)
  }

  /** One statement where no version is expected, so that it is atomic by itself; what it did not do is then explained. */
  write(record: WriteRecord, expected: Expected): Outcome {
    const version = this.#nextVersion()
    return this.#explainingDuplicates(() => {
      if (this.#tryWrite(record, expected, version)) return { kind: 'written', version }
      if (expected === 'absent') return { kind: 'exists' }
      return this.read(record.key) === null ? { kind: 'missing' } : { kind: 'stale' }
    }, record.key)
  }

  delete(key: Key, version: string | undefined): DeleteOutcome {
    const parameters = [key.partitionKey, key.id, this.#clock()]
    const deleted =
      version === undefined
        ? this.#database.run(this.#sql.delete, parameters)
        : this.#database.run(`${this.#sql.delete} AND version = ?`, [...parameters, version])
    if (deleted > 0) return { kind: 'deleted' }
    return version === undefined || this.read(key) === null ? { kind: 'missing' } : { kind: 'stale' }
  }

  /** Needs a transaction around it. */
  update(update: DriverUpdate): Exclude<UpdateOutcome, { readonly kind: 'declined' }> {
    const current = this.read(update.key)
    if (current === null && !update.upsert) return { kind: 'missing' }
    if (update.version !== undefined && current?.version !== update.version) return { kind: 'stale' }
    const record = update.apply(current)
    const replaced = current === null ? undefined : this.write(record, 'present')
    // It was not there, or has expired since it was read.
    const outcome = replaced === undefined || replaced.kind === 'missing' ? this.write(record, 'any') : replaced
    if (outcome.kind !== 'written') return outcome
    return { kind: 'written', stored: { ...record, version: outcome.version } }
  }

  /** Removes some of what has expired long since; it has not been seen since it did. */
  removeExpired(): void {
    const expired = `SELECT rowid FROM ${this.#table} WHERE expires_at <= ? LIMIT 100`
    this.#database.run(`DELETE FROM ${this.#table} WHERE rowid IN (${expired})`, [this.#clock()])
  }

  #tryWrite({ key, document, ttlSeconds }: WriteRecord, expected: Expected, version: string): boolean {
    const now = this.#clock()
    const { partitionKey, id } = key
    const text = JSON.stringify(document)
    const expiresAt = ttlSeconds === null ? null : now + ttlSeconds * 1000
    const { create, upsert, replace } = this.#sql
    switch (expected) {
      case 'absent':
        return this.#database.run(create, [partitionKey, id, text, version, ttlSeconds, expiresAt, now]) > 0
      case 'any':
        return this.#database.run(upsert, [partitionKey, id, text, version, ttlSeconds, expiresAt]) > 0
      case 'present':
        return this.#database.run(replace, [text, version, ttlSeconds, expiresAt, partitionKey, id, now]) > 0
      default: {
        const values = [text, version, ttlSeconds, expiresAt, partitionKey, id, now, expected.version]
        return this.#database.run(`${replace} AND version = ?`, values) > 0
      }
    }
  }

  /** A unique index may be held by a document that has expired: it is removed, and the write tried again. */
  #explainingDuplicates(write: () => Outcome, { partitionKey }: Key): Outcome {
    try {
      return write()
    } catch (error) {
      const duplicate = duplicateOf(error)
      if (duplicate === undefined) throw error
      const sql = `DELETE FROM ${this.#table} WHERE pk = ? AND expires_at <= ?`
      if (this.#database.run(sql, [partitionKey, this.#clock()]) === 0) return duplicate
    }
    try {
      return write()
    } catch (error) {
      const duplicate = duplicateOf(error)
      if (duplicate === undefined) throw error
      return duplicate
    }
  }
}

/** The refusal by a unique index that an error of SQLite reports; undefined for other errors. */
function duplicateOf(error: unknown): Refusal | undefined {
  if ((error as { errcode?: unknown } | null)?.errcode !== uniqueViolation) return undefined
  const label = / unique (.*?)(?:~[0-9a-z]+)?'?$/.exec((error as Error).message)?.[1]
  return { kind: 'duplicate', index: label ?? 'of the collection' }
}

/** @throws CloudError `data_corrupted`, without the text, which is a document */
export function toStored(row: Row): StoredDocument {
  let document: JsonDocument
  try {
    document = JSON.parse(String(row['document'])) as JsonDocument
  } catch {
    throw new CloudError({
      code: 'data_corrupted',
      message: 'a stored document is no JSON; restore the file from a copy',
    })
  }
  return { document, version: String(row['version']), ttlSeconds: row['ttl'] as number | null }
}

/** How many rows are read before the call's bounds are looked at again. */
const rowsPerCheck = 1000

/** The documents of rows, as long as the call may go on. */
export function collectStored(rows: Iterable<Row>, call: Call): StoredDocument[] {
  const stored: StoredDocument[] = []
  for (const row of rows) {
    if (stored.length % rowsPerCheck === 0) call.check()
    stored.push(toStored(row))
  }
  return stored
}
