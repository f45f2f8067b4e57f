/**
 * Writes to two stores until it is killed, or so many times, in each partition one call after the other, and says of each
 * that it was acknowledged: `node dual-writer.ts <folder> <seed> <partitions> <settle after ms> <from> [calls]`.
 */
import { dualStep, openPair, type Item } from './dual-program.ts'

const [, , folder = '', seed = '', partitions = '', settleAfterMs = '', from = '', calls = 'Infinity'] = process.argv
const { pair } = await openPair(folder, Number(settleAfterMs))
const items = pair.collection<Item>('items')
console.log('ready')
await Promise.all(
  partitions.split('').map(async (pk) => {
    for (let n = Number(from); n < Number(from) + Number(calls); n += 1) {
      await dualStep(Number(seed), pk, n).run(items)
      console.log(`${pk} ${n}`)
    }
  }),
)
await pair.close()
