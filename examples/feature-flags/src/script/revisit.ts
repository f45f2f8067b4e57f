import type { Part } from './part.ts'

/** Looks at what the script left behind, and leaves it so: a service that was restarted must answer the same. */
export const revisitParts: readonly Part[] = [
  {
    name: 'what was left behind',
    needs: [],
    async play(client, notes) {
      await client.send(200, 'GET /products/web')
      await client.pages('/products/web/flags?limit=4')
      const search = await client.send(200, 'GET /products/web/flags/search')
      client.check('the flag is at the version that was written last', search.etag === notes.read('currentVersion'))
      const ifMatch = notes.read('staleVersion')
      await client.send(412, 'PATCH /products/web/flags/search', { json: { rollout: 1 }, ifMatch })
      await client.send(409, 'POST /products', { json: { id: 'web', name: 'Web', plan: 'free', seats: 1 } })
    },
  },
  {
    name: 'lists of what was left behind',
    needs: ['sort'],
    async play(client) {
      await client.send(200, 'GET /products')
      await client.pages('/products/web/audit?limit=15')
      await client.send(200, 'GET /products/web/usage')
      await client.send(200, 'GET /sessions?email=ada@example.com')
    },
  },
  {
    name: 'reports of what was left behind',
    needs: ['aggregate'],
    async play(client) {
      await client.send(200, 'GET /reports/usage?by=plan')
      await client.send(200, 'GET /reports/products')
      await client.send(200, 'GET /reports/movies?by=source')
    },
  },
  {
    name: 'the catalogue that was left behind',
    needs: ['sort', 'caseInsensitive'],
    async play(client) {
      await client.send(200, 'GET /movies?title=matrix&sort=-rating')
    },
  },
]
