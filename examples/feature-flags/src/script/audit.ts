import type { Part } from './part.ts'

interface Entry {
  id: string
  at: string
}

const log = '/products/web/audit'

/** The audit log: the newest first, page by page, by subject, action and time. */
export const auditParts: readonly Part[] = [
  {
    name: 'questions to the audit log that are none',
    needs: [],
    async play(client) {
      for (const query of ['since=now', 'since=2026-01-01', 'action=invented', 'limit=1000']) {
        await client.send(400, `GET ${log}?${query}`)
      }
    },
  },
  {
    name: 'the audit log',
    needs: ['sort'],
    async play(client) {
      const entries = await client.pages<Entry>(`${log}?limit=4`)
      const times = entries.map(({ at }) => at)
      client.check('the newest entries come first', times.join() === times.toSorted().toReversed().join())
      client.check('a log of more than three pages', entries.length > 12)
      await client.send(200, `GET ${log}?action=released`)
      await client.send(200, `GET ${log}?subject=dark-mode&limit=50`)
      await client.send(200, `GET ${log}?subject=nothing`)

      const [since = '', until = ''] = [times.at(-4), times.at(3)]
      const between = await client.pages<Entry>(`${log}?limit=5&since=${since}&until=${until}`)
      client.check(
        'since and until bound the log, the one included and the other not',
        between.every(({ at }) => at >= since && at < until) && between.length > 0,
      )

      const first = await client.send(200, `GET ${log}?limit=2`)
      const { cursor } = first.json<{ cursor: string }>()
      await client.send(200, `GET ${log}?limit=7&cursor=${cursor}`)
      // A cursor belongs to its query: not to another filter, and not to another product.
      await client.send(400, `GET ${log}?limit=2&action=created&cursor=${cursor}`)
      await client.send(400, `GET /products/mobile/audit?limit=2&cursor=${cursor}`)
      // What is added meanwhile comes before the page that was read, so the next page is still the next.
      const next = await client.send(200, `GET ${log}?limit=2&cursor=${cursor}`)
      await client.send(200, 'PATCH /products/web/flags/offers', { json: { rollout: 60 }, actor: 'grace@example.com' })
      const after = await client.send(200, `GET ${log}?limit=2&cursor=${cursor}`)
      client.check('a new entry moves no page', next.body === after.body)
    },
  },
]
