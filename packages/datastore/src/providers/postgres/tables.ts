import type { CollectionDefinition, CollectionSettings } from '../../driver.ts'
import { parsePartitionKeyPath } from '../../document/identity.ts'
import { indexLabel } from '../../query/index-label.ts'
import type { Index } from '../../types.ts'
import { keyLength, kinds } from './sort-key.ts'
import { rowFields } from './query.ts'
import { hashOf, sqlName, sqlText } from './text.ts'

/** "byte": of the two numbers of our advisory locks, the one that tells them from others'. */
const lockSpace = 0x62797465
const settingsName = 'bytelyst_collections'
const keyFunctionName = 'bytelyst_sort_key'
const wholeKeyFunctionName = 'bytelyst_whole_key'

const plainText = "$1 #>> '{}'"
const bits = "encode(float8send($1::float8), 'hex')"

/** What `sortKeyOf` does, for a JSON value. */
const keySql = [
  `CASE jsonb_typeof($1) WHEN 'string' THEN '${kinds.string}' || left(${plainText}, ${keyLength})`,
  "WHEN 'number' THEN CASE WHEN $1::float8 < 0",
  `THEN '${kinds.number}0' || translate(${bits}, '0123456789abcdef', 'fedcba9876543210')`,
  `ELSE '${kinds.number}1' || ${bits} END`,
  `WHEN 'boolean' THEN CASE ${plainText} WHEN 'true' THEN '${kinds.true}' ELSE '${kinds.false}' END`,
  `WHEN 'array' THEN '${kinds.other}' WHEN 'object' THEN '${kinds.other}' ELSE '${kinds.null}' END`,
].join(' ')

/** A sort key that tells long strings apart: a text longer than all short ones, with a hash of all of it. */
const wholeKeySql = `CASE WHEN jsonb_typeof($1) = 'string' AND length(${plainText}) > ${keyLength}
  THEN '${kinds.string}' || left(${plainText}, ${keyLength}) || md5(${plainText}) ELSE ${keySql} END`

/** PostgreSQL cuts longer names off, in bytes. */
const longestName = 63

/** One thing that `initialize` makes in the schema: a table, an index, a function. */
export interface Item {
  readonly name: string
  readonly sql: string
}

/** The names within one schema. */
export class Tables {
  readonly schema: string
  readonly #prefix: string

  constructor(schema: string) {
    this.schema = schema
    this.#prefix = `${sqlName(schema)}.`
  }

  get settings(): string {
    return this.#prefix + sqlName(settingsName)
  }

  /** The table of a collection, quoted. */
  of(collection: string): string {
    return this.#prefix + sqlName(tableName(collection))
  }

  /** What one initialises after the other holds, in every process. */
  get lock(): string {
    const ofSchema = Number.parseInt(hashOf(this.schema).slice(0, 7), 36) | 0
    return `SELECT pg_advisory_xact_lock(${lockSpace}, ${ofSchema})`
  }

  /** The function that makes sort keys. */
  get keyFunction(): string {
    return this.#prefix + sqlName(keyFunctionName)
  }

  /** Functions, because the texts of longer expressions are too large for PostgreSQL's list of indexes. It inlines them. */
  get functions(): readonly Item[] {
    const make = (name: string, body: string): Item => ({
      name,
      sql: `CREATE FUNCTION ${this.#prefix}${sqlName(name)}(jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS ${sqlText(body)}`,
    })
    return [make(keyFunctionName, `SELECT ${keySql}`), make(wholeKeyFunctionName, `SELECT ${wholeKeySql}`)]
  }

  get schemaSql(): string {
    return `CREATE SCHEMA IF NOT EXISTS ${sqlName(this.schema)}`
  }

  get settingsItem(): Item {
    const columns =
      'name text PRIMARY KEY, partition_key_path text NOT NULL, expiry boolean NOT NULL, default_ttl integer'
    return { name: settingsName, sql: `CREATE TABLE IF NOT EXISTS ${this.settings} (${columns})` }
  }

  saveSettings({ name, partitionKeyPath, defaultTtl }: CollectionDefinition): string {
    const values = [sqlText(name), sqlText(partitionKeyPath), defaultTtl !== undefined, defaultTtl ?? 'NULL']
    return `INSERT INTO ${this.settings} AS stored (name, partition_key_path, expiry, default_ttl) VALUES (${values.join(', ')})
      ON CONFLICT (name) DO UPDATE SET expiry = excluded.expiry, default_ttl = excluded.default_ttl
      WHERE (stored.expiry, stored.default_ttl) IS DISTINCT FROM (excluded.expiry, excluded.default_ttl)`
  }

  /** A collection's table, and the indexes that every collection has. */
  items(collection: string): readonly Item[] {
    const table = this.of(collection)
    const name = tableName(collection)
    const key = sqlName(indexName(collection, 'key', ''))
    const columns = [
      'pk text COLLATE "C" NOT NULL',
      'id text COLLATE "C" NOT NULL',
      'document jsonb NOT NULL',
      'version text NOT NULL',
      'ttl integer',
      'expires_at double precision',
      `CONSTRAINT ${key} PRIMARY KEY (pk, id)`,
    ]
    return [
      { name, sql: `CREATE TABLE IF NOT EXISTS ${table} (${columns.join(', ')})` },
      this.#index(collection, 'id', '', '(id, pk)'),
      this.#index(collection, 'expiry', '', '(expires_at) WHERE expires_at IS NOT NULL'),
    ]
  }

  /**
   * A declared index: one that begins with the partition key for queries within a partition, and one without for the others.
   * An entry has to stay below 2,704 bytes whatever the values are, so three paths leave out what comes after them.
   */
  declared({ name, partitionKeyPath }: CollectionDefinition, index: Index): readonly Item[] {
    const field = rowFields(parsePartitionKeyPath(partitionKeyPath, 'partitionKeyPath'), this.keyFunction)
    const paths = Object.entries(index.paths).map(([path, direction]) => ({ ...field(path.split('.')), direction }))
    const keys = paths.map(({ key, direction }) => `${key}${direction === 1 ? '' : ' DESC'}`)
    const hasRoom = keys.length < 3
    const label = indexLabel(index)
    const items = [
      this.#index(name, 'by', label, `(${[...keys, 'id', ...(hasRoom ? ['pk'] : [])].join(', ')})`),
      this.#index(name, 'within', label, `(${['pk', ...keys, ...(hasRoom ? ['id'] : [])].join(', ')})`),
    ]
    if (index.unique !== true) return items
    const wholes = paths.map(({ key, json, isColumn }) =>
      isColumn ? key : `(${this.#prefix}${sqlName(wholeKeyFunctionName)}(${json}) COLLATE "C")`,
    )
    const scalars = paths.flatMap(({ key, isColumn }) =>
      isColumn ? [] : [`${key} >= '${kinds.false}' AND ${key} < '${kinds.other}'`],
    )
    const where = scalars.length === 0 ? '' : ` WHERE ${scalars.join(' AND ')}`
    return [...items, this.#index(name, 'unique', label, `(${['pk', ...wholes].join(', ')})${where}`)]
  }

  #index(collection: string, scope: string, label: string, columns: string): Item {
    const name = indexName(collection, scope, label)
    const kind = scope === 'unique' ? 'UNIQUE INDEX' : 'INDEX'
    return { name, sql: `CREATE ${kind} IF NOT EXISTS ${sqlName(name)} ON ${this.of(collection)} ${columns}` }
  }
}

/** What else is in the schema, by name. */
const taken: ReadonlySet<string> = new Set([settingsName, keyFunctionName, wholeKeyFunctionName])

/** Tables are called as their collections; a name that is taken gets a mark that no collection has. */
function tableName(collection: string): string {
  return taken.has(collection) ? `${collection}~` : collection
}

/** The name of an index, unique in the schema, with as much of the label as there is room for. */
function indexName(collection: string, scope: string, label: string): string {
  let name = `${hashOf([collection, scope, label].join('\0'))}~${scope} ${label}`.trimEnd()
  while (new TextEncoder().encode(name).length > longestName) name = [...name].slice(0, -1).join('')
  return name
}

/** The label within the name of a declared index; `id` for the one that every collection has; undefined for others. */
export function labelOfIndexName(name: string | undefined): string | undefined {
  const [, scope, label] = /^[0-9a-z]+~(id|by|within|unique)(?: (.*))?$/s.exec(name ?? '') ?? []
  return scope === 'id' ? 'id' : label
}

/** Expiry as it is stored: off, on without a default, on with one. */
export function settingsOf([path, expiry, ttl]: readonly (string | null)[]): CollectionSettings {
  return {
    partitionKeyPath: path ?? '/id',
    defaultTtl: expiry !== 't' ? undefined : ttl === null || ttl === undefined ? null : Number(ttl),
  }
}
