import type { Part } from './part.ts'

const whole = { description: 'Dark colours', enabled: true, rollout: 30, rules: [], tags: ['ui'] }

/** Flags: settings with defaults, roll-out and rules, lists by tag, the kill switch, and releases of several. */
export const flagParts: readonly Part[] = [
  {
    name: 'flags',
    needs: [],
    async play(client) {
      const actor = 'ada@example.com'
      const flags = '/products/web/flags'
      const dark = await client.send(201, `POST ${flags}`, { json: { id: 'dark-mode' }, actor })
      const rules = [{ attribute: 'country', values: ['NO', 'SE'], serve: true }]
      for (const [i, id] of ['checkout', 'search', 'offers', 'wishlist', 'reviews', 'chat'].entries()) {
        const tags = i % 2 === 0 ? ['beta', 'shop'] : ['shop']
        await client.send(201, `POST ${flags}`, { json: { id, enabled: i > 1, rollout: i * 20, rules, tags }, actor })
      }
      await client.send(409, `POST ${flags}`, { json: { id: 'dark-mode' } })
      // The same key in another product is another flag.
      await client.send(201, 'POST /products/mobile/flags', { json: { id: 'dark-mode', enabled: true, rollout: 100 } })
      await client.send(404, 'POST /products/nothing/flags', { json: { id: 'dark-mode' } })
      for (const wrong of [
        {},
        { id: 'x', rollout: 101 },
        { id: 'x', rollout: -1 },
        { id: 'x', rollout: '50' },
        { id: 'x', enabled: 'true' },
        { id: 'x', tags: ['a', 'a'] },
        { id: 'x', rules: [{ attribute: 'country', values: [], serve: true }] },
        { id: 'x', productId: 'mobile' },
      ]) {
        await client.send(400, `POST ${flags}`, { json: wrong })
      }

      const listed = await client.pages(`${flags}?limit=3`)
      client.check('seven flags are listed', listed.length === 7)
      await client.send(200, `GET ${flags}?tag=beta`)
      await client.send(200, `GET ${flags}?tag=beta&enabled=false`)
      await client.send(200, `GET ${flags}?tag=nothing`)
      await client.send(400, `GET ${flags}?enabled=yes`)
      await client.send(404, 'GET /products/nothing/flags')
      await client.send(404, `GET ${flags}/nothing`)
      await client.send(200, 'GET /products/mobile/flags/dark-mode')

      await client.send(428, `PUT ${flags}/dark-mode`, { json: whole })
      await client.send(404, `PUT ${flags}/nothing`, { json: whole, ifMatch: '*' })
      await client.send(400, `PUT ${flags}/dark-mode`, { json: { rollout: 30 }, ifMatch: dark.etag })
      const replaced = await client.send(200, `PUT ${flags}/dark-mode`, { json: whole, ifMatch: dark.etag, actor })
      await client.send(412, `PUT ${flags}/dark-mode`, { json: whole, ifMatch: dark.etag, actor })
      client.check('a PUT keeps when the flag was made', /"createdAt":"2026-01-01T/.test(replaced.body))

      await client.send(200, `PATCH ${flags}/dark-mode`, { json: { addTag: 'beta' }, actor })
      await client.send(200, `PATCH ${flags}/dark-mode`, { json: { addTag: 'beta' } })
      const patched = await client.send(200, `PATCH ${flags}/dark-mode`, { json: { removeTag: 'ui', rollout: 40 } })
      client.check('a tag is added once, and removed', patched.json<{ tags: string[] }>().tags.join() === 'beta')
      await client.send(400, `PATCH ${flags}/dark-mode`, { json: { addTag: 'a', removeTag: 'b' } })
      await client.send(412, `PATCH ${flags}/dark-mode`, { json: { rollout: 1 }, ifMatch: replaced.etag })
      await client.send(404, `PATCH ${flags}/nothing`, { json: { rollout: 1 } })

      const killed = await client.send(200, 'POST /products/web/kill-switch', { json: { tag: 'beta' }, actor })
      client.check('the kill switch says how many it switched off', killed.body === '{"disabled":3}')
      await client.send(200, 'POST /products/web/kill-switch', { json: { tag: 'beta' } })
      await client.send(200, `GET ${flags}?enabled=false`)

      const chat = await client.send(200, `GET ${flags}/chat`)
      await client.send(412, `DELETE ${flags}/chat`, { ifMatch: dark.etag })
      await client.send(204, `DELETE ${flags}/chat`, { ifMatch: chat.etag, actor })
      await client.send(404, `DELETE ${flags}/chat`)
    },
  },
  {
    name: 'releases',
    needs: ['transactions'],
    async play(client) {
      const release = (rollouts: object) => ({ json: { rollouts }, actor: 'release-robot' })
      await client.send(200, 'POST /products/web/releases', release({ checkout: 10, search: 20 }))
      // All or nothing: one of them is not there, so the other does not change.
      await client.send(404, 'POST /products/web/releases', release({ checkout: 99, nothing: 99 }))
      const checkout = await client.send(200, `GET /products/web/flags/checkout`)
      client.check('a release that fails changes nothing', checkout.json<{ rollout: number }>().rollout === 10)
      await client.send(400, 'POST /products/web/releases', release({}))
      await client.send(400, 'POST /products/web/releases', release({ checkout: 1000 }))
    },
  },
]

/** Leaves a flag behind of which an old and the present version are known. */
export const versionParts: readonly Part[] = [
  {
    name: 'versions of a flag',
    needs: [],
    async play(client, notes) {
      const search = '/products/web/flags/search'
      const stale = await client.send(200, `GET ${search}`)
      const current = await client.send(200, `PATCH ${search}`, { json: { description: 'Fuzzy search' } })
      notes.take('staleVersion', stale.etag)
      notes.take('currentVersion', current.etag)
    },
  },
]
