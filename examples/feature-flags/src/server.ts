import { randomUUID } from 'node:crypto'
import type { DatastoreProvider } from '@bytelyst/datastore'
import { fastify, type FastifyInstance } from 'fastify'
import { readMovies } from './catalogue/read-movies.ts'
import { collections } from './collections.ts'
import { handleError } from './http/handle-error.ts'
import { HttpError } from './http/http-error.ts'
import type { Clock } from './repositories/options.ts'
import { createRepositories } from './repositories/repositories.ts'
import { auditRoutes } from './routes/audit.ts'
import { evaluationRoutes } from './routes/evaluations.ts'
import { flagRoutes } from './routes/flags.ts'
import { healthRoutes } from './routes/health.ts'
import { movieRoutes } from './routes/movies.ts'
import { pageRoutes } from './routes/page.ts'
import { productRoutes } from './routes/products.ts'
import { releaseRoutes } from './routes/releases.ts'
import { reportRoutes } from './routes/reports.ts'
import { sessionRoutes } from './routes/sessions.ts'
import { usageRoutes } from './routes/usage.ts'

export interface ServerOptions {
  /** Where everything is kept. The server closes it when it is closed itself. */
  provider: DatastoreProvider
  /** What the service's own timestamps are taken from. */
  clock?: Clock
  /** The ids of sessions and audit entries. */
  newId?: () => string
}

/** The service, ready to listen: its collections are there, and the catalogue is in them. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { provider, clock = Date.now, newId = randomUUID } = options
  const repositories = createRepositories(provider, clock, newId)
  await provider.initialize(collections)
  await repositories.movies.load(readMovies())

  const server = fastify({
    logger: { level: 'error' },
    // What a client sends is taken as it is or refused: no "5" becomes 5, and no misspelt field is dropped in silence.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
    frameworkErrors: handleError,
  })
  server.removeContentTypeParser('text/plain')
  server.setErrorHandler(handleError)
  server.setNotFoundHandler(() => {
    throw new HttpError(404, 'not_found', 'there is no such route')
  })
  server.addHook('onClose', () => provider.close())

  healthRoutes(server, provider)
  pageRoutes(server, provider)
  productRoutes(server, repositories)
  flagRoutes(server, repositories)
  releaseRoutes(server, repositories)
  evaluationRoutes(server, repositories, clock)
  usageRoutes(server, repositories)
  auditRoutes(server, repositories)
  sessionRoutes(server, repositories)
  movieRoutes(server, repositories)
  reportRoutes(server, repositories)
  return server
}
