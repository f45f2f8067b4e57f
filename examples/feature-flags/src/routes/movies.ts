import type { FastifyInstance } from 'fastify'
import { found } from '../http/found.ts'
import { movieParameters } from '../http/movie-parameters.ts'
import { oneOf, paging, readQuery } from '../http/read-query.ts'
import { noQuery } from '../http/schemas.ts'
import { movieSorts } from '../repositories/movie-repository.ts'
import type { Repositories } from '../repositories/repositories.ts'

const movieParams = { type: 'object', properties: { movieId: { type: 'string', pattern: '^m\\d{4}$' } } }
const parameters = { ...paging, ...movieParameters, sort: oneOf(movieSorts) }

export function movieRoutes(server: FastifyInstance, { movies }: Repositories): void {
  server.get('/movies', ({ query }) => {
    const { limit = 20, cursor, sort = 'title', ...wanted } = readQuery(query, parameters)
    return movies.search(wanted, sort, { limit, cursor })
  })

  server.get<{ Params: { movieId: string } }>(
    '/movies/:movieId',
    { schema: { querystring: noQuery, params: movieParams } },
    async ({ params }) => found(await movies.find(params.movieId), 'movie'),
  )

  server.get('/genres', { schema: { querystring: noQuery } }, async () => ({ items: await movies.genres() }))
}
