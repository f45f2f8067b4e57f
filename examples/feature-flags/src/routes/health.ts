import type { DatastoreProvider } from '@bytelyst/datastore'
import type { FastifyInstance } from 'fastify'
import { noQuery } from '../http/schemas.ts'

/** For whoever watches the service: 503 when its datastore does not answer. */
export function healthRoutes(server: FastifyInstance, provider: DatastoreProvider): void {
  server.get('/health', { schema: { querystring: noQuery } }, async () => {
    await provider.ping({ timeoutMs: 2000 })
    return { status: 'ok' }
  })
}
