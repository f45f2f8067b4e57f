import { isCloudError } from '@bytelyst/datastore'
import { describe, expect, test } from 'vitest'
import { onEachServer } from '../../../scripts/servers/testing.ts'
import { mongoServer } from './support/mongo-server.ts'

onEachServer('mongo', 'a server killed under load', (server) => {
  if (server.name !== 'ferretdb') return // the other one keeps nothing
  describe(`a server killed under load: ${server.title}`, () => {
    const { open, running } = mongoServer(server)

    test(
      'what was acknowledged is there, errors are unavailable, and the client goes on',
      { timeout: 60_000 },
      async () => {
        const provider = open({ uri: `${running().url}?serverSelectionTimeoutMS=500`, database: 'bytelyst' })
        const items = provider.collection('crash')
        await items.create({ id: 'first' })
        const acknowledged: string[] = ['first']
        const failures: unknown[] = []
        const load = { isOn: true }
        const workers = Array.from({ length: 8 }, async (_, worker) => {
          for (let n = 0; load.isOn; n += 1) {
            const id = `w${worker}-${n}`
            try {
              await items.create({ id })
              acknowledged.push(id)
            } catch (error) {
              failures.push(error)
            }
          }
        })
        const reached = async (count: number): Promise<void> => {
          while (acknowledged.length < count) await new Promise((resolve) => setTimeout(resolve, 5))
        }
        await reached(30)
        await running().kill()
        await new Promise((resolve) => setTimeout(resolve, 300))
        await running().restart()
        await reached(acknowledged.length + 30)
        load.isOn = false
        await Promise.all(workers)

        expect(failures.length).toBeGreaterThan(0)
        const others = failures.filter((error) => !(isCloudError(error, 'unavailable') && error.retryable))
        expect(others).toEqual([])
        const stored = new Set((await items.findMany({ filter: {} })).map(({ id }) => id))
        expect(acknowledged.filter((id) => !stored.has(id))).toEqual([])
      },
    )
  })
})
