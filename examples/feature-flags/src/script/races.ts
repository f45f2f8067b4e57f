import type { RequestOptions } from './client.ts'
import type { Part } from './part.ts'

type Requests = readonly (readonly [string, RequestOptions])[]

function times(count: number, request: string, options: RequestOptions = {}): Requests {
  return Array.from({ length: count }, () => [request, options] as const)
}

/** The same request many times at once: exactly one may win. */
export const raceParts: readonly Part[] = [
  {
    name: 'races',
    needs: [],
    async play(client) {
      const race = { id: 'race', name: 'Race', plan: 'pro', seats: 1 }
      await client.together({ 201: 1, 409: 19 }, times(20, 'POST /products', { json: race }))
      const flag = await client.send(201, 'POST /products/race/flags', { json: { id: 'contended' } })
      const settings = { description: 'the winner', enabled: true, rollout: 1, rules: [], tags: [] }
      const put = times(10, 'PUT /products/race/flags/contended', { json: settings, ifMatch: flag.etag })
      await client.together({ 200: 1, 412: 9 }, put)
      const won = await client.send(200, 'GET /products/race/flags/contended')
      const patch = { json: { rollout: 2 }, ifMatch: won.etag }
      await client.together({ 200: 1, 412: 9 }, times(10, 'PATCH /products/race/flags/contended', patch))
      const count = { json: { flagId: 'contended', day: '2026-01-05', evaluations: 1, enabled: 1 } }
      await client.together({ 204: 30 }, times(30, 'POST /products/race/usage', count))
    },
  },
  {
    name: 'what came of the races',
    needs: ['sort'],
    async play(client) {
      const log = await client.send(200, 'GET /products/race/audit')
      const { items } = log.json<{ items: unknown[] }>()
      client.check('only the two winners are in the audit log, after the creation', items.length === 3)
      const usage = await client.send(200, 'GET /products/race/usage')
      client.check('30 increments at once are 30', usage.body.includes('"evaluations":30'))
    },
  },
  {
    name: 'a race to delete',
    needs: [],
    async play(client) {
      await client.together({ 204: 1, 404: 9 }, times(10, 'DELETE /products/race'))
    },
  },
  {
    name: 'what the race to delete left',
    needs: ['sort'],
    async play(client) {
      await client.send(200, 'GET /products/race/usage')
    },
  },
]
