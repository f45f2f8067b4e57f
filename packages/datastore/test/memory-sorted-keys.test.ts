import { MemoryDatastoreProvider } from '@bytelyst/datastore'
import { expect, test } from 'vitest'
import { SortedKeys } from '../src/providers/memory/sorted-keys.ts'

/** Numbers below a bound, the same in every run (a linear congruential generator). */
function numbersBelow(seed: number): (bound: number) => number {
  let state = seed
  return (bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * bound)
  }
}

test('sorted keys answer ranges like a plain sorted array, whatever is added and deleted in between', () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const below = numbersBelow(seed)
    const present = new Set<number>()
    const keys = new SortedKeys<number>((one, other) => one - other)
    for (let round = 0; round < 60; round += 1) {
      // Few and many changes take different ways.
      const changes = below(2) === 0 ? below(8) : below(80)
      for (let change = 0; change < changes; change += 1) {
        const key = below(100) / 2
        if (present.delete(key)) keys.delete(key)
        else {
          present.add(key)
          keys.add(key)
        }
      }
      const sorted = [...present].toSorted((one, other) => one - other)
      expect(keys.between(undefined, undefined)).toEqual(sorted)
      const [lower, upper] = [below(50), below(50)]
      const inclusive = below(2) === 0
      const within = sorted.filter((key) => (inclusive ? key >= lower : key > lower) && key < upper)
      expect(keys.between({ key: lower, inclusive }, { key: upper, inclusive: false })).toEqual(within)
    }
  }
})

test('ranges over an index are right after every document has been rewritten several times', async () => {
  const provider = new MemoryDatastoreProvider()
  await provider.initialize({ items: { partitionKeyPath: '/pk', indexes: [{ paths: { n: 1 } }] } })
  const items = provider.collection('items')
  await items.createMany(Array.from({ length: 1000 }, (_, n) => ({ id: `i${n}`, pk: 'p', n })))
  for (let round = 0; round < 4; round += 1) await items.updateMany({}, { $inc: { n: 0.5 } })
  await items.update('i0', 'p', { $set: { n: 5000 } })
  await items.delete('i1', 'p')
  expect(await items.count({ n: { $gte: 2 } })).toBe(999)
  expect(await items.count({ n: { $lt: 4 } })).toBe(0)
  expect(await items.count({ n: { $gte: 4, $lte: 10 } })).toBe(7)
  expect(await items.count({ n: { $gt: 1001 } })).toBe(1)
})
