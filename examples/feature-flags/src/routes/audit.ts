import type { FastifyInstance } from 'fastify'
import { auditActions } from '../documents/audit-entry.ts'
import { matching, oneOf, paging, readQuery, text } from '../http/read-query.ts'
import { productParams, type ProductParams } from '../http/schemas.ts'
import type { Repositories } from '../repositories/repositories.ts'

// Moments are compared as texts, so they all have the one form in which they are stored.
const moment = matching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, 'a moment such as 2026-01-31T12:00:00.000Z')
const parameters = { ...paging, subject: text, action: oneOf(auditActions), since: moment, until: moment }

export function auditRoutes(server: FastifyInstance, { audit }: Repositories): void {
  server.get<{ Params: ProductParams }>(
    '/products/:productId/audit',
    { schema: { params: productParams } },
    ({ params, query }) => {
      const { limit = 20, ...wanted } = readQuery(query, parameters)
      return audit.list(params.productId, { limit, ...wanted })
    },
  )
}
