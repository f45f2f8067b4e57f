import type { JsonObject } from './json.ts'
import { perform } from './operations/document-operations.ts'
import type { Account } from './store/account.ts'
import { extractPartitionKey } from './store/partition-key.ts'

/** A container with what is in it. */
export interface SeededContainer {
  /** A path like `/tenant`, or several for a hierarchical key. */
  readonly partitionKey: string | readonly string[]
  /** Seconds; -1: those with a `ttl` of their own expire. */
  readonly defaultTtl?: number
  readonly indexingPolicy?: object
  readonly uniqueKeyPolicy?: object
  readonly documents?: readonly object[]
}

/** Containers by their ids, by the ids of their databases. */
export type Seed = Readonly<Record<string, Readonly<Record<string, SeededContainer>>>>

/**
 * Makes the databases and containers that are not there, and writes the documents over those that are.
 *
 * @throws ServiceError for what the service would refuse
 */
export function seedAccount(account: Account, seed: Seed): void {
  for (const [database, containers] of Object.entries(seed)) {
    if (!account.databases.has(database)) account.createDatabase({ id: database }, undefined)
    for (const [id, seeded] of Object.entries(containers)) {
      if (!account.database(database).containers.has(id)) {
        account.createContainer(database, definitionOf(id, seeded), undefined)
      }
      fill(account, database, id, seeded.documents ?? [])
    }
  }
}

function definitionOf(id: string, { partitionKey, ...rest }: SeededContainer): JsonObject {
  const settings = { ...rest, documents: undefined }
  const paths = typeof partitionKey === 'string' ? [partitionKey] : partitionKey
  const kind = paths.length > 1 ? 'MultiHash' : 'Hash'
  return asJson({ id, partitionKey: { paths, kind, version: 2 }, ...settings })
}

function fill(account: Account, database: string, id: string, documents: readonly object[]): void {
  const container = account.container(database, id)
  account.write(database, container, () => {
    for (const document of documents) {
      const body = asJson(document)
      const key = extractPartitionKey(body, container.definition.partitionKey)
      perform(container, { kind: 'Upsert', key, id: undefined, body, ifMatch: undefined, ifNoneMatch: undefined })
    }
  })
}

/** What JSON makes of it, as the SDK would send it. */
function asJson(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject
}
