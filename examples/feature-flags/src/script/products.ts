import type { Part } from './part.ts'

const labs = { id: 'labs', name: 'Labs', plan: 'free', seats: 1 }

/** Products: made, listed, changed on condition of their version, deleted. */
export const productParts: readonly Part[] = [
  {
    name: 'a list of no products',
    needs: ['sort'],
    async play(client) {
      await client.send(200, 'GET /products')
    },
  },
  {
    name: 'products',
    needs: [],
    async play(client) {
      await client.send(201, 'POST /products', { json: { id: 'web', name: 'Web shop', plan: 'pro', seats: 40 } })
      await client.send(201, 'POST /products', { json: { id: 'mobile', name: 'Mobile app', plan: 'free', seats: 3 } })
      const desk = { id: 'desk', name: 'Help desk', plan: 'enterprise', seats: 500 }
      await client.send(201, 'POST /products', { json: desk })
      await client.send(201, 'POST /products', { json: labs })
      await client.send(409, 'POST /products', { json: labs })
      for (const wrong of [
        { id: 'x', name: 'X', seats: 1 },
        { ...labs, colour: 'red' },
        { ...labs, seats: 0 },
        { ...labs, seats: '5' },
        { ...labs, seats: 1.5 },
        { ...labs, plan: 'gold' },
        { ...labs, name: '' },
        { ...labs, id: 'Labs' },
        { ...labs, id: '../labs' },
        [labs],
        null,
      ]) {
        await client.send(400, 'POST /products', { json: wrong })
      }
      for (const query of ['plan=gold', 'limit=0', 'limit=101', 'limit=2.5', 'limit=', 'sort=name']) {
        await client.send(400, `GET /products?${query}`)
      }
    },
  },
  {
    name: 'lists of products',
    needs: ['sort'],
    async play(client) {
      const all = await client.pages('/products?limit=3')
      client.check('four products are listed, by id', all.map(({ id }) => id).join() === 'desk,labs,mobile,web')
      await client.pages('/products?limit=1&plan=free')
      await client.send(200, 'GET /products?plan=enterprise')
      await client.send(400, 'GET /products?cursor=abc')
    },
  },
  {
    name: 'products by plan',
    needs: ['aggregate'],
    async play(client) {
      await client.send(200, 'GET /reports/products')
    },
  },
  {
    name: 'changes of a product',
    needs: [],
    async play(client) {
      const first = await client.send(200, 'GET /products/labs')
      await client.send(404, 'GET /products/nothing')
      await client.send(400, 'GET /products/labs?verbose=true')
      const renamed = await client.send(200, 'PATCH /products/labs', { json: { name: 'Laboratory' } })
      client.check('a change gives a new version', renamed.etag !== first.etag)
      await client.send(412, 'PATCH /products/labs', { json: { seats: 2 }, ifMatch: first.etag })
      const grown = await client.send(200, 'PATCH /products/labs', { json: { seats: 2 }, ifMatch: renamed.etag })
      const same = await client.send(200, 'PATCH /products/labs', { json: { seats: 2 }, ifMatch: '*' })
      client.check('a change that changes nothing gives a new version too', same.etag !== grown.etag)
      for (const ifMatch of ['"bm9uZQ"', '""', 'none', `W/${same.etag}`, '"\u00e9"']) {
        await client.send(412, 'PATCH /products/labs', { json: { seats: 3 }, ifMatch })
      }
      await client.send(404, 'PATCH /products/nothing', { json: { seats: 2 } })
      await client.send(404, 'PATCH /products/nothing', { json: { seats: 2 }, ifMatch: same.etag })
      await client.send(400, 'PATCH /products/labs', { json: {} })
      await client.send(400, 'PATCH /products/labs', { json: { id: 'lab' } })

      await client.send(412, 'DELETE /products/labs', { ifMatch: grown.etag })
      await client.send(204, 'DELETE /products/labs', { ifMatch: same.etag })
      await client.send(404, 'DELETE /products/labs', { ifMatch: same.etag })
      await client.send(404, 'GET /products/labs')
      const again = await client.send(201, 'POST /products', { json: labs })
      await client.send(412, 'DELETE /products/labs', { ifMatch: same.etag })
      await client.send(204, 'DELETE /products/labs', { ifMatch: again.etag })
    },
  },
]
