import type { CollectionDefinition, CollectionSettings } from '../../driver.ts'
import { parsePartitionKeyPath } from '../../document/identity.ts'
import { indexLabel } from '../../query/index-label.ts'
import type { Index } from '../../types.ts'
import { sqlName } from './field.ts'
import { rowFields } from './query.ts'

/** Marks a file as ours in its header: "BYTL". */
export const applicationId = 0x4259544c
export const schemaVersion = 1

/** What is remembered of each collection. */
export const collectionsTable = `CREATE TABLE IF NOT EXISTS bytelyst_collections (
  name TEXT PRIMARY KEY, partition_key_path TEXT NOT NULL, expiry INTEGER NOT NULL, default_ttl INTEGER
) WITHOUT ROWID`

/**
 * SQLite ignores the case of names, collections and paths do not: a name with capitals gets a mark of where they are.
 */
function caseMarked(name: string): string {
  const capitals = [...name].map((character) => (/[A-Z]/.test(character) ? '1' : '0')).join('')
  return capitals.includes('1') ? `${name}~${BigInt(`0b${capitals}`).toString(36)}` : name
}

/** The table of a collection, quoted. */
export function tableName(collection: string): string {
  return sqlName(`documents:${caseMarked(collection)}`)
}

/** The statements that make a collection's table. */
export function tableSql(collection: string): readonly string[] {
  const table = tableName(collection)
  const index = (suffix: string): string => sqlName(`documents:${caseMarked(collection)} ${suffix}`)
  return [
    `CREATE TABLE IF NOT EXISTS ${table} (
      pk TEXT NOT NULL, id TEXT NOT NULL, document TEXT NOT NULL, version TEXT NOT NULL, ttl INTEGER, expires_at REAL
    )`,
    `CREATE UNIQUE INDEX IF NOT EXISTS ${index('key')} ON ${table} (pk, id)`,
    `CREATE INDEX IF NOT EXISTS ${index('id')} ON ${table} (id, pk)`,
    `CREATE INDEX IF NOT EXISTS ${index('expiry')} ON ${table} (expires_at) WHERE expires_at IS NOT NULL`,
  ]
}

/**
 * The statements that make a declared index: one that begins with the partition key for queries within a partition,
 * and one without for the others.
 */
export function indexSql({ name, partitionKeyPath }: CollectionDefinition, index: Index): readonly string[] {
  const table = tableName(name)
  const path = parsePartitionKeyPath(partitionKeyPath, 'partitionKeyPath')
  const fields = rowFields({
    collection: name,
    settings: { partitionKeyPath, defaultTtl: undefined },
    partitionKeyPath: path,
  })
  const entries = Object.entries(index.paths).map(([text, direction]) => ({ ...fields(text.split('.')), direction }))
  const columns = entries.flatMap(({ rank, value, direction }) => {
    const suffix = direction === 1 ? '' : ' DESC'
    return rank === '4' ? [value + suffix] : [`${rank}${suffix}`, `${value}${suffix}`]
  })
  const named = (scope: string): string =>
    sqlName(`documents:${caseMarked(name)} ${scope} ${caseMarked(indexLabel(index))}`)
  const statements = [
    `CREATE INDEX IF NOT EXISTS ${named('by')} ON ${table} (${[...columns, 'id', 'pk'].join(', ')})`,
    `CREATE INDEX IF NOT EXISTS ${named('within')} ON ${table} (${['pk', ...columns, 'id'].join(', ')})`,
  ]
  if (index.unique === true) {
    const scalars = entries.map(({ rank }) => `${rank} BETWEEN 1 AND 4`).join(' AND ')
    statements.push(
      `CREATE UNIQUE INDEX IF NOT EXISTS ${named('unique')} ON ${table} (${['pk', ...columns].join(', ')}) WHERE ${scalars}`,
    )
  }
  return statements
}

/** The label within the name of one of our indexes; undefined for those that every collection has. */
export function labelOfIndexName(name: string): string | undefined {
  return / (?:by|within|unique) (.*?)(?:~[0-9a-z]+)?$/.exec(name)?.[1]
}

/** Expiry as it is stored: off, on without a default, on with one. */
export function settingsOf(row: Readonly<Record<string, unknown>>): CollectionSettings {
  const defaultTtl = row['expiry'] === 1 ? (row['default_ttl'] as number | null) : undefined
  return { partitionKeyPath: row['partition_key_path'] as string, defaultTtl }
}
