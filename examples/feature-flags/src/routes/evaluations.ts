import type { FastifyInstance } from 'fastify'
import { evaluate, type User } from '../evaluate.ts'
import { dayOf } from '../http/day.ts'
import { found } from '../http/found.ts'
import { flagParams, noQuery, type FlagParams } from '../http/schemas.ts'
import type { Clock } from '../repositories/options.ts'
import type { Repositories } from '../repositories/repositories.ts'

const user = {
  type: 'object',
  additionalProperties: false,
  required: ['userId'],
  properties: {
    userId: { type: 'string', minLength: 1, maxLength: 200 },
    attributes: { type: 'object', maxProperties: 20, additionalProperties: { type: 'string', maxLength: 200 } },
  },
}

export function evaluationRoutes(server: FastifyInstance, repositories: Repositories, clock: Clock): void {
  const { products, flags, usage } = repositories

  server.post<{ Params: FlagParams; Body: User }>(
    '/products/:productId/flags/:flagId/evaluations',
    { schema: { querystring: noQuery, params: flagParams, body: user } },
    async ({ params, body }) => {
      const { productId, flagId } = params
      const [product, flag] = await Promise.all([products.find(productId), flags.find(productId, flagId)])
      const { enabled, reason } = evaluate(found(flag, 'flag'), body)
      const count = { flagId, day: dayOf(clock()), evaluations: 1, enabled: enabled ? 1 : 0 }
      await usage.add(found(product, 'product'), count)
      return { flagId, userId: body.userId, enabled, reason }
    },
  )
}
