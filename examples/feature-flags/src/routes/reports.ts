import type { FastifyInstance } from 'fastify'
import { dayPattern } from '../http/day.ts'
import { movieParameters } from '../http/movie-parameters.ts'
import { matching, oneOf, readQuery, text } from '../http/read-query.ts'
import { noQuery } from '../http/schemas.ts'
import { movieGroups } from '../repositories/movie-repository.ts'
import type { Repositories } from '../repositories/repositories.ts'
import { usageGroups } from '../repositories/usage-repository.ts'

const day = matching(new RegExp(dayPattern), 'a day such as 2026-01-31')
const usageParameters = { by: oneOf(usageGroups), productId: text, from: day, before: day }

/** What `GROUP BY` is for. */
export function reportRoutes(server: FastifyInstance, { products, usage, movies }: Repositories): void {
  server.get('/reports/products', { schema: { querystring: noQuery } }, async () => ({
    rows: await products.countByPlan(),
  }))

  server.get('/reports/usage', async ({ query }) => {
    const { by = 'productId', ...wanted } = readQuery(query, usageParameters)
    return { rows: await usage.summarize({ by, ...wanted }) }
  })

  server.get('/reports/movies', async ({ query }) => {
    const { by = 'genre', ...wanted } = readQuery(query, { ...movieParameters, by: oneOf(movieGroups) })
    return { rows: await movies.summarize(wanted, by) }
  })
}
