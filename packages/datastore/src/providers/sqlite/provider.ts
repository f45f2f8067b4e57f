/** @ts-ignore: a project without the types of Node has none of its sqlite either */
import type { DatabaseSync } from 'node:sqlite'
import { CloudError, defineProvider, text } from '@bytelyst/core'
import { PortableDatastore } from '../../datastore.ts'
import type { DatastoreDefinition, DatastoreOptions } from '../../definition.ts'
import type { CollectionConfig, DatastoreProvider } from '../../types.ts'
import type { DatastoreCapabilities } from '../../types/capabilities.ts'
import { sqliteCapabilities } from './capabilities.ts'

/** What the sqlite provider can be given. */
export interface SqliteDatastoreOptions {
  /** The file, relative to the working directory, or `:memory:`. Default `./data/bytelyst.db`. */
  readonly path?: string | undefined
  /**
   * A connection that is open already, used in the place of a file: its `busy_timeout` becomes 50 milliseconds, its other
   * settings stay, and it is not closed.
   */
  readonly client?: DatabaseSync | undefined
  /** Collections that are initialised on their first use. */
  readonly collections?: Readonly<Record<string, CollectionConfig>> | undefined
  /** Milliseconds since the epoch, for tests of expiry; by default `Date.now`. */
  readonly clock?: (() => number) | undefined
}

const defaultPath = './data/bytelyst.db'
const expectedPath = "a file's path or :memory:, and no address that begins with file:"

/** SQLite takes an empty path for a file that is gone when it is closed, and file: for an address with options. */
function isPath(path: unknown): path is string {
  return typeof path === 'string' && path !== '' && !path.includes('\0') && !/^file:/i.test(path)
}

/**
 * Documents in one SQLite file: durable, safe with several processes, nothing to install.
 *
 * @example
 * ```ts
 * import { SqliteDatastoreProvider } from '@bytelyst/datastore'
 *
 * const provider = new SqliteDatastoreProvider({ path: './data/app.db' })
 * const flags = provider.collection('flags')
 * await flags.upsert({ id: 'dark-mode', rollout: 10 })
 * await flags.rawQuery('SELECT sqlite_version() AS version') // the engine's own language
 * const database = await provider.native() // node:sqlite's DatabaseSync
 * await provider.close()
 * ```
 */
export class SqliteDatastoreProvider extends PortableDatastore<DatabaseSync> {
  /** @throws CloudError `invalid_argument` for a path that is none */
  constructor(options: SqliteDatastoreOptions = {}) {
    const { path = defaultPath, client, collections = {}, clock = Date.now } = options
    if (!isPath(path)) {
      throw new CloudError({
        code: 'invalid_argument',
        service: 'datastore',
        provider: 'sqlite',
        message: `path: expected ${expectedPath}`,
      })
    }
    super({
      provider: 'sqlite',
      capabilities: sqliteCapabilities,
      collections,
      async open() {
        const [{ SqliteDriver }, { Database }] = await Promise.all([import('./driver.ts'), import('./database.ts')])
        const database = client === undefined ? await Database.open(path) : Database.use(client)
        return new SqliteDriver(database, path, clock)
      },
    })
  }
}

interface SqliteConfig {
  SQLITE_PATH: string
}

/** The definition behind `DB_PROVIDER=sqlite`. */
export const sqlite: DatastoreDefinition<SqliteConfig> = defineProvider<
  DatastoreProvider,
  SqliteConfig,
  DatastoreCapabilities,
  DatastoreOptions
>('datastore', {
  name: 'sqlite',
  description: 'documents in one SQLite file, by node:sqlite',
  variables: {
    SQLITE_PATH: {
      ...text({
        description: 'the database file, relative to the working directory, or :memory:',
        default: defaultPath,
        example: './data/app.db',
      }),
      parse: (path) => (isPath(path) ? { value: path } : { expected: expectedPath }),
    },
  },
  capabilities: sqliteCapabilities,
  create(config, options) {
    return new SqliteDatastoreProvider({
      path: config.SQLITE_PATH,
      client: options.client as DatabaseSync | undefined,
      collections: options.collections,
    })
  },
})
