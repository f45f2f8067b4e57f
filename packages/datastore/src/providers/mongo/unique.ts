import type { Collection } from 'mongodb'
import { valueAt } from '../../document/path.ts'
import type { WriteRecord } from '../../driver.ts'
import type { Query } from './filter.ts'
import { indexesOf, labelOfIndexName } from './indexes.ts'
import { expired, hidden, type Layout, type RawDocument } from './layout.ts'

/**
 * The unique index that keeps this record out: found by asking for who has its values, since what an error says of the
 * index differs from server to server. An expired document that has them is removed.
 *
 * @returns undefined when nobody has them any longer
 */
export async function violatedIndex(
  collection: Collection<RawDocument>,
  layout: Layout,
  { key, document }: WriteRecord,
  now: number,
): Promise<string | undefined> {
  const _id = layout.idOf(key)
  for (const index of await indexesOf(collection)) {
    if (index['unique'] !== true) continue
    const values = Object.keys(index.key).map((field) => [field, valueAt(document, field.split('.')) ?? null] as const)
    if (values.some(([, value]) => typeof value === 'object' && value !== null)) continue
    const same: Query = Object.fromEntries(values.map(([field, value]) => [field, { $eq: value }]))
    const holder = await collection.findOne({ ...same, _id: { $ne: _id } }, { projection: { [hidden.expiresAt]: 1 } })
    if (holder === null) continue
    const { deletedCount } = await collection.deleteOne({ _id: holder._id, ...expired(now) })
    if (deletedCount === 0) return labelOfIndexName(index.name ?? '') ?? Object.keys(index.key).join(',')
  }
  return undefined
}
