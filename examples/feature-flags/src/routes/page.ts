import { readFileSync } from 'node:fs'
import type { DatastoreProvider } from '@bytelyst/datastore'
import type { FastifyInstance } from 'fastify'
import { noQuery } from '../http/schemas.ts'

const contentSecurityPolicy =
  "default-src 'none'; img-src data:; connect-src 'self'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'"

/** A page to look at what the service does. It needs nothing but the service. */
export function pageRoutes(server: FastifyInstance, provider: DatastoreProvider): void {
  const page = readFileSync(new URL('../page/page.html', import.meta.url), 'utf8')
  const html = page.replaceAll('{{provider}}', provider.name)

  server.get('/', { schema: { querystring: noQuery } }, (_request, reply) => {
    void reply.type('text/html; charset=utf-8').header('content-security-policy', contentSecurityPolicy)
    return reply.send(html)
  })
}
