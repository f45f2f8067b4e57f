import type { DatastoreProvider } from '@bytelyst/datastore'
import type { FastifyInstance } from 'fastify'
import { stepHeader } from '../script/client.ts'
import { createServer } from '../server.ts'

const start = Date.parse('2026-01-01T00:00:00Z')

/**
 * The service with the number of the script's step in the place of time and chance: each step is a minute, and an id
 * tells the step in which it was made.
 */
export async function createSteppedServer(provider: DatastoreProvider): Promise<FastifyInstance> {
  let step = 0
  let ids = 0
  const server = await createServer({
    provider,
    clock: () => start + step * 60_000,
    newId: () => `step-${step}-${(ids += 1)}`,
  })
  server.addHook('onRequest', async ({ headers }) => {
    step = Number(headers[stepHeader] ?? step)
  })
  return server
}
