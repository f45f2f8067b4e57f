import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { ClientRequest } from 'node:http'
import { afterAll, beforeAll, describe } from 'vitest'
import type { ServerDefinition } from '../../../../scripts/servers/server.ts'
import { startServer, type RunningServer } from '../../../../scripts/servers/start.ts'
import { onEachServer } from '../../../../scripts/servers/testing.ts'
import { CosmosDatastoreProvider, type CosmosDatastoreOptions } from '../../src/providers/cosmos/index.ts'

/** The SDK's client, and what it has for a container. */
export type Client = Awaited<ReturnType<CosmosDatastoreProvider['native']>>
export type Container = ReturnType<ReturnType<Client['database']>['container']>

/** A server for the tests of one file, and what reaches it. */
export class CosmosServer {
  readonly #definition: ServerDefinition
  readonly #environment: Readonly<Record<string, string>>
  readonly #opened: CosmosDatastoreProvider[] = []
  #running: RunningServer | undefined

  constructor(definition: ServerDefinition, environment: Readonly<Record<string, string>>) {
    this.#definition = definition
    this.#environment = environment
  }

  get running(): RunningServer {
    return this.#running as RunningServer
  }

  get endpoint(): string {
    return this.running.url
  }

  get key(): string {
    return this.running.environment['COSMOS_KEY'] as string
  }

  /** A provider of its own; closed in the end. */
  provider(options: Partial<CosmosDatastoreOptions> = {}): CosmosDatastoreProvider {
    const account = { endpoint: this.endpoint, key: this.key }
    const provider = new CosmosDatastoreProvider({
      ...(options.client === undefined && options.connectionString === undefined && account),
      database: 'tests',
      ...options,
    })
    this.#opened.push(provider)
    return provider
  }

  /** The SDK by itself. */
  client(): Promise<Client> {
    return this.provider().native()
  }

  async start(): Promise<void> {
    const { start } = this.#definition
    const environment = this.#environment
    this.#running = await startServer({
      ...this.#definition,
      start(place) {
        const command = start(place)
        return { ...command, environment: { ...command.environment, ...environment } }
      },
    })
  }

  async stop(): Promise<void> {
    for (const provider of this.#opened) await provider.close()
    await this.#running?.stop()
  }
}

/** Describes tests on every server of the engine, one for each file, or on one of them that alone can prove it. */
export function describeOnCosmos(
  what: string,
  tests: (server: CosmosServer) => void,
  { only, environment = {} }: { readonly only?: string; readonly environment?: Readonly<Record<string, string>> } = {},
): void {
  onEachServer('cosmos', what, (definition) => {
    if (only !== undefined && definition.name !== only) return
    describe(`${what} on ${definition.title}`, () => {
      const server = new CosmosServer(definition, environment)
      beforeAll(() => server.start(), 60_000)
      afterAll(() => server.stop())
      tests(server)
    })
  })
}

/** One request of this process, as it went out. */
export interface SentRequest {
  readonly method: string
  readonly path: string
  readonly isQuery: boolean
  readonly isPlan: boolean
  readonly partitionKey: string | undefined
  readonly ifMatch: string | undefined
}

/** The requests that some work sends, and what it gives. */
export async function requestsOf<R>(work: () => Promise<R>): Promise<{ sent: SentRequest[]; result: R }> {
  const sent: SentRequest[] = []
  const note = (message: unknown): void => {
    const { request } = message as { readonly request: ClientRequest }
    const header = (name: string): string | undefined => request.getHeader(name)?.toString()
    sent.push({
      method: request.method,
      path: request.path,
      isQuery: header('x-ms-documentdb-isquery') !== undefined,
      isPlan: header('x-ms-cosmos-is-query-plan-request') !== undefined,
      partitionKey: header('x-ms-documentdb-partitionkey'),
      ifMatch: header('if-match'),
    })
  }
  subscribe('http.client.request.start', note)
  try {
    return { result: await work(), sent }
  } finally {
    unsubscribe('http.client.request.start', note)
  }
}
