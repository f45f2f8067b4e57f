/**
 * Clients that the program made itself, of every SDK and with its types: the environment says which one. Prints what
 * `native()` gives, and ends because it closes what it opened: `close()` of the provider does not.
 */
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { CosmosClient } from '@azure/cosmos'
import {
  CosmosDatastoreProvider,
  createDatastoreProvider,
  DynamoDbDatastoreProvider,
  MongoDatastoreProvider,
  PostgresDatastoreProvider,
  type DatastoreProvider,
} from '@bytelyst/datastore'
import { MongoClient } from 'mongodb'
import pg from 'pg'

const { DB_PROVIDER: name, COSMOS_ENDPOINT = '', COSMOS_KEY = '', COSMOS_DATABASE = '' } = process.env
const { MONGO_URI = '', MONGO_DATABASE = '', DATABASE_URL = '', DYNAMODB_ENDPOINT = '' } = process.env

/** Uses a provider, closes it, and says whether a document was found. */
async function use(provider: DatastoreProvider): Promise<boolean> {
  await provider.initialize({ injected: { partitionKeyPath: '/id' } })
  const documents = provider.collection('injected')
  await documents.upsert({ id: 'one' })
  const found = await documents.exists({ id: 'one' })
  await provider.close()
  return found
}

const programs: Readonly<Record<string, () => Promise<readonly unknown[]>>> = {
  async cosmos() {
    const client = new CosmosClient({ endpoint: COSMOS_ENDPOINT, key: COSMOS_KEY })
    const provider = new CosmosDatastoreProvider({ client, database: COSMOS_DATABASE })
    const native: CosmosClient = await provider.native()
    const found = await use(provider)
    const { resources } = await client.database(COSMOS_DATABASE).container('injected').items.readAll().fetchAll()
    client.dispose()
    return [native === client, found, resources.length]
  },
  async dynamodb() {
    const client = new DynamoDBClient({ endpoint: DYNAMODB_ENDPOINT })
    const provider = new DynamoDbDatastoreProvider({ client })
    const native: DynamoDBClient = await provider.native()
    const found = await use(provider)
    const { TableNames = [] } = await client.send(new ListTablesCommand({}))
    client.destroy()
    return [native === client, found, TableNames.filter((table) => table === 'injected').length]
  },
  async mongo() {
    const client = new MongoClient(MONGO_URI)
    // The factory takes the client of any SDK.
    const options = { provider: 'mongo', client } as const
    const found = await use(createDatastoreProvider({ ...options, env: { MONGO_DATABASE } }))
    const provider = new MongoDatastoreProvider({ client, database: MONGO_DATABASE })
    const native: MongoClient = await provider.native()
    const count = await client.db(MONGO_DATABASE).collection('injected').countDocuments({ id: 'one' })
    await client.close()
    return [native === client, found, count]
  },
  async postgres() {
    const client = new pg.Pool({ connectionString: DATABASE_URL })
    const provider = new PostgresDatastoreProvider({ client, schema: 'injected' })
    const native: pg.Pool = await provider.native()
    const found = await use(provider)
    const { rowCount } = await client.query('SELECT 1 FROM injected.injected')
    await client.end()
    return [native === client, found, rowCount]
  },
}

/** What the compiler refuses, because the types of the SDKs are there. */
export function wrongClients(mongo: MongoClient, pool: pg.Pool): readonly unknown[] {
  // @ts-expect-error: a client of MongoDB is no pool
  const postgres = new PostgresDatastoreProvider({ client: mongo })
  // @ts-expect-error: a pool is no client of MongoDB
  return [postgres, new MongoDatastoreProvider({ client: pool, database: 'app' })]
}

console.log((await programs[name ?? '']?.())?.join(' ') ?? `no program for ${name}`)
