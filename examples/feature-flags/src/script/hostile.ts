import type { Part } from './part.ts'

const json = 'application/json'

/** What nobody should send, and what looks dangerous but is only text. */
export const hostileParts: readonly Part[] = [
  {
    name: 'hostile requests',
    needs: [],
    async play(client) {
      for (const query of [
        'plan[$ne]=free',
        'plan[]=free',
        'plan=free&plan=pro',
        '$where=1',
        '__proto__=1',
        'constructor=1',
        'plan=%00',
      ]) {
        await client.send(400, `GET /products?${query}`)
      }
      await client.send(400, 'GET /products/%FF')
      await client.send(400, 'GET /products/%00')
      await client.send(400, 'GET /products/..%2F..%2Fetc%2Fpasswd')
      await client.send(400, "GET /products/web'--")
      await client.send(414, `GET /products/${'a'.repeat(200)}`)
      await client.send(404, 'GET /nowhere')
      await client.send(404, 'PUT /products', { json: {} })

      for (const body of ['', '{', '"web"', '{"__proto__":{"seats":1}}', '{"constructor":{"prototype":{"seats":1}}}']) {
        await client.send(400, 'POST /products', { raw: { type: json, body } })
      }
      for (const type of ['text/plain', 'application/xml', 'application/x-www-form-urlencoded']) {
        await client.send(415, 'POST /products', { raw: { type, body: 'id=web' } })
      }
      const product = (name: string, seats = '1') => ({
        raw: { type: json, body: `{"id":"odd","name":"${name}","plan":"free","seats":${seats}}` },
      })
      await client.send(400, 'POST /products', product('NUL \\u0000'))
      await client.send(400, 'POST /products', product('half of a pair \\ud83d'))
      await client.send(400, 'POST /products', product('endless', '1e999'))
      await client.send(400, 'POST /products', product('negative', '-0'))
      const name = `Robert'); DROP TABLE products; -- "$set" {{x}} \${x} <b> \\ % _ 😀 \u202e \u00e9 e\u0301`
      const odd = await client.send(201, 'POST /products', { json: { id: 'odd', name, plan: 'free', seats: 1 } })
      client.check('what looks dangerous comes back as it was', odd.json<{ name: string }>().name === name)
      const tag = `$where: '1' = "1" %`
      await client.send(201, 'POST /products/odd/flags', {
        json: { id: 'odd', tags: [tag, 'a.b', '$set'], enabled: true },
      })
      await client.send(200, `GET /products/odd/flags?tag=${encodeURIComponent(tag)}`)
      await client.send(200, 'GET /products/odd/flags?tag=a.b')
      await client.send(200, 'PATCH /products/odd/flags/odd', { json: { removeTag: '$set' } })
      await client.send(200, 'POST /products/odd/kill-switch', { json: { tag } })
      await client.send(204, 'DELETE /products/odd')
      await client.send(404, 'GET /products/odd/flags')
    },
  },
  {
    name: 'hostile titles',
    needs: ['sort', 'caseInsensitive'],
    async play(client) {
      await client.send(400, 'GET /movies?title=%00')
      for (const title of [
        '%27%20OR%201=1%20--',
        '%25',
        '_',
        '%22',
        '%5C',
        '%F0%9F%98%80',
        '$ne',
        '%7B%22$ne%22:1%7D',
        '%FF',
      ]) {
        await client.send(200, `GET /movies?limit=2&title=${title}`)
      }
    },
  },
  {
    name: 'hostile cursors, and what hostile requests left',
    needs: ['sort'],
    async play(client) {
      for (const cursor of ['W10', 'bnVsbA']) await client.send(400, `GET /products?cursor=${cursor}`)
      await client.send(200, 'GET /products/odd/audit')
      await client.send(200, 'GET /products')
    },
  },
]
