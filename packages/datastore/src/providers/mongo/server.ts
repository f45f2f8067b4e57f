import type { Db, MongoClient } from 'mongodb'
import { CloudError, isCloudError, missingDependency, safeCause } from '@bytelyst/core'
import type { DatastoreCapabilities } from '../../types/capabilities.ts'
import { mongoCapabilities } from './capabilities.ts'
import { classifyMongo, codeOf, commandNotFound } from './classify.ts'
import { closeClient } from './close-client.ts'
import type { FieldNames } from './filter.ts'
import type { IdFormat } from './layout.ts'
import { valuesReadAs } from './others.ts'
import { peer } from './peer.ts'

/** A server that has answered, and what it can do. */
export interface MongoServer {
  readonly client: MongoClient
  readonly database: Db
  /** Whether the client was made here, and is to be closed here. */
  readonly isOurs: boolean
  readonly idFormat: IdFormat
  readonly readAs: FieldNames['readAs']
  readonly capabilities: DatastoreCapabilities
  /** A replica set, or shards of them: there are transactions, and the SDK sends a lost write once more. */
  readonly isReplicated: boolean
}

/** How a server is reached. */
export interface ServerSettings {
  readonly uri: string | undefined
  readonly client: MongoClient | undefined
  readonly database: string | undefined
  readonly idFormat: IdFormat
}

/** What the SDK must do with values, whatever an injected client or the URI says. A database hands them on but for one. */
export const valueOptions = {
  ignoreUndefined: false, // a condition on undefined would match everything
  serializeFunctions: false,
  promoteValues: true,
  promoteLongs: true,
  promoteBuffers: false,
  useBigInt64: false,
  bsonRegExp: false,
  raw: false,
  // The SDK's own is an object, which has a `constructor`: the elements of an array in a field of that name came back as bytes.
  fieldsAsRaw: Object.create(null) as Record<string, never>,
  readPreference: 'primary',
} as const

/**
 * Connects, and asks the server what it is.
 *
 * @throws CloudError `missing_dependency`, `misconfigured`, `unavailable`, `unauthenticated`; else what the SDK throws
 */
export async function openServer(settings: ServerSettings): Promise<MongoServer> {
  const sdk = await loadSdk()
  const { client = await makeClient(sdk, settings.uri ?? ''), idFormat } = settings
  const isOurs = settings.client === undefined
  try {
    const database = client.db(settings.database, valueOptions)
    if (database.writeConcern?.w === 0) {
      const message = 'MONGO_URI: w=0 is writing without an answer, of which nothing can be promised'
      throw new CloudError({ code: 'misconfigured', message })
    }
    const { setName, msg } = await greet(client)
    const isReplicated = typeof setName === 'string' || msg === 'isdbgrid'
    const changes = !isReplicated ? 'none' : idFormat === 'plain' ? 'puts' : 'all'
    return {
      client,
      database,
      isOurs,
      idFormat,
      readAs: (value) => valuesReadAs(value, (hex) => new sdk.ObjectId(hex)),
      capabilities: { ...mongoCapabilities, transactions: isReplicated, changes },
      isReplicated,
    }
  } catch (error) {
    if (isOurs) await closeClient(client)
    throw explained(error)
  }
}

/** There is no driver yet that could be asked what an error means. */
function explained(error: unknown): unknown {
  const meaning = classifyMongo(error, false)
  if (isCloudError(error) || meaning === undefined) return error
  const { message = 'MONGO_URI: the server refuses to be used', ...facts } = meaning
  return new CloudError({ ...facts, message, cause: safeCause(error) })
}

async function loadSdk(): Promise<typeof import('mongodb')> {
  let sdk: typeof import('mongodb')
  try {
    sdk = await import('mongodb')
  } catch (cause) {
    throw missingDependency('datastore', 'mongo', peer, cause)
  }
  // Databases lost this method in version 6.
  const isOld = typeof sdk.MongoClient !== 'function' || 'addUser' in sdk.Db.prototype
  if (!isOld) return sdk
  const message = `the mongo provider needs the package "mongodb" (${peer.range}), and another version is installed. Install it: npm install mongodb@7`
  throw new CloudError({ code: 'missing_dependency', message })
}

async function makeClient({ MongoClient }: typeof import('mongodb'), uri: string): Promise<MongoClient> {
  try {
    return new MongoClient(uri)
  } catch {
    // What the SDK says of an address may repeat it.
    const message =
      'MONGO_URI: the SDK refuses this address; expected mongodb://host/database or mongodb+srv://host/database'
    throw new CloudError({ code: 'misconfigured', message })
  }
}

/** Servers older than the command have it under another name. */
async function greet(client: MongoClient): Promise<{ readonly setName?: unknown; readonly msg?: unknown }> {
  const admin = client.db('admin', valueOptions)
  try {
    return await admin.command({ hello: 1 })
  } catch (error) {
    if (codeOf(error) !== commandNotFound) throw error
    return admin.command({ isMaster: 1 })
  }
}
