/**
 * Writes a document and comes to its end without `close()`. Whether the process ends then is up to the SDK: one that is
 * kept by it says so, and goes.
 */
import { createDatastoreProvider } from '@bytelyst/datastore'

const provider = createDatastoreProvider()
const visit = await provider.collection('visits').upsert({ id: 'last' })
console.log(`${provider.name} ${visit.id}`)

// Keeps nothing by itself.
const later = setTimeout(() => {
  console.log('and still there')
  process.exit()
}, 1000)
later.unref()
