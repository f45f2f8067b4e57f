/** A service that counts its starts in whatever the environment selects, and prints provider and count. */
import { createDatastoreProvider } from '@bytelyst/datastore'

interface Counter {
  id: string
  starts: number
}

const provider = createDatastoreProvider()
const counters = provider.collection<Counter>('counters')
const counter = await counters.update('service', 'service', { $inc: { starts: 1 } }, { upsert: true })
await provider.close()
console.log(`${provider.name} ${counter.starts}`)
