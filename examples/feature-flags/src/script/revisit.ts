import type { Client } from './client.ts'
import type { FlagVersions } from './flags.ts'

/** Looks at what the script left behind, and leaves it so: a service that was restarted must answer the same. */
export async function revisit(client: Client, { stale, current }: FlagVersions): Promise<void> {
  await client.send(200, 'GET /products')
  await client.send(200, 'GET /products/web')
  await client.pages('/products/web/flags?limit=4')
  const search = await client.send(200, 'GET /products/web/flags/search')
  client.check('the flag is at the version that was written last', search.etag === current)
  await client.send(412, 'PATCH /products/web/flags/search', { json: { rollout: 1 }, ifMatch: stale })
  await client.send(409, 'POST /products', { json: { id: 'web', name: 'Web', plan: 'free', seats: 1 } })
  await client.pages('/products/web/audit?limit=15')
  await client.send(200, 'GET /products/web/usage')
  await client.send(200, 'GET /reports/usage?by=plan')
  await client.send(200, 'GET /reports/products')
  await client.send(200, 'GET /sessions?email=ada@example.com')
  await client.send(200, 'GET /movies?title=matrix&sort=-rating')
  await client.send(200, 'GET /reports/movies?by=source')
}
