import type { FastifyInstance } from 'fastify'
import { found } from '../http/found.ts'
import { HttpError } from '../http/http-error.ts'
import { readQuery, text } from '../http/read-query.ts'
import { noQuery } from '../http/schemas.ts'
import type { Repositories } from '../repositories/repositories.ts'

interface SessionParams {
  sessionId: string
}

const sessionParams = { type: 'object', properties: { sessionId: { type: 'string', pattern: '^[a-z0-9-]{1,64}$' } } }
const oneSession = { querystring: noQuery, params: sessionParams }
const newSession = {
  type: 'object',
  additionalProperties: false,
  required: ['email'],
  properties: {
    email: { type: 'string', minLength: 3, maxLength: 254, pattern: '@' },
    ttlSeconds: { type: 'integer', minimum: 1, maximum: 86_400 },
  },
}

export function sessionRoutes(server: FastifyInstance, { sessions }: Repositories): void {
  server.get('/sessions', async ({ query }) => {
    const { email } = readQuery(query, { email: text })
    if (email === undefined) throw new HttpError(400, 'invalid_argument', 'email: expected a text')
    return { items: await sessions.listOf(email) }
  })

  server.post<{ Body: { email: string; ttlSeconds?: number } }>(
    '/sessions',
    { schema: { querystring: noQuery, body: newSession } },
    async ({ body }, reply) => {
      const session = await sessions.start(body.email, body.ttlSeconds)
      void reply.code(201).header('location', `/sessions/${session.id}`)
      return session
    },
  )

  server.get<{ Params: SessionParams }>('/sessions/:sessionId', { schema: oneSession }, async ({ params }) =>
    found(await sessions.find(params.sessionId), 'session'),
  )

  server.post<{ Params: SessionParams }>('/sessions/:sessionId/refresh', { schema: oneSession }, ({ params }) =>
    sessions.refresh(params.sessionId),
  )

  server.delete<{ Params: SessionParams }>(
    '/sessions/:sessionId',
    { schema: oneSession },
    async ({ params }, reply) => {
      found((await sessions.end(params.sessionId)) || null, 'session')
      return reply.code(204).send()
    },
  )
}
