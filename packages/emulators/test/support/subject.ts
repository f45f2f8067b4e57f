import { CosmosClient, type Container, type ContainerRequest, type CosmosClientOptions } from '@azure/cosmos'
import { startEmulator, type CosmosEmulator, type Seams } from '../../src/cosmos/emulator.ts'
import type { CosmosEmulatorOptions } from '../../src/cosmos/options.ts'

/** An emulator with a client of the real SDK, and a clock that stands still until it is moved. */
export interface Subject {
  readonly emulator: CosmosEmulator
  readonly client: CosmosClient
  /** A new container with the partition key `/pk`, unless something else is said. */
  readonly container: (settings?: Partial<ContainerRequest>) => Promise<Container>
  /** Moves the clock. */
  readonly pass: (seconds: number) => void
  readonly close: () => Promise<void>
}

/** Starts one; the database `app` is there. */
export async function openSubject(
  options: CosmosEmulatorOptions = {},
  { clientOptions = {}, ...seams }: Seams & { readonly clientOptions?: Partial<CosmosClientOptions> } = {},
): Promise<Subject> {
  let now = 1_800_000_000_000
  const emulator = await startEmulator({ clock: () => now, ...options }, seams)
  const client = new CosmosClient({
    endpoint: emulator.url,
    key: emulator.key,
    ...clientOptions,
    connectionPolicy: {
      enableBackgroundEndpointRefreshing: false,
      requestTimeout: 5000,
      retryOptions: { maxRetryAttemptCount: 0, fixedRetryIntervalInMilliseconds: 0, maxWaitTimeInSeconds: 30 },
      ...clientOptions.connectionPolicy,
    },
  })
  let number = 0
  return {
    emulator,
    client,
    async container(settings = {}) {
      const { database } = await client.databases.createIfNotExists({ id: 'app' })
      number += 1
      const { container } = await database.containers.create({
        id: `c${number}`,
        partitionKey: { paths: ['/pk'] },
        ...settings,
      })
      return container
    },
    pass: (seconds) => void (now += seconds * 1000),
    async close() {
      client.dispose()
      await emulator.close()
    },
  }
}
