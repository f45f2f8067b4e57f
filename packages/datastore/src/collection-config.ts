import { CloudError } from '@bytelyst/core'
import { parsePartitionKeyPath } from './document/identity.ts'
import { invalid } from './document/invalid.ts'
import { parsePath } from './document/path.ts'
import type { CollectionDefinition } from './driver.ts'
import { isPlainObject } from './document/plain-object.ts'
import { parseSort } from './query/sort.ts'
import type { CollectionConfig, Index } from './types.ts'
import type { DatastoreCapabilities } from './types/capabilities.ts'

const collectionName = /^[A-Za-z0-9_-]{1,63}$/
const longestTtl = 2 ** 31 - 1
const knownFields = new Set(['partitionKeyPath', 'defaultTtl', 'indexes', 'schema'])
const knownIndexFields = new Set(['paths', 'unique', 'type'])
const indexTypes: ReadonlySet<unknown> = new Set([undefined, 'string', 'number', 'boolean'])

/** @throws CloudError `invalid_argument` for what is no collection name in every engine */
export function checkCollectionName(name: unknown): string {
  if (typeof name !== 'string' || !collectionName.test(name)) {
    throw invalid('collection name', '1 to 63 letters, digits, "_" and "-"')
  }
  return name
}

/** @throws CloudError `invalid_argument` for what is no time to live */
export function checkTtl(ttl: unknown, where: string): number | null {
  if (ttl === null) return null
  if (!Number.isSafeInteger(ttl) || (ttl as number) < 1 || (ttl as number) > longestTtl) {
    throw invalid(where, 'whole seconds of at least 1, or null for never')
  }
  return ttl as number
}

/**
 * A collection's configuration, checked, as a driver takes it.
 *
 * @throws CloudError `invalid_argument`; `unsupported` for a unique index where there are none
 */
export function defineCollection(
  name: string,
  config: CollectionConfig,
  capabilities: DatastoreCapabilities,
): CollectionDefinition {
  checkCollectionName(name)
  if (!isPlainObject(config)) throw invalid(name, 'a collection configuration', config)
  for (const field of Object.keys(config)) {
    if (!knownFields.has(field)) throw invalid(`${name}.${field}`, `one of ${[...knownFields].join(', ')}`)
  }
  parsePartitionKeyPath(config.partitionKeyPath, `${name}.partitionKeyPath`)
  const { schema } = config
  if (schema !== undefined && typeof schema?.['~standard']?.validate !== 'function') {
    throw invalid(`${name}.schema`, 'a Standard Schema (zod, valibot, arktype ...)')
  }
  const indexes: unknown = config.indexes ?? []
  if (!Array.isArray(indexes)) throw invalid(`${name}.indexes`, 'a list of indexes', indexes)
  return {
    name,
    partitionKeyPath: config.partitionKeyPath,
    defaultTtl: config.defaultTtl === undefined ? undefined : checkTtl(config.defaultTtl, `${name}.defaultTtl`),
    indexes: indexes.map((index: unknown, i) => checkIndex(index, `${name}.indexes[${i}]`, capabilities)),
  }
}

function checkIndex(index: unknown, where: string, capabilities: DatastoreCapabilities): Index {
  if (!isPlainObject(index)) throw invalid(where, 'an index', index)
  for (const field of Object.keys(index)) {
    if (!knownIndexFields.has(field)) throw invalid(`${where}.${field}`, `one of ${[...knownIndexFields].join(', ')}`)
  }
  const { paths, unique, type } = index
  if (!isPlainObject(paths) || parseSort(paths).length === 0) throw invalid(`${where}.paths`, '1 to 3 paths', paths)
  for (const path of Object.keys(paths)) parsePath(path, `${where}.paths.${path}`)
  if (unique !== undefined && typeof unique !== 'boolean') throw invalid(`${where}.unique`, 'true or false', unique)
  if (!indexTypes.has(type)) throw invalid(`${where}.type`, 'string, number or boolean')
  if (unique === true && !capabilities.uniqueIndexes) {
    throw new CloudError({ code: 'unsupported', message: `${where}: this provider has no unique indexes` })
  }
  return index as unknown as Index
}
