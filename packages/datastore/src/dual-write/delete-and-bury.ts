import { isCloudError } from '@bytelyst/core'
import { keyOf } from '../document/identity.ts'
import { forEachConcurrently, singleWrites } from '../operations/concurrency.ts'
import type { DocumentCollection } from '../types.ts'
import type { BaseDocument, JsonDocument } from '../types/document.ts'
import type { FilterMap } from '../types/filter.ts'
import type { WriteManyOptions } from '../types/write.ts'
import type { Pair } from './pair.ts'
import { keysOfOneEntry, type AffectedKey } from './repair-log.ts'

/**
 * `deleteMany` where every deleted document needs a tombstone before it is deleted: what matches is listed page by page,
 * and of a page only what was listed, buried and still matches is deleted, partition by partition.
 */
export async function deleteAndBury(
  { facts, journal, mirror, settings }: Pair,
  items: DocumentCollection<BaseDocument>,
  filter: FilterMap,
  options: WriteManyOptions,
): Promise<number> {
  const limit = Math.min(keysOfOneEntry, settings.primary.capabilities.maxInValues)
  let deleted = 0
  let cursor: string | undefined
  try {
    do {
      const page = await items.findPage({ ...options, filter, limit, cursor })
      const partitions = new Map<string, AffectedKey[]>()
      for (const document of page.items as JsonDocument[]) {
        const key = keyOf(document, await facts.pathOf(items.name, document), 'a stored document')
        const others = partitions.get(key.partitionKey) ?? []
        partitions.set(key.partitionKey, [...others, { ...key, life: 'kept' }])
      }
      await forEachConcurrently([...partitions], singleWrites, async ([partitionKey, keys]) => {
        const listed = { $and: [filter, { id: { $in: keys.map(({ id }) => id) } }] }
        const answer = await journal.perform({ collection: items.name, keys, buries: keys }, options, {
          write: (bounds) => items.deleteMany(listed, { ...options, ...bounds, partitionKey }),
          mirror: () => mirror.equaliseAll(items.name, keys),
          compare: () => mirror.equaliseAll(items.name, keys),
        })
        deleted += answer.deleted
      })
      cursor = page.cursor
    } while (cursor !== undefined)
  } catch (error) {
    throw deleted > 0 && isCloudError(error) ? error.with({ ambiguous: true }) : error
  }
  return deleted
}
