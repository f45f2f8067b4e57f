import type { CommandStartedEvent, MongoClient } from 'mongodb'
import { afterAll, beforeAll } from 'vitest'
import type { ServerDefinition } from '../../../../scripts/servers/server.ts'
import { startServer, type RunningServer } from '../../../../scripts/servers/start.ts'
import { MongoDatastoreProvider, type MongoDatastoreOptions } from '../../src/providers/mongo/index.ts'

/** A server for the tests of a file. */
export interface MongoTestServer {
  readonly running: () => RunningServer
  /** A provider on it, closed in the end. */
  readonly open: (options?: MongoDatastoreOptions) => MongoDatastoreProvider
}

/** Starts a server before the tests of a block, and ends it after them. */
export function mongoServer(server: ServerDefinition): MongoTestServer {
  let running: RunningServer | undefined
  const opened: MongoDatastoreProvider[] = []
  beforeAll(async () => {
    running = await startServer(server)
  })
  afterAll(async () => {
    for (const provider of opened) await provider.close()
    await running?.stop()
  })
  const started = (): RunningServer => {
    if (running === undefined) throw new Error('the server is not up yet')
    return running
  }
  return {
    running: started,
    open(options = {}) {
      const { MONGO_URI: uri, MONGO_DATABASE: database } = started().environment
      const provider = new MongoDatastoreProvider({ uri, database, ...options })
      opened.push(provider)
      return provider
    },
  }
}

/** The names of the commands that a piece of work sends. */
export async function commandsOf(client: MongoClient, work: () => Promise<unknown>): Promise<string[]> {
  const names: string[] = []
  const listen = ({ commandName }: CommandStartedEvent): void => void names.push(commandName)
  client.on('commandStarted', listen)
  try {
    await work()
  } finally {
    client.off('commandStarted', listen)
  }
  return names
}
