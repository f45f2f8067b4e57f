import { isCloudError } from '@bytelyst/core'
import type { DriverUpdate, WriteRecord } from '../../driver.ts'
import { Parameters, type Statement } from './parameters.ts'
import { patchSql } from './patch.ts'
import { rowValues } from './rows.ts'

const columns = 'pk, id, document, version, ttl, expires_at'

/**
 * The one statement that updates a document, or makes it; it writes nothing when the document is not there, is another
 * version, or does not fit the patch.
 *
 * @param made - what is stored where nothing is, of an upsert
 */
export function updateSql(
  table: string,
  update: DriverUpdate,
  made: WriteRecord | undefined,
  version: string,
  now: number,
  maxBytes: number,
): Statement {
  const parameters = new Parameters()
  const { key, ttlSeconds } = update
  let insert: string | undefined
  if (made !== undefined) {
    parameters.values.push(...rowValues(made, version, now))
    insert = `INSERT INTO ${table} AS stored (${columns}) VALUES ($1, $2, $3::jsonb, $4, $5::integer, $6::float8)
      ON CONFLICT (pk, id) DO UPDATE`
  }
  const { document, guards } = patchSql('stored.document', update.patch, maxBytes, parameters)
  const at = parameters.bind(now, 'float8')
  const conditions = [`(stored.expires_at IS NULL OR stored.expires_at > ${at})`, ...guards]
  const keeps = ttlSeconds === undefined
  const ttl = keeps ? 'stored.ttl' : parameters.bind(ttlSeconds, 'integer')
  const assignments = [
    `document = ${document}`,
    `version = ${parameters.bind(version, 'text')}`,
    `ttl = ${ttl}`,
    `expires_at = ${at} + ${ttl} * 1000::float8`,
  ]
  if (insert === undefined) {
    conditions.push(`stored.pk = ${parameters.bind(key.partitionKey, 'text')}`)
    conditions.push(`stored.id = ${parameters.bind(key.id, 'text')}`)
    if (update.version !== undefined) conditions.push(`stored.version = ${parameters.bind(update.version, 'text')}`)
  }
  const set = `SET ${assignments.join(', ')} WHERE ${conditions.join(' AND ')}`
  const returned = 'RETURNING stored.document, stored.version, stored.ttl'
  const sql = insert === undefined ? `UPDATE ${table} AS stored ${set} ${returned}` : `${insert} ${set} ${returned}`
  return { sql, values: parameters.values }
}

/** What the update makes where nothing is; undefined when it does not fit there, which matters only if nothing is. */
export function recordOfNothing(update: DriverUpdate): WriteRecord | undefined {
  try {
    return update.apply(null)
  } catch (error) {
    if (!isCloudError(error)) throw error
    return undefined
  }
}
