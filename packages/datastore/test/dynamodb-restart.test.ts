import { isCloudError } from '@bytelyst/core'
import { expect, test } from 'vitest'
import { dynamodbLocal, dynamodbLocalOnDisk } from '../../../scripts/servers/dynamodb-local/definition.ts'
import { startServer } from '../../../scripts/servers/start.ts'
import { onEachServer } from '../../../scripts/servers/testing.ts'
import { DynamoDbDatastoreProvider } from '../src/providers/dynamodb/index.ts'

onEachServer('dynamodb', 'restart under the dynamodb provider', (server) => {
  if (server !== dynamodbLocal) return // The other one holds nothing on the disk.

  test(`${server.title} is killed under load and started again: failures are retryable, what was acknowledged is there`, async () => {
    const running = await startServer(dynamodbLocalOnDisk)
    const provider = new DynamoDbDatastoreProvider({
      endpoint: running.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      maxAttempts: 1,
    })
    await provider.initialize({ items: { partitionKeyPath: '/pk' } })
    const items = provider.collection<{ id: string; pk: string; n: number }>('items')
    await items.create({ id: 'counter', pk: 'p', n: 0 })
    const written: string[] = []
    let [counted, inDoubt, failures] = [0, 0, 0]
    const load = new AbortController()
    const told = (error: unknown): boolean => {
      if (!isCloudError(error)) throw error
      expect(error).toMatchObject({ code: 'unavailable', retryable: true })
      failures += 1
      return error.ambiguous === true
    }
    const workers = Array.from({ length: 8 }, async (_, worker) => {
      for (let i = 0; !load.signal.aborted; i += 1) {
        const id = `${worker}-${i}`
        try {
          await items.create({ id, pk: 'p', n: i })
          written.push(id)
        } catch (error) {
          told(error)
        }
        try {
          await items.update('counter', 'p', { $inc: { n: 1 } })
          counted += 1
        } catch (error) {
          if (told(error)) inDoubt += 1
        }
        if (failures > 0) await new Promise((resolve) => setTimeout(resolve, 20))
      }
    })
    const until = async (done: () => boolean): Promise<void> => {
      while (!done()) await new Promise((resolve) => setTimeout(resolve, 10))
    }
    await until(() => counted > 50)
    await running.kill()
    await until(() => failures >= 8)
    const before = counted
    await running.restart()
    await until(() => counted > before + 50)
    load.abort()
    await Promise.all(workers)

    const stored = new Set((await items.findMany({ filter: {}, partitionKey: 'p' })).map(({ id }) => id))
    expect(written.filter((id) => !stored.has(id))).toEqual([])
    const n = (await items.findById('counter', 'p'))?.n ?? 0
    expect(n).toBeGreaterThanOrEqual(counted)
    expect(n).toBeLessThanOrEqual(counted + inDoubt)
    await provider.close()
    await running.stop()
  })
})
