/** What a page does, where there is no process and no file: memory alone. */
import { createDatastoreProvider } from '@bytelyst/datastore'

const provider = createDatastoreProvider({ env: { DB_PROVIDER: 'memory' } })
const notes = provider.collection<{ id: string; text: string }>('notes')
await notes.create({ id: 'first', text: 'hello' })
console.log(`${provider.name} ${await notes.count({ text: { $startsWith: 'h' } })}`)
