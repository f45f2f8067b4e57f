/** Prints how many of 3,000 documents a filter matches, and whether code may be made from strings here. */
import { MemoryDatastoreProvider } from '@bytelyst/datastore'

function mayGenerateCode(): boolean {
  try {
    return Boolean(new Function('return true')())
  } catch {
    return false
  }
}

const items = new MemoryDatastoreProvider().collection('items')
await items.createMany(Array.from({ length: 3000 }, (_, n) => ({ id: String(n), n })))
console.log(await items.count({ n: { $gte: 2990 }, id: { $ne: '2995' } }), mayGenerateCode())
