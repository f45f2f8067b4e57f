import type { Client, RequestOptions } from './client.ts'

/** The same request many times at once: exactly one may win. */
export async function playRaces(client: Client): Promise<void> {
  const times = (count: number, request: string, options: RequestOptions) =>
    Array.from({ length: count }, () => [request, options] as const)

  const race = { id: 'race', name: 'Race', plan: 'pro', seats: 1 }
  await client.together({ 201: 1, 409: 19 }, times(20, 'POST /products', { json: race }))
  const flag = await client.send(201, 'POST /products/race/flags', { json: { id: 'contended' } })
  const settings = { description: 'the winner', enabled: true, rollout: 1, rules: [], tags: [] }
  const put = times(10, 'PUT /products/race/flags/contended', { json: settings, ifMatch: flag.etag })
  await client.together({ 200: 1, 412: 9 }, put)
  const log = await client.send(200, 'GET /products/race/audit')
  const { items } = log.json<{ items: unknown[] }>()
  client.check('only the winner is in the audit log', items.length === 2)
  const won = await client.send(200, 'GET /products/race/flags/contended')
  const patch = { json: { rollout: 2 }, ifMatch: won.etag }
  await client.together({ 200: 1, 412: 9 }, times(10, 'PATCH /products/race/flags/contended', patch))
  const count = { json: { flagId: 'contended', day: '2026-01-05', evaluations: 1, enabled: 1 } }
  await client.together({ 204: 30 }, times(30, 'POST /products/race/usage', count))
  const usage = await client.send(200, 'GET /products/race/usage')
  client.check('30 increments at once are 30', usage.body.includes('"evaluations":30'))
  await client.together({ 204: 1, 404: 9 }, times(10, 'DELETE /products/race', {}))
  await client.send(200, 'GET /products/race/usage')
}
