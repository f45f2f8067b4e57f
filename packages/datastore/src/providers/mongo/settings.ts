import type { Collection, Db } from 'mongodb'
import { invalid } from '../../document/invalid.ts'
import { parsePartitionKeyPath } from '../../document/identity.ts'
import type { CollectionDefinition, CollectionSettings, Target } from '../../driver.ts'
import { isDuplicateKey } from './classify.ts'

/** Where the settings of all collections are kept. */
const settingsCollection = 'bytelyst_collections'

interface RawSettings {
  readonly _id: string
  readonly partitionKeyPath: string
  /** Whether documents can expire. */
  readonly expiry: boolean
  readonly defaultTtl: number | null
}

/** @throws CloudError `invalid_argument` for the collection that settings are in */
function settingsIn(database: Db, collection: string): Collection<RawSettings> {
  if (collection === settingsCollection) throw invalid('collection', `another name than ${settingsCollection}`)
  return database.collection<RawSettings>(settingsCollection)
}

export async function readSettings(database: Db, collection: string): Promise<CollectionSettings | null> {
  const raw = await settingsIn(database, collection).findOne({ _id: collection })
  if (raw === null) return null
  return { partitionKeyPath: raw.partitionKeyPath, defaultTtl: raw.expiry ? raw.defaultTtl : undefined }
}

/** Stores what is new, and gives what then is stored: a partition key path stays as it was. */
export async function storeSettings(database: Db, definition: CollectionDefinition): Promise<Target> {
  const { name, partitionKeyPath, defaultTtl } = definition
  const settings = settingsIn(database, name)
  const update = {
    $set: { expiry: defaultTtl !== undefined, defaultTtl: defaultTtl ?? null },
    $setOnInsert: { partitionKeyPath },
  }
  try {
    await settings.updateOne({ _id: name }, update, { upsert: true })
  } catch (error) {
    if (!isDuplicateKey(error)) throw error
    await settings.updateOne({ _id: name }, update) // somebody else's upsert was first
  }
  const stored = (await readSettings(database, name)) ?? { partitionKeyPath, defaultTtl }
  return {
    collection: name,
    settings: stored,
    partitionKeyPath: parsePartitionKeyPath(stored.partitionKeyPath, 'partitionKeyPath'),
  }
}

export async function removeSettings(database: Db, collection: string): Promise<void> {
  await settingsIn(database, collection).deleteOne({ _id: collection })
}
