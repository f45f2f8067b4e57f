import type { OperationOptions } from '@bytelyst/core'
import type { Key } from '../driver.ts'
import { forEachConcurrently, singleWrites } from '../operations/concurrency.ts'
import type { DocumentCollection } from '../types.ts'
import type { BaseDocument } from '../types/document.ts'
import type { RepairEntry, RepairLog } from './repair-log.ts'

/**
 * A repair log in a collection of its own: as durable as its provider, which may be the primary, a third one, or a file
 * beside the service. The collection is partitioned by `/id`, without expiry, and nobody else writes to it.
 *
 * @example
 * ```ts
 * import { MemoryDatastoreProvider, SqliteDatastoreProvider } from '@bytelyst/datastore'
 * import { collectionRepairLog, dualWrite } from '@bytelyst/datastore/dual-write'
 *
 * const primary = new SqliteDatastoreProvider({ path: './data/app.db' })
 * await primary.initialize({ repairs: { partitionKeyPath: '/id' } })
 * const repairLog = collectionRepairLog(primary.collection('repairs'))
 * export const provider = dualWrite({ primary, secondary: new MemoryDatastoreProvider(), repairLog })
 * ```
 */
export function collectionRepairLog(collection: DocumentCollection<BaseDocument>): RepairLog {
  return {
    append: (entries, options) => store(collection, entries.map(toDocument), options),
    async remove(ids, options) {
      await forEachConcurrently(ids, singleWrites, async (id) => {
        await collection.delete(id, id, options)
      })
    },
    async *iterate(options) {
      for await (const document of collection.iterate({ filter: { kind: 'entry' }, ...options })) {
        yield JSON.parse(String(document['entry'])) as RepairEntry
      }
    },
    async bury(name, keys, options) {
      const ids = await Promise.all(keys.map((key) => tombstoneId(name, key)))
      const documents = [...new Set(ids)].map((id) => ({ id, kind: 'tombstone' }))
      await store(collection, documents, options)
    },
    async isBuried(name, key, options) {
      const id = await tombstoneId(name, key)
      return (await collection.findById(id, id, options)) !== null
    },
  }
}

/** As text, so that no key and no filter can be what an engine refuses as a field. */
function toDocument(entry: RepairEntry): BaseDocument {
  return { id: entry.id, kind: 'entry', entry: JSON.stringify(entry) }
}

/** A hash: a key may be longer than an id, and hold what no id may. */
async function tombstoneId(collection: string, { id, partitionKey }: Key): Promise<string> {
  const text = new TextEncoder().encode(JSON.stringify([collection, partitionKey, id]))
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', text))
  return `tombstone-${Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}

async function store(
  collection: DocumentCollection<BaseDocument>,
  documents: readonly BaseDocument[],
  options: OperationOptions | undefined,
): Promise<void> {
  const [first] = documents
  if (first === undefined) return
  if (documents.length === 1) {
    await collection.upsert(first, options)
    return
  }
  const { items } = await collection.upsertMany(documents, options)
  for (const item of items) if (!item.ok) throw item.error
}
