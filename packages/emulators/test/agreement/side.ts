import { CosmosClient, type Container, type IndexingPolicy, type OperationInput } from '@azure/cosmos'
import type { Json, JsonObject } from '../../src/cosmos/json.ts'
import { partitionField, refused, type Answer, type Question } from './answer.ts'
import { indexing } from './sample.ts'

/** A server that is asked, by the real SDK. */
export interface Side {
  /**
   * Writes documents into a partition of their own.
   *
   * @returns them with what the server adds
   */
  readonly write: (partition: string, documents: readonly JsonObject[]) => Promise<readonly Json[]>
  readonly ask: (partition: string, question: Question) => Promise<Answer>
  readonly close: () => void
}

/** How many partitions share a container: some servers look at all documents of one. */
const partitionsPerContainer = 25

export async function openSide(endpoint: string, key: string): Promise<Side> {
  const client = new CosmosClient({
    endpoint,
    key,
    connectionPolicy: {
      enableBackgroundEndpointRefreshing: false,
      retryOptions: { maxRetryAttemptCount: 0, fixedRetryIntervalInMilliseconds: 0, maxWaitTimeInSeconds: 30 },
    },
  })
  const { database } = await client.databases.createIfNotExists({ id: 'agreement' })
  const containers = new Map<string, Promise<Container>>()
  let latest: Promise<Container> | undefined

  function containerFor(partition: string): Promise<Container> {
    if (latest === undefined || containers.size % partitionsPerContainer === 0) latest = newContainer(partition)
    containers.set(partition, latest)
    return latest
  }

  async function newContainer(id: string): Promise<Container> {
    const partitionKey = { paths: [`/${partitionField}`] }
    const settings = { id: `c${id}`, partitionKey, indexingPolicy: indexing as IndexingPolicy }
    return (await database.containers.create(settings)).container
  }

  return {
    async write(partition, documents) {
      const container = await containerFor(partition)
      const operations = documents.map((document): OperationInput => ({
        operationType: 'Create',
        resourceBody: { ...document, [partitionField]: partition } as never,
      }))
      const { result = [] } = await container.items.batch(operations, partition)
      const wrong = result.find(({ statusCode }) => statusCode !== 201)
      if (wrong !== undefined) throw new Error(`a document is refused with ${wrong.statusCode}`)
      return result.map(({ resourceBody }) => resourceBody as Json)
    },
    async ask(partition, { text, parameters }) {
      const values = [...parameters].map(([name, value]) => ({ name, value: value as never }))
      const query = { query: text, parameters: values }
      try {
        const container = await containers.get(partition)
        const pages = container?.items.query<Json>(query, { partitionKey: partition, maxItemCount: 1000 })
        return { rows: (await pages?.fetchAll())?.resources ?? [] }
      } catch (error) {
        const { code, message } = error as { readonly code?: number | string; readonly message: string }
        if (typeof code !== 'number') throw error
        return refused(code, message)
      }
    },
    close: () => client.dispose(),
  }
}
