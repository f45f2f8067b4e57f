/** @ts-ignore: a project without the SDK does not use this provider */
import type { CosmosClient } from '@azure/cosmos'
import { CloudError, defineProvider, text } from '@bytelyst/core'
import { PortableDatastore } from '../../datastore.ts'
import type { DatastoreDefinition, DatastoreOptions } from '../../definition.ts'
import type { CollectionConfig, DatastoreProvider } from '../../types.ts'
import type { DatastoreCapabilities } from '../../types/capabilities.ts'
import { accountOf, isDatabaseName, isEndpoint, parseConnectionString } from './account.ts'
import { cosmosCapabilities } from './capabilities.ts'
import { peer } from './peer.ts'

/** What the cosmos provider can be given. */
export interface CosmosDatastoreOptions {
  /** The account: `https://name.documents.azure.com`. */
  readonly endpoint?: string | undefined
  /** The account's key; without it the credential of the environment is used (`DefaultAzureCredential`). */
  readonly key?: string | undefined
  /** Endpoint and key in one, as the Azure portal shows them. Wins over both. */
  readonly connectionString?: string | undefined
  /** The database; `initialize` creates it where it is missing. */
  readonly database: string
  /** A client that is there already; it is not disposed of by `close`. Nothing but `database` is needed beside it. */
  readonly client?: CosmosClient | undefined
  /** Collections that are initialised on their first use. */
  readonly collections?: Readonly<Record<string, CollectionConfig>> | undefined
  /** Whether queries may read every document of every partition; default true. Otherwise they are `unsupported`. */
  readonly allowScans?: boolean | undefined
}

/**
 * Documents in Azure Cosmos DB for NoSQL. A collection is a container; those that a service made before work as they are.
 *
 * @example
 * ```ts
 * import { CosmosDatastoreProvider } from '@bytelyst/datastore'
 *
 * const provider = new CosmosDatastoreProvider({ endpoint: 'https://app.documents.azure.com', database: 'app' })
 * const flags = provider.collection('flags')
 * await flags.upsert({ id: 'dark-mode', rollout: 10 })
 * const query = 'SELECT VALUE COUNT(1) FROM c WHERE c.rollout > @least'
 * await flags.rawQuery<number>({ query, parameters: [{ name: '@least', value: 5 }] }) // the engine's own language
 * const client = await provider.native() // the SDK's CosmosClient
 * await provider.close()
 * ```
 */
export class CosmosDatastoreProvider extends PortableDatastore<CosmosClient> {
  /** @throws CloudError `misconfigured` when it is not told which account and which database */
  constructor(options: CosmosDatastoreOptions) {
    const { client, database, collections = {}, allowScans = true } = options
    if (!isDatabaseName(database)) throw misconfigured('COSMOS_DATABASE (database): expected the name of a database')
    const account = client === undefined ? accountOf(options) : undefined
    if (client === undefined && account === undefined) {
      throw misconfigured(
        'the cosmos provider is not configured: set COSMOS_ENDPOINT (endpoint), an https address, or COSMOS_CONNECTION_STRING (connectionString)',
      )
    }
    super({
      provider: 'cosmos',
      capabilities: cosmosCapabilities,
      collections,
      async open() {
        const [{ CosmosDriver }, { openClient }] = await Promise.all([import('./driver.ts'), import('./client.ts')])
        const ownsClient = account !== undefined
        const used = ownsClient ? await openClient(account) : (client as CosmosClient)
        return new CosmosDriver(used, { database, ownsClient, allowScans })
      },
    })
  }
}

function misconfigured(message: string): CloudError {
  return new CloudError({ code: 'misconfigured', service: 'datastore', provider: 'cosmos', message })
}

interface CosmosConfig {
  COSMOS_ENDPOINT?: string
  COSMOS_KEY?: string
  COSMOS_CONNECTION_STRING?: string
  COSMOS_DATABASE: string
}

/** The definition behind `DB_PROVIDER=cosmos`. */
export const cosmos: DatastoreDefinition<CosmosConfig> = defineProvider<
  DatastoreProvider,
  CosmosConfig,
  DatastoreCapabilities,
  DatastoreOptions
>('datastore', {
  name: 'cosmos',
  description: 'documents in Azure Cosmos DB for NoSQL',
  variables: {
    COSMOS_ENDPOINT: {
      ...text({
        description: 'the address of the account; not needed with COSMOS_CONNECTION_STRING',
        example: 'https://app.documents.azure.com',
        optional: true,
      }),
      unless: 'COSMOS_CONNECTION_STRING',
      parse: (endpoint) => (isEndpoint(endpoint) ? { value: endpoint } : { expected: 'an http or https address' }),
    },
    COSMOS_KEY: text({
      description: "the account's key; without it the credential of the environment is used",
      secret: true,
      optional: true,
    }),
    COSMOS_CONNECTION_STRING: {
      ...text({ description: 'endpoint and key in one, in the place of both', secret: true, optional: true }),
      parse: (value) =>
        parseConnectionString(value) === undefined ? { expected: 'AccountEndpoint=...;AccountKey=...' } : { value },
    },
    COSMOS_DATABASE: {
      ...text({ description: 'the database', example: 'app' }),
      parse: (name) => (isDatabaseName(name) ? { value: name } : { expected: 'a name without / \\ ? and #' }),
    },
  },
  capabilities: cosmosCapabilities,
  peer,
  create(config, options) {
    return new CosmosDatastoreProvider({
      endpoint: config.COSMOS_ENDPOINT,
      key: config.COSMOS_KEY,
      connectionString: config.COSMOS_CONNECTION_STRING,
      database: config.COSMOS_DATABASE,
      client: options.client as CosmosClient | undefined,
      collections: options.collections,
      allowScans: options.allowScans,
    })
  },
})
