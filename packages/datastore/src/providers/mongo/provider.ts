/** @ts-ignore: a project without the SDK has none of its types either */
import type { MongoClient } from 'mongodb'
import { CloudError, defineProvider, oneOf, text } from '@bytelyst/core'
import { PortableDatastore } from '../../datastore.ts'
import type { DatastoreDefinition, DatastoreOptions } from '../../definition.ts'
import type { CollectionConfig, DatastoreProvider } from '../../types.ts'
import type { DatastoreCapabilities } from '../../types/capabilities.ts'
import { databaseOf, databaseProblem, isMongoUri } from './address.ts'
import { mongoCapabilities } from './capabilities.ts'
import { peer } from './peer.ts'

/** What the mongo provider can be given. */
export interface MongoDatastoreOptions {
  /** Where the server is: `mongodb://user:password@host/database`, or `mongodb+srv://`. */
  readonly uri?: string | undefined
  /** The database; by default that of the address. */
  readonly database?: string | undefined
  /**
   * How `_id` is made. `encoded`, the default: of the partition key and the id. `plain`: the id alone, as in collections
   * that a service filled before; ids are then unique in a collection, and the change feed tells no deletes.
   * Collections whose partition key is the id have plain ones in either case.
   */
  readonly idFormat?: 'encoded' | 'plain' | undefined
  /** A client in the place of an address. It is not closed. */
  readonly client?: MongoClient | undefined
  /** Collections that are initialised on their first use. */
  readonly collections?: Readonly<Record<string, CollectionConfig>> | undefined
  /** Milliseconds since the epoch, for tests of expiry; by default `Date.now`. */
  readonly clock?: (() => number) | undefined
}

const expectedUri = 'an address that begins with mongodb:// or mongodb+srv://'

/**
 * Documents in MongoDB, or in a server that speaks its protocol.
 *
 * @example
 * ```ts
 * import { MongoDatastoreProvider } from '@bytelyst/datastore'
 *
 * const provider = new MongoDatastoreProvider({ uri: 'mongodb://127.0.0.1:27017/app' })
 * const flags = provider.collection('flags')
 * await flags.upsert({ id: 'dark-mode', rollout: 10 })
 * await flags.rawQuery([{ $sample: { size: 1 } }]) // an aggregation pipeline
 * const client = await provider.native() // the SDK's MongoClient, connected
 * await provider.close()
 * ```
 */
export class MongoDatastoreProvider extends PortableDatastore<MongoClient> {
  /** @throws CloudError `misconfigured` for an address or a database that is none */
  constructor(options: MongoDatastoreOptions) {
    const { uri, client, idFormat = 'encoded', collections = {}, clock = Date.now } = options
    const database = checkedDatabase(options)
    super({
      provider: 'mongo',
      capabilities: mongoCapabilities,
      collections,
      async open() {
        const [{ MongoDriver }, { openServer }] = await Promise.all([import('./driver.ts'), import('./server.ts')])
        return new MongoDriver(await openServer({ uri, client, database, idFormat }), clock)
      },
    })
  }
}

function checkedDatabase({ uri, client, database, idFormat }: MongoDatastoreOptions): string | undefined {
  const refuse = (message: string): CloudError =>
    new CloudError({ code: 'misconfigured', service: 'datastore', provider: 'mongo', message })
  if (idFormat !== undefined && idFormat !== 'encoded' && idFormat !== 'plain') {
    throw refuse('MONGO_ID_FORMAT (idFormat): expected encoded or plain')
  }
  if (client === undefined && (typeof uri !== 'string' || !isMongoUri(uri))) {
    throw refuse(`MONGO_URI (uri): expected ${expectedUri}, or a client`)
  }
  const name = database ?? (client === undefined ? databaseOf(uri ?? '') : undefined)
  if (name === undefined) {
    if (client !== undefined) return undefined
    throw refuse(
      'MONGO_DATABASE (database) is not set, and MONGO_URI names no database; set it, or add /name to the address',
    )
  }
  const problem = databaseProblem(name)
  if (problem !== undefined) throw refuse(`MONGO_DATABASE (database): expected ${problem}`)
  return name
}

interface MongoConfig {
  MONGO_URI: string
  MONGO_DATABASE?: string
  MONGO_ID_FORMAT: 'encoded' | 'plain'
}

/** The definition behind `DB_PROVIDER=mongo`. */
export const mongo: DatastoreDefinition<MongoConfig> = defineProvider<
  DatastoreProvider,
  MongoConfig,
  DatastoreCapabilities,
  DatastoreOptions
>('datastore', {
  name: 'mongo',
  description: 'documents in MongoDB, by the package mongodb',
  peer,
  variables: {
    MONGO_URI: {
      ...text({
        description: 'where the server is, with its credentials and the database',
        secret: true,
        example: 'mongodb://127.0.0.1:27017/app',
      }),
      parse: (uri) => (isMongoUri(uri) ? { value: uri } : { expected: expectedUri }),
    },
    MONGO_DATABASE: {
      ...text({ description: 'the database; by default that of MONGO_URI', optional: true, example: 'app' }),
      parse: (name) => {
        const expected = databaseProblem(name)
        return expected === undefined ? { value: name } : { expected }
      },
    },
    MONGO_ID_FORMAT: oneOf(['encoded', 'plain'], {
      description: 'how _id is made: of partition key and id, or, for collections filled before, the id alone',
      default: 'encoded',
    }),
  },
  capabilities: mongoCapabilities,
  create(config, options) {
    return new MongoDatastoreProvider({
      uri: config.MONGO_URI,
      database: config.MONGO_DATABASE,
      idFormat: config.MONGO_ID_FORMAT,
      client: options.client as MongoClient | undefined,
      collections: options.collections,
    })
  },
})
