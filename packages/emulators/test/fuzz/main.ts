/**
 * Sends wild requests to an emulator: `node --conditions=@bytelyst/source packages/emulators/test/fuzz/main.ts
 * [--seconds 600] [--seed <number>]`. Exits 1 at the first one that it does not answer as the service would.
 */
import { parseArgs } from 'node:util'
import { fuzz } from './fuzz.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '600' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
  },
})
const end = performance.now() + Number(values.seconds) * 1000
console.log(`seed ${values.seed}, ${values.seconds} s`)
const { requests, statuses, slowestMs, heapMiB } = await fuzz(Number(values.seed), () => performance.now() > end)
console.log(`${requests} requests, the slowest ${Math.round(slowestMs)} ms, heap ${heapMiB} MiB`)
console.log(
  Object.entries(statuses)
    .map(([status, count]) => `${status}: ${count}`)
    .join('  '),
)
