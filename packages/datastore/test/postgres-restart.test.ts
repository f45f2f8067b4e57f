import { isCloudError } from '@bytelyst/core'
import { expect, test } from 'vitest'
import { startServer } from '../../../scripts/servers/start.ts'
import { onEachServer } from '../../../scripts/servers/testing.ts'
import { PostgresDatastoreProvider } from '../src/providers/postgres/index.ts'

onEachServer('postgres', 'the restart of postgres', (server) => {
  test(
    `a server that is killed under load and started again has lost nothing that it acknowledged, on ${server.title}`,
    { timeout: 120_000 },
    async () => {
      const running = await startServer(server)
      const provider = new PostgresDatastoreProvider({ url: running.url })
      await provider.initialize({ items: { partitionKeyPath: '/pk', indexes: [{ paths: { n: 1 }, unique: true }] } })
      const items = provider.collection('items')
      const acknowledged: string[] = []
      const pairs: string[] = []
      const unexpected: unknown[] = []
      let increments = 0
      const enough = new AbortController()
      const workers = Array.from({ length: 8 }, async (_, worker) => {
        for (let n = 0; !enough.signal.aborted; n += 1) {
          const id = `w${worker}-${n}`
          try {
            await items.create({ id, pk: 'p', n: worker * 1_000_000 + n })
            acknowledged.push(id)
            await items.transact('p', [
              { op: 'create', document: { id: `${id}-left`, pk: 'p' } },
              { op: 'create', document: { id: `${id}-right`, pk: 'p' } },
            ])
            pairs.push(id)
            await items.update('counter', 'p', { $inc: { count: 1 } }, { upsert: true })
            increments += 1
          } catch (error) {
            if (!isCloudError(error, 'unavailable')) unexpected.push(error)
            await new Promise((resolve) => setTimeout(resolve, 20))
          }
        }
      })
      for (let round = 0; round < 3; round += 1) {
        await new Promise((resolve) => setTimeout(resolve, 400))
        await running.kill()
        await running.restart()
      }
      const before = acknowledged.length
      await expect.poll(() => acknowledged.length, { timeout: 20_000 }).toBeGreaterThan(before + 50)
      enough.abort()
      await Promise.all(workers)
      expect(unexpected).toEqual([])

      const stored = new Set<string>()
      for await (const { id } of items.iterate({ filter: {} })) stored.add(id)
      expect(acknowledged.filter((id) => !stored.has(id))).toEqual([])
      expect(pairs.filter((id) => !stored.has(`${id}-left`))).toEqual([])
      const halves = [...stored].filter((id) => {
        const other = id.endsWith('-left') ? id.replace('-left', '-right') : id.replace('-right', '-left')
        return !stored.has(other)
      })
      expect(halves).toEqual([])
      expect(Number((await items.findById('counter', 'p'))?.['count'])).toBeGreaterThanOrEqual(increments)
      await provider.close()
      await running.stop()
    },
  )
})
