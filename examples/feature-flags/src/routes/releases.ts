import type { FastifyInstance } from 'fastify'
import { actorHeader, actorOf } from '../http/actor.ts'
import { rollout, tag } from '../http/flag-schemas.ts'
import { noQuery, productParams, slug, type ProductParams } from '../http/schemas.ts'
import type { Repositories } from '../repositories/repositories.ts'

const ofProduct = { querystring: noQuery, params: productParams, headers: actorHeader }
const release = {
  type: 'object',
  additionalProperties: false,
  required: ['rollouts'],
  properties: { rollouts: { type: 'object', propertyNames: slug, additionalProperties: rollout } },
}
const killSwitch = { type: 'object', additionalProperties: false, required: ['tag'], properties: { tag } }

/** Changes of several flags at once. */
export function releaseRoutes(server: FastifyInstance, { flags, audit }: Repositories): void {
  server.post<{ Params: ProductParams; Body: { rollouts: Record<string, number> } }>(
    '/products/:productId/releases',
    { schema: { ...ofProduct, body: release } },
    async ({ params, body, headers }) => {
      const { productId } = params
      const released = await flags.release(productId, body.rollouts)
      await audit.record(productId, actorOf(headers), 'released', ...released.map(({ id }) => id))
      return { items: released }
    },
  )

  server.post<{ Params: ProductParams; Body: { tag: string } }>(
    '/products/:productId/kill-switch',
    { schema: { ...ofProduct, body: killSwitch } },
    async ({ params, body, headers }) => {
      const { productId } = params
      const disabled = await flags.disableTagged(productId, body.tag)
      await audit.record(productId, actorOf(headers), 'killed', body.tag)
      return { disabled }
    },
  )
}
