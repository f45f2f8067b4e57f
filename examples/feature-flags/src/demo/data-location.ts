import type { DatastoreProvider } from '@bytelyst/datastore'
import { SqliteDatastoreProvider } from '@bytelyst/datastore/sqlite'

/** Where a provider keeps its data, for people: SQLite itself is asked for the absolute path of its file. */
export async function dataLocation(provider: DatastoreProvider): Promise<string> {
  const file = provider instanceof SqliteDatastoreProvider ? (await provider.native()).location() : null
  return file ?? 'in the memory of the process'
}
