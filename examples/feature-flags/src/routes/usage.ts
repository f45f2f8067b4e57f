import type { FastifyInstance } from 'fastify'
import { dayPattern } from '../http/day.ts'
import { found } from '../http/found.ts'
import { HttpError } from '../http/http-error.ts'
import { paging, readQuery } from '../http/read-query.ts'
import { noQuery, productParams, slug, type ProductParams } from '../http/schemas.ts'
import type { Repositories } from '../repositories/repositories.ts'
import type { UsageReport } from '../repositories/usage-repository.ts'

const count = { type: 'integer', minimum: 0, maximum: 1_000_000 }
const report = {
  type: 'object',
  additionalProperties: false,
  required: ['flagId', 'day', 'evaluations', 'enabled'],
  properties: { flagId: slug, day: { type: 'string', pattern: dayPattern }, evaluations: count, enabled: count },
}

/** Usage that clients counted themselves. */
export function usageRoutes(server: FastifyInstance, { products, usage }: Repositories): void {
  server.get<{ Params: ProductParams }>(
    '/products/:productId/usage',
    { schema: { params: productParams } },
    ({ params, query }) => {
      const { limit = 20, ...page } = readQuery(query, paging)
      return usage.list(params.productId, { limit, ...page })
    },
  )

  server.post<{ Params: ProductParams; Body: UsageReport }>(
    '/products/:productId/usage',
    { schema: { querystring: noQuery, params: productParams, body: report } },
    async ({ params, body }, reply) => {
      if (body.enabled > body.evaluations) {
        throw new HttpError(400, 'invalid_argument', 'enabled: expected no more than evaluations')
      }
      await usage.add(found(await products.find(params.productId), 'product'), body)
      return reply.code(204).send()
    },
  )
}
