/** Starts the emulator in a process that has begun just now. Prints what it took as JSON. */
import { orders } from './documents.ts'
import type { InProcess } from './beginning.ts'

const settle = (): void => globalThis.gc?.()

settle()
const before = process.memoryUsage.rss()
const begin = performance.now()
const { startCosmosEmulator } = await import('@bytelyst/emulators/cosmos')
const emulator = await startCosmosEmulator()
const readyMs = performance.now() - begin
settle()
const addedBytes = process.memoryUsage.rss() - before

const documents = orders.map((order) => ({ ...order }))
const resets: number[] = []
for (let round = 0; round < 15; round += 1) {
  emulator.seed({ shop: { orders: { partitionKey: '/customerId', documents } } })
  const start = performance.now()
  emulator.reset()
  resets.push(performance.now() - start)
}
await emulator.close()
const measured: InProcess = { readyMs, addedBytes, resetMs: resets }
console.log(JSON.stringify(measured))
