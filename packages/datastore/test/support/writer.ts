/** Writes until it is killed, and says of each write that it was acknowledged: `node writer.ts <file> <worker>`. */
import { SqliteDatastoreProvider } from '@bytelyst/datastore'

const [, , path = '', worker = ''] = process.argv
const provider = new SqliteDatastoreProvider({ path })
await provider.initialize({ crash: { partitionKeyPath: '/pk', indexes: [{ paths: { n: 1 } }] } })
const items = provider.collection('crash')

for (let n = 0; ; n += 1) {
  const id = `${worker}-${n}`
  const filler = 'x'.repeat((n * 97) % 5000)
  if (n % 3 === 0) {
    await items.create({ id, pk: 'p', n, filler })
    console.log(`created ${id}`)
  } else if (n % 3 === 1) {
    // Both or neither: a half of it after a crash is a half transaction.
    await items.transact('p', [
      { op: 'create', document: { id: `${id}-left`, pk: 'p', n, filler } },
      { op: 'create', document: { id: `${id}-right`, pk: 'p', n, filler } },
    ])
    console.log(`paired ${id}`)
  } else {
    const count = await items.update(`${worker}-counter`, 'p', { $inc: { count: 1 } }, { upsert: true })
    console.log(`counted ${worker} ${String(count['count'])}`)
  }
}
