import { isCloudError, type Call } from '@bytelyst/core'
import { keyOf } from '../../document/identity.ts'
import { chunkSize, type DriverBulkUpdate, type Scope, type WriteRecord } from '../../driver.ts'
import { everything } from '../../filter/tree.ts'
import { forEachConcurrently, singleWrites } from '../../operations/concurrency.ts'
import { contend } from '../../operations/contend.ts'
import { isDuplicateKey, writeErrorsOf } from './classify.ts'
import type { Documents } from './documents.ts'
import { both, type Query } from './filter.ts'
import { hidden, sharedEtag, type RawDocument } from './layout.ts'
import { scopeOf } from './query.ts'
import { growthOf, nativeUpdate } from './update.ts'

interface Counts {
  updated: number
  failed: number
}

/**
 * Updates what matches: in one request the documents that MongoDB's operators are right for, and the rest, which mostly
 * is nothing, each by reading it and writing it on condition of its version. The rest are those for which a guard does not
 * hold: to take all that have another etag by now would patch once more what another writer has changed since.
 */
export async function updateMatching(
  documents: Documents,
  scope: Scope,
  update: DriverBulkUpdate,
  etag: string,
  now: number,
  call: Call,
): Promise<Counts> {
  const { layout } = documents
  const matching = scopeOf(layout, scope, now)
  const native = nativeUpdate(update.patch)
  if (native === undefined) return updateSingly(documents, matching, update, call)
  const expiry = documents.expiryOf(undefined, now)
  const shared = sharedEtag(etag)
  const { $set, $inc, ...others } = native.operators
  const growth = growthOf(update.patch)
  const fitting: Query = { $and: [...expiry.guards, ...native.guards, ...growth.guards] }
  const counting = { ...$inc, ...growth.count }
  const operators = {
    ...others,
    ...(Object.keys(counting).length > 0 && { $inc: counting }),
    $set: { ...$set, ...expiry.set, [hidden.etag]: shared },
  }
  const complete = await updateAtOnce(documents, both(matching, fitting), operators)
  call.check()
  // Of an update that met a value of a unique index nobody tells how far it came: those that it reached have its etag.
  const reached = (): Promise<number> =>
    documents.native.countDocuments(
      both(scopeOf(layout, { ...scope, filter: everything }, now), { [hidden.etag]: shared }),
    )
  const updated = complete ?? (await reached())
  const left = both(matching, { [hidden.etag]: { $ne: shared } })
  const rest = complete === undefined ? left : both(left, { $nor: [fitting] })
  const singly = await updateSingly(documents, rest, update, call)
  return { updated: updated + singly.updated, failed: singly.failed }
}

/** How many were updated; undefined when it ended at the first that met a value of a unique index. */
async function updateAtOnce(documents: Documents, filter: Query, update: Query): Promise<number | undefined> {
  try {
    const { matchedCount } = await documents.native.bulkWrite([{ updateMany: { filter, update } }])
    return matchedCount
  } catch (error) {
    const failures = writeErrorsOf(error)
    if (failures === undefined || !failures.every(isDuplicateKey)) throw error
    return undefined
  }
}

async function updateSingly(
  documents: Documents,
  matching: Query,
  { apply }: DriverBulkUpdate,
  call: Call,
): Promise<Counts> {
  const counts = { updated: 0, failed: 0 }
  const { native, layout } = documents
  const write = async (raw: RawDocument): Promise<boolean> => {
    const stored = layout.toStored(raw)
    const record = ifItFits(() => apply(stored, keyOf(stored.document, layout.target.partitionKeyPath, 'a document')))
    // Of another writer, with an `_id` that is not made of this key: nothing could be written to it.
    if (record === null || layout.idOf(record.key) !== raw._id) {
      counts.failed += 1
      return true
    }
    const outcome = await documents.write(record, { version: stored.version }, call)
    if (outcome.kind === 'written') counts.updated += 1
    else if (outcome.kind === 'duplicate') counts.failed += 1
    else return false
    return true
  }
  let after: Query = {}
  for (;;) {
    call.check()
    const found = await native.find(both(matching, after)).sort({ _id: 1 }).limit(chunkSize).toArray()
    await forEachConcurrently(found, singleWrites, async (first) => {
      let raw: RawDocument | null = first
      await contend(call, async () => {
        raw ??= await native.findOne(both(matching, { _id: first._id }))
        const isDone = raw === null || (await write(raw)) // null: it no longer matches
        raw = null
        return isDone ? true : undefined
      })
    })
    if (found.length < chunkSize) return counts
    after = { _id: { $gt: found.at(-1)?._id } }
  }
}

/** A document that has no identity of ours cannot be patched either. */
function ifItFits(apply: () => WriteRecord | null): WriteRecord | null {
  try {
    return apply()
  } catch (error) {
    if (isCloudError(error, 'invalid_argument')) return null
    throw error
  }
}
