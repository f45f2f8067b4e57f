/** @ts-ignore: pg is optional */
import type { Pool } from 'pg'
import { CloudError, defineProvider, text } from '@bytelyst/core'
import { PortableDatastore } from '../../datastore.ts'
import type { DatastoreDefinition, DatastoreOptions } from '../../definition.ts'
import type { CollectionConfig, DatastoreProvider } from '../../types.ts'
import type { DatastoreCapabilities } from '../../types/capabilities.ts'
import { postgresCapabilities } from './capabilities.ts'
import { peer } from './peer.ts'

/** What the postgres provider can be given. */
export interface PostgresDatastoreOptions {
  /** `postgres://user:password@host:port/database`, with `?sslmode=verify-full` and the like. Needed without a `client`. */
  readonly url?: string | undefined
  /** The schema that holds the tables; it is made when it is missing. Default `bytelyst`, where no table of yours is. */
  readonly schema?: string | undefined
  /** A pool that you made and will end, used in the place of `url`. */
  readonly client?: Pool | undefined
  /** Collections that are initialised on their first use. */
  readonly collections?: Readonly<Record<string, CollectionConfig>> | undefined
  /** Milliseconds since the epoch, for tests of expiry; by default `Date.now`. */
  readonly clock?: (() => number) | undefined
}

const defaultSchema = 'bytelyst'
const expectedUrl = 'an address such as postgres://user:password@host:5432/database'
const expectedSchema = "a schema's name of 1 to 63 bytes that does not begin with pg_"

function isUrl(url: unknown): url is string {
  return typeof url === 'string' && /^postgres(?:ql)?:\/\//.test(url) && !url.includes('\0')
}

function isSchema(schema: unknown): schema is string {
  if (typeof schema !== 'string' || schema === '' || /^pg_|\0/.test(schema)) return false
  return schema.isWellFormed() && new TextEncoder().encode(schema).length <= 63
}

/**
 * Documents in PostgreSQL 13 or newer: a table with a `jsonb` column for each collection. The order of an object's fields is not
 * kept, as `jsonb` does not.
 *
 * @example
 * ```ts
 * import { PostgresDatastoreProvider } from '@bytelyst/datastore/postgres'
 *
 * const provider = new PostgresDatastoreProvider({ url: 'postgres://app@127.0.0.1/app' })
 * const flags = provider.collection('flags')
 * await flags.upsert({ id: 'dark-mode', rollout: 10 })
 * await flags.rawQuery({ text: 'SELECT $1::int + 1 AS n', values: [1] }) // the engine's own language
 * const pool = await provider.native() // pg's Pool
 * await provider.close()
 * ```
 */
export class PostgresDatastoreProvider extends PortableDatastore<Pool> {
  /** @throws CloudError `invalid_argument` for an address or a schema that is none */
  constructor(options: PostgresDatastoreOptions = {}) {
    const { url, schema = defaultSchema, client, collections = {}, clock = Date.now } = options
    if (client === undefined && !isUrl(url)) throw invalidOption(`url: expected ${expectedUrl}`)
    if (!isSchema(schema)) throw invalidOption(`schema: expected ${expectedSchema}`)
    super({
      provider: 'postgres',
      capabilities: postgresCapabilities,
      collections,
      async open() {
        const [{ PostgresDriver }, { openPostgres }] = await Promise.all([import('./driver.ts'), import('./open.ts')])
        return new PostgresDriver(await openPostgres({ url, client }), schema, clock)
      },
    })
  }
}

function invalidOption(message: string): CloudError {
  return new CloudError({ code: 'invalid_argument', service: 'datastore', provider: 'postgres', message })
}

interface PostgresConfig {
  DATABASE_URL: string
  POSTGRES_SCHEMA: string
}

/** The definition behind `DB_PROVIDER=postgres`. */
export const postgres: DatastoreDefinition<PostgresConfig> = defineProvider<
  DatastoreProvider,
  PostgresConfig,
  DatastoreCapabilities,
  DatastoreOptions
>('datastore', {
  name: 'postgres',
  description: 'documents in PostgreSQL, by pg',
  variables: {
    DATABASE_URL: {
      ...text({
        description: "the database's address, with user, password and sslmode",
        aliases: ['POSTGRES_URL', 'POSTGRES_URI'],
        secret: true,
        example: 'postgres://app:password@127.0.0.1:5432/app',
      }),
      parse: (url) => (isUrl(url) ? { value: url } : { expected: expectedUrl }),
    },
    POSTGRES_SCHEMA: {
      ...text({ description: 'the schema that holds the tables', default: defaultSchema }),
      parse: (schema) => (isSchema(schema) ? { value: schema } : { expected: expectedSchema }),
    },
  },
  capabilities: postgresCapabilities,
  peer,
  create(config, options) {
    return new PostgresDatastoreProvider({
      url: config.DATABASE_URL,
      schema: config.POSTGRES_SCHEMA,
      client: options.client as Pool | undefined,
      collections: options.collections,
    })
  },
})
