import { CloudError } from '@bytelyst/core'
import type { Expected, Key, StoredDocument, WriteRecord } from '../../driver.ts'
import type { JsonDocument } from '../../types/document.ts'
import type { Statement, Value } from './parameters.ts'
import { storedColumns } from './query.ts'
import type { Row } from './sessions.ts'
import { hashOf } from './text.ts'

const columns = 'pk, id, document, version, ttl, expires_at'
const assignments =
  'document = excluded.document, version = excluded.version, ttl = excluded.ttl, expires_at = excluded.expires_at'

/** The text of a statement, and the name under which it stays prepared: it is planned once a session, not once a call. */
type Text = Pick<Statement, 'sql' | 'name'>

function prepared(sql: string): Text {
  return { sql, name: `bytelyst_${hashOf(sql)}` }
}

/** The statements about single rows of a table, as texts: made once. */
export class RowStatements {
  readonly #read: Text
  readonly #upsert: Text
  readonly #create: Text
  readonly #replace: Text
  readonly #delete: Text

  readonly #replaceVersion: Text
  readonly #deleteVersion: Text

  constructor(table: string) {
    const isLive = (parameter: string): string => `(expires_at IS NULL OR expires_at > ${parameter}::float8)`
    const upsert = `INSERT INTO ${table} AS stored (${columns}) VALUES ($1, $2, $3::jsonb, $4, $5::integer, $6::float8)
      ON CONFLICT (pk, id) DO UPDATE SET ${assignments}`
    const replace = `UPDATE ${table} SET document = $3::jsonb, version = $4, ttl = $5::integer, expires_at = $6::float8
      WHERE pk = $1 AND id = $2 AND ${isLive('$7')}`
    const remove = `DELETE FROM ${table} WHERE pk = $1 AND id = $2 AND ${isLive('$3')}`
    this.#read = prepared(`SELECT ${storedColumns} FROM ${table} WHERE pk = $1 AND id = $2 AND ${isLive('$3')}`)
    this.#upsert = prepared(upsert)
    // An expired document is absent; it is overwritten in the same statement.
    this.#create = prepared(`${upsert} WHERE stored.expires_at <= $7::float8`)
    this.#replace = prepared(replace)
    this.#replaceVersion = prepared(`${replace} AND version = $8`)
    this.#delete = prepared(remove)
    this.#deleteVersion = prepared(`${remove} AND version = $4`)
  }

  read({ partitionKey, id }: Key, now: number): Statement {
    return { ...this.#read, values: [partitionKey, id, now] }
  }

  /** Writes one row when the expectation holds, and none otherwise. */
  write(record: WriteRecord, version: string, expected: Expected, now: number): Statement {
    const values = rowValues(record, version, now)
    if (expected === 'any') return { ...this.#upsert, values }
    values.push(now)
    if (expected === 'absent') return { ...this.#create, values }
    if (expected === 'present') return { ...this.#replace, values }
    return { ...this.#replaceVersion, values: [...values, expected.version] }
  }

  delete({ partitionKey, id }: Key, version: string | undefined, now: number): Statement {
    const values: Value[] = [partitionKey, id, now]
    if (version === undefined) return { ...this.#delete, values }
    return { ...this.#deleteVersion, values: [...values, version] }
  }
}

/** The values of a row, in the order of its columns. */
export function rowValues(
  { key, document, ttlSeconds }: WriteRecord,
  version: string,
  now: number,
): (string | number | null)[] {
  return [key.partitionKey, key.id, JSON.stringify(document), version, ttlSeconds, expiryOf(ttlSeconds, now)]
}

/** When a row that is written now expires, in milliseconds since the epoch. */
export function expiryOf(ttlSeconds: number | null, now: number): number | null {
  return ttlSeconds === null ? null : now + ttlSeconds * 1000
}

/**
 * The statement that writes many rows. It gives back the versions of those that it wrote.
 *
 * @param guard - which of the rows that are there already are overwritten, as SQL about `stored` and `excluded`; after `$6`
 */
export function writeManySql(table: string, guard: string, order: 'by key' | 'as given'): string {
  const sorted = order === 'by key' ? 'pk, id' : 'place'
  return `INSERT INTO ${table} AS stored (${columns})
    SELECT pk, id, document::jsonb, version, ttl, expires_at
    FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::integer[], $6::float8[])
      WITH ORDINALITY AS given(pk, id, document, version, ttl, expires_at, place) ORDER BY ${sorted}
    ON CONFLICT (pk, id) DO UPDATE SET ${assignments} WHERE ${guard} RETURNING stored.version`
}

/** The values of many rows, a list for each column. */
export function columnsOf(records: readonly WriteRecord[], versions: readonly string[], now: number): Value[] {
  const rows = records.map((record, i) => rowValues(record, versions[i] ?? '', now))
  return Array.from({ length: 6 }, (_, column) => rows.map((row) => row[column] ?? null) as (string | null)[])
}

/** @throws CloudError `data_corrupted`, without the text, which is a document */
export function toStored([document, version, ttl]: Row): StoredDocument {
  try {
    return {
      document: JSON.parse(document ?? '') as JsonDocument,
      version: version ?? '',
      ttlSeconds: ttl === null || ttl === undefined ? null : Number(ttl),
    }
  } catch {
    throw new CloudError({ code: 'data_corrupted', message: 'a stored document is no JSON; restore it from a copy' })
  }
}
