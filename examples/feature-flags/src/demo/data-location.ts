import {
  CosmosDatastoreProvider,
  DynamoDbDatastoreProvider,
  MongoDatastoreProvider,
  PostgresDatastoreProvider,
  SqliteDatastoreProvider,
  type DatastoreProvider,
} from '@bytelyst/datastore'

/**
 * Where a provider keeps its data, for people, without a secret. The engine's own client is asked: SQLite for the
 * absolute path of its file, the others for the server that they talk to.
 */
export async function dataLocation(provider: DatastoreProvider): Promise<string> {
  if (provider instanceof SqliteDatastoreProvider) {
    return (await provider.native()).location() ?? 'in the memory of the process'
  }
  if (provider instanceof PostgresDatastoreProvider) {
    const session = await (await provider.native()).connect()
    session.release()
    return `PostgreSQL at ${session.host}:${session.port}`
  }
  if (provider instanceof MongoDatastoreProvider) {
    const { hosts } = (await provider.native()).options
    return `MongoDB at ${hosts.map(String).join(', ')}`
  }
  if (provider instanceof DynamoDbDatastoreProvider) {
    const { endpoint, region } = (await provider.native()).config
    if (endpoint === undefined) return `DynamoDB in ${await region()}`
    const { hostname, port } = await endpoint()
    return `DynamoDB at ${hostname}${port === undefined ? '' : `:${port}`}`
  }
  if (provider instanceof CosmosDatastoreProvider) {
    return `Cosmos DB at ${new URL(await (await provider.native()).getWriteEndpoint()).host}`
  }
  return 'in the memory of the process'
}
