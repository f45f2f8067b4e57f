import type { FastifyInstance } from 'fastify'
import type { FlagSettings } from '../documents/flag.ts'
import { actorHeader, actorOf } from '../http/actor.ts'
import { preconditionOf, requiredPreconditionOf, withEntityTag } from '../http/entity-tag.ts'
import { flagChanges, flagSettings, newFlag } from '../http/flag-schemas.ts'
import { found } from '../http/found.ts'
import { paging, readQuery, text, yesOrNo } from '../http/read-query.ts'
import { flagParams, noQuery, productParams, type FlagParams, type ProductParams } from '../http/schemas.ts'
import type { FlagChanges } from '../repositories/flag-repository.ts'
import type { Repositories } from '../repositories/repositories.ts'

const oneFlag = { querystring: noQuery, params: flagParams, headers: actorHeader }

export function flagRoutes(server: FastifyInstance, { products, flags, audit }: Repositories): void {
  server.get<{ Params: ProductParams }>(
    '/products/:productId/flags',
    { schema: { params: productParams } },
    async ({ params, query }) => {
      const { limit = 20, ...wanted } = readQuery(query, { ...paging, tag: text, enabled: yesOrNo })
      found(await products.find(params.productId), 'product')
      return flags.list(params.productId, { limit, ...wanted })
    },
  )

  server.post<{ Params: ProductParams; Body: FlagSettings & { id: string } }>(
    '/products/:productId/flags',
    { schema: { querystring: noQuery, params: productParams, headers: actorHeader, body: newFlag } },
    async ({ params, body, headers }, reply) => {
      const { productId } = params
      found(await products.find(productId), 'product')
      const flag = await flags.create(productId, body)
      await audit.record(productId, actorOf(headers), 'created', flag.id)
      void reply.code(201).header('location', `/products/${productId}/flags/${flag.id}`)
      return withEntityTag(reply, flag)
    },
  )

  server.get<{ Params: FlagParams }>(
    '/products/:productId/flags/:flagId',
    { schema: oneFlag },
    async ({ params }, reply) => {
      return withEntityTag(reply, found(await flags.find(params.productId, params.flagId), 'flag'))
    },
  )

  server.put<{ Params: FlagParams; Body: FlagSettings }>(
    '/products/:productId/flags/:flagId',
    { schema: { ...oneFlag, body: flagSettings } },
    async ({ params, body, headers }, reply) => {
      const { productId, flagId } = params
      const precondition = requiredPreconditionOf(headers['if-match'])
      const current = found(await flags.find(productId, flagId), 'flag')
      const flag = await flags.replace(current, body, precondition)
      await audit.record(productId, actorOf(headers), 'replaced', flagId)
      return withEntityTag(reply, flag)
    },
  )

  server.patch<{ Params: FlagParams; Body: FlagChanges }>(
    '/products/:productId/flags/:flagId',
    { schema: { ...oneFlag, body: flagChanges } },
    async ({ params, body, headers }, reply) => {
      const { productId, flagId } = params
      const precondition = preconditionOf(headers['if-match'])
      const flag = await flags.change(productId, flagId, body, precondition)
      await audit.record(productId, actorOf(headers), 'changed', flagId)
      return withEntityTag(reply, flag)
    },
  )

  server.delete<{ Params: FlagParams }>(
    '/products/:productId/flags/:flagId',
    { schema: oneFlag },
    async ({ params, headers }, reply) => {
      const { productId, flagId } = params
      const deleted = await flags.delete(productId, flagId, preconditionOf(headers['if-match']))
      found(deleted || null, 'flag')
      await audit.record(productId, actorOf(headers), 'deleted', flagId)
      return reply.code(204).send()
    },
  )
}
