/** Does its share of common work on one file: `node contender.ts <file> <worker> <rounds>`. */
import { isCloudError, SqliteDatastoreProvider } from '@bytelyst/datastore'

const [, , path = '', worker = '', rounds = '0'] = process.argv
const provider = new SqliteDatastoreProvider({ path })
await provider.initialize({ shared: { partitionKeyPath: '/pk', indexes: [{ paths: { by: 1 } }] } })
const items = provider.collection('shared')
let won = 0
for (let round = 0; round < Number(rounds); round += 1) {
  await items.update('counter', 'p', { $inc: { n: 1 } }, { upsert: true })
  try {
    await items.create({ id: `round-${round}`, pk: 'p', by: worker })
    won += 1
  } catch (error) {
    if (!isCloudError(error, 'already_exists')) throw error
  }
  await items.transact('p', [
    { op: 'update', id: 'counter', patch: { $inc: { m: 1 } } },
    { op: 'upsert', document: { id: `last-of-${worker}`, pk: 'p', round } },
  ])
}
console.log(won)
await provider.close()
