import type { FastifyInstance } from 'fastify'
import { plans, type NewProduct } from '../documents/product.ts'
import { preconditionOf, withEntityTag } from '../http/entity-tag.ts'
import { found } from '../http/found.ts'
import { oneOf, paging, readQuery } from '../http/read-query.ts'
import { noQuery, productParams, slug, type ProductParams } from '../http/schemas.ts'
import type { Repositories } from '../repositories/repositories.ts'

const settings = {
  name: { type: 'string', minLength: 1, maxLength: 100 },
  plan: { enum: plans },
  seats: { type: 'integer', minimum: 1, maximum: 1_000_000 },
}
const newProduct = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'name', 'plan', 'seats'],
  properties: { id: slug, ...settings },
}
const changes = { type: 'object', additionalProperties: false, minProperties: 1, properties: settings }
const oneProduct = { querystring: noQuery, params: productParams }

export function productRoutes(server: FastifyInstance, { products, flags, usage }: Repositories): void {
  server.get('/products', ({ query }) => {
    const { limit = 20, ...wanted } = readQuery(query, { ...paging, plan: oneOf(plans) })
    return products.list({ limit, ...wanted })
  })

  server.post<{ Body: NewProduct }>(
    '/products',
    { schema: { querystring: noQuery, body: newProduct } },
    async ({ body }, reply) => {
      const product = await products.create(body)
      void reply.code(201).header('location', `/products/${product.id}`)
      return withEntityTag(reply, product)
    },
  )

  server.get<{ Params: ProductParams }>('/products/:productId', { schema: oneProduct }, async ({ params }, reply) => {
    return withEntityTag(reply, found(await products.find(params.productId), 'product'))
  })

  server.patch<{ Params: ProductParams; Body: Partial<Omit<NewProduct, 'id'>> }>(
    '/products/:productId',
    { schema: { ...oneProduct, body: changes } },
    async ({ params, body, headers }, reply) => {
      return withEntityTag(reply, await products.change(params.productId, body, preconditionOf(headers['if-match'])))
    },
  )

  server.delete<{ Params: ProductParams }>(
    '/products/:productId',
    { schema: oneProduct },
    async ({ params, headers }, reply) => {
      const { productId } = params
      const deleted = await products.delete(productId, preconditionOf(headers['if-match']))
      found(deleted || null, 'product')
      // Its audit log stays: it also says how the product came to its end.
      await Promise.all([flags.deleteAll(productId), usage.deleteAll(productId)])
      return reply.code(204).send()
    },
  )
}
