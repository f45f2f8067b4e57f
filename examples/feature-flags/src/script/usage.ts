import type { RequestOptions } from './client.ts'
import type { Part } from './part.ts'

const report = 'POST /products/web/usage'

function count(flagId: string, day: string, evaluations: number, enabled: number): RequestOptions {
  return { json: { flagId, day, evaluations, enabled } }
}

/** Usage that clients counted: many at the same time, none lost; and the reports over it. */
export const usageParts: readonly Part[] = [
  {
    name: 'usage counted at once',
    needs: [],
    async play(client) {
      const batch = count('search', '2026-01-02', 5, 2)
      await client.together(
        { 204: 20 },
        Array.from({ length: 20 }, () => [report, batch] as const),
      )
    },
  },
  {
    name: 'the sum of what was counted at once',
    needs: ['sort'],
    async play(client) {
      const listed = await client.send(200, 'GET /products/web/usage?limit=1')
      const [counter] = listed.json<{ items: { evaluations: number; enabled: number }[] }>().items
      client.check('20 increments of 5 at once are 100', counter?.evaluations === 100 && counter.enabled === 40)
    },
  },
  {
    name: 'usage',
    needs: [],
    async play(client) {
      await client.send(204, report, count('search', '2026-01-03', 7, 7))
      await client.send(204, report, count('checkout', '2026-01-03', 0, 0))
      await client.send(204, 'POST /products/mobile/usage', count('dark-mode', '2026-01-02', 100, 100))
      await client.send(204, 'POST /products/desk/usage', count('macros', '2026-02-01', 12, 3))
      for (const wrong of [
        count('search', '2026-01-02', -1, 0),
        count('search', '2026-01-02', 1.5, 0),
        count('search', '2026-01-02', 1, 2),
        count('search', '2026-13-02', 1, 1),
        { json: { flagId: 'search', day: '2026-01-02', evaluations: { $gt: 0 }, enabled: 1 } },
      ]) {
        await client.send(400, report, wrong)
      }
      await client.send(404, 'POST /products/nothing/usage', count('search', '2026-01-02', 1, 1))
      for (const query of ['by=colour', 'from=yesterday', 'day=2026-01-02']) {
        await client.send(400, `GET /reports/usage?${query}`)
      }
    },
  },
  {
    name: 'usage by day',
    needs: ['sort'],
    async play(client) {
      await client.pages('/products/web/usage?limit=2')
      await client.send(200, 'GET /products/nothing/usage')
    },
  },
  {
    name: 'reports of usage',
    needs: ['aggregate'],
    async play(client) {
      for (const by of ['productId', 'flagId', 'plan', 'day']) await client.send(200, `GET /reports/usage?by=${by}`)
      await client.send(200, 'GET /reports/usage?by=day&productId=web&from=2026-01-02&before=2026-02-01')
      await client.send(200, 'GET /reports/usage?from=2030-01-01')
    },
  },
]
