import type { Collection, IndexDescription, IndexDescriptionInfo } from 'mongodb'
import { CloudError } from '@bytelyst/core'
import type { CollectionDefinition } from '../../driver.ts'
import { indexLabel } from '../../query/index-label.ts'
import type { Index } from '../../types.ts'
import { codeOf, isDuplicateKey, isMissingNamespace } from './classify.ts'
import { fieldOf } from './filter.ts'
import { hidden, type Layout, type RawDocument } from './layout.ts'

const prefix = 'bytelyst'
/** An index of these keys, or of this name, is there with other options. */
const conflicts: ReadonlySet<unknown> = new Set([85, 86])
/** The server has no indexes of this kind. */
const lacking: ReadonlySet<unknown> = new Set([115, 238])

type Keys = Readonly<Record<string, 1 | -1>>

/** The label within the name of one of our indexes; undefined for those of others. */
export function labelOfIndexName(name: string): string | undefined {
  return /^bytelyst (?:by|within|unique) (.*)$/.exec(name)?.[1]
}

/**
 * Declares the indexes of a collection. Idempotent and safe to race.
 *
 * @throws CloudError `already_exists` when stored documents break a unique index; `misconfigured` when one of the same
 * name is something else; `unsupported` where the server cannot leave documents out of an index
 */
export async function declareIndexes(
  collection: Collection<RawDocument>,
  layout: Layout,
  { indexes, defaultTtl }: CollectionDefinition,
): Promise<void> {
  const plain = [...ownIndexes(layout), ...indexes.flatMap((index) => sortedIndexes(layout, index))]
  if (plain.length > 0) await declare(collection, plain)
  if (defaultTtl !== undefined) await declareSweep(collection)
  for (const index of indexes) {
    if (index.unique === true && !layout.isUnpartitioned) await declareUnique(collection, layout, index)
  }
}

/** For pages in the order of ids and partition keys, and for what is within a partition. */
function ownIndexes(layout: Layout): IndexDescription[] {
  if (layout.isUnpartitioned) return []
  return layout.isPlain
    ? [{ name: `${prefix} partition`, key: { [layout.partitionKeyField]: 1, _id: 1 } }]
    : [{ name: `${prefix} id`, key: { id: 1, [layout.partitionKeyField]: 1 } }]
}

function sortedIndexes(layout: Layout, index: Index): IndexDescription[] {
  const paths = keysOf(layout, index)
  const label = indexLabel(index)
  const id = { [fieldOf(['id'], layout)]: 1 } as const
  const partition = { [layout.partitionKeyField]: 1 } as const
  const by = { name: `${prefix} by ${label}`, key: inOrder(paths, id, partition) }
  if (layout.isUnpartitioned) return [by]
  return [by, { name: `${prefix} within ${label}`, key: inOrder(partition, paths, id) }]
}

function keysOf(layout: Layout, { paths }: Index): Keys {
  return Object.fromEntries(
    Object.entries(paths).map(([path, direction]) => [fieldOf(path.split('.'), layout), direction]),
  )
}

/** No field twice: the first place counts. */
function inOrder(...parts: readonly Keys[]): Record<string, 1 | -1> {
  const keys: Record<string, 1 | -1> = {}
  for (const part of parts) for (const [field, direction] of Object.entries(part)) keys[field] ??= direction
  return keys
}

/** The indexes that there are; none of a collection that is not there yet. */
export async function indexesOf(collection: Collection<RawDocument>): Promise<readonly IndexDescriptionInfo[]> {
  try {
    return await collection.listIndexes().toArray()
  } catch (error) {
    if (isMissingNamespace(error)) return []
    throw error
  }
}

async function declare(collection: Collection<RawDocument>, indexes: readonly IndexDescription[]): Promise<void> {
  const absent = async (): Promise<IndexDescription[]> => {
    const there = new Set((await indexesOf(collection)).map(({ name }) => name))
    return indexes.filter(({ name }) => !there.has(name))
  }
  const missing = await absent()
  if (missing.length === 0) return
  try {
    await collection.createIndexes(missing)
  } catch (error) {
    // Another process may have been faster, or the answer was lost: what counts is what there is.
    const left = await absent()
    if (left.length === 0) return
    if (!conflicts.has(codeOf(error))) throw error
    // One of these is there under another name, which serves as well; the others still have to be made.
    if (left.length > 1) for (const index of left) await declare(collection, [index])
  }
}

/** The server removes what has expired where it can; nobody sees it before that either. */
async function declareSweep(collection: Collection<RawDocument>): Promise<void> {
  try {
    await collection.createIndex({ [hidden.expiresAt]: 1 }, { name: `${prefix} expiry`, expireAfterSeconds: 0 })
  } catch (error) {
    if (!lacking.has(codeOf(error)) && !conflicts.has(codeOf(error))) throw error
  }
}

async function declareUnique(collection: Collection<RawDocument>, layout: Layout, index: Index): Promise<void> {
  const paths = keysOf(layout, index)
  const label = indexLabel(index)
  const scalars = Object.fromEntries(
    Object.keys(paths).map((field) => [field, { $type: ['string', 'number', 'bool'] }]),
  )
  const refuse = (code: 'already_exists' | 'misconfigured' | 'unsupported', what: string): CloudError =>
    new CloudError({ code, message: `the unique index ${label} cannot be declared: ${what}` })
  try {
    await collection.createIndex(inOrder({ [layout.partitionKeyField]: 1 }, paths), {
      name: `${prefix} unique ${label}`,
      unique: true,
      partialFilterExpression: scalars,
    })
  } catch (error) {
    if (isDuplicateKey(error)) throw refuse('already_exists', 'documents of one partition have the same values')
    if (conflicts.has(codeOf(error))) throw refuse('misconfigured', 'an index with these keys is there and is another')
    if (lacking.has(codeOf(error))) throw refuse('unsupported', 'this server has no partial indexes')
    throw error
  }
}
