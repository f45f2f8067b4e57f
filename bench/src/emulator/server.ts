import { startServer } from '../../../scripts/servers/start.ts'
import type { ServerDefinition } from '../../../scripts/servers/server.ts'

/** A Cosmos DB server in a process of its own. */
export interface Server {
  readonly name: string
  readonly endpoint: string
  readonly key: string
  readonly pid: number
  /** From the start of the process to its first word. */
  readonly readyMs: number
  readonly stop: () => Promise<void>
}

/** Starts a server that is not ours. */
export async function startRival(definition: ServerDefinition, name: string): Promise<Server> {
  const begin = performance.now()
  const { environment, pid, stop } = await startServer(definition)
  const { COSMOS_ENDPOINT: endpoint = '', COSMOS_KEY: key = '' } = environment
  return { name, endpoint, key, pid, readyMs: performance.now() - begin, stop }
}
