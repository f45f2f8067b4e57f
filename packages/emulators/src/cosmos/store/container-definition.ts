import type { Json, JsonObject } from '../json.ts'
import { ServiceError } from '../service-error.ts'
import type { IndexingFacts } from '../sql/index.ts'
import { field, splitPath, type PartitionKeyDefinition } from './partition-key.ts'
import { requireId } from './resource-name.ts'
import type { UniqueKey } from './unique-key.ts'

/** What of a container is its creator's: the settings with their defaults filled in. */
export interface ContainerDefinition {
  readonly id: string
  readonly partitionKey: PartitionKeyDefinition
  /** Seconds; -1: those without a `ttl` of their own stay; undefined: no document expires. */
  readonly defaultTtl: number | undefined
  readonly uniqueKeys: readonly UniqueKey[]
  readonly indexing: IndexingFacts
  /** All of it as it is answered, without the system properties. */
  readonly resource: JsonObject
}

const defaultIndexingPolicy: JsonObject = {
  indexingMode: 'consistent',
  automatic: true,
  includedPaths: [{ path: '/*' }],
  excludedPaths: [{ path: '/"_etag"/?' }],
}
const defaultConflictResolution: JsonObject = {
  mode: 'LastWriterWins',
  conflictResolutionPath: '/_ts',
  conflictResolutionProcedure: '',
}
const systemProperties = ['_rid', '_self', '_etag', '_ts', '_docs', '_sprocs', '_triggers', '_udfs', '_conflicts']
const mostHierarchicalPaths = 3
const mostSeconds = 2_147_483_647

/**
 * Reads what a container is created or replaced with.
 *
 * @throws ServiceError 400
 */
export function parseContainerDefinition(body: JsonObject): ContainerDefinition {
  const id = requireId(body['id'])
  const partitionKey = parsePartitionKeyDefinition(body['partitionKey'])
  const defaultTtl = parseDefaultTtl(body['defaultTtl'])
  const uniqueKeys = parseUniqueKeys(field(body['uniqueKeyPolicy'], 'uniqueKeys'))
  const indexingPolicy = objectOr(body['indexingPolicy'], {})
  const given = Object.entries(body).filter(([name]) => !systemProperties.includes(name))
  return {
    id,
    partitionKey,
    defaultTtl,
    uniqueKeys,
    indexing: { compositeIndexes: parseCompositeIndexes(indexingPolicy['compositeIndexes']) },
    resource: {
      ...Object.fromEntries(given),
      indexingPolicy: { ...defaultIndexingPolicy, ...indexingPolicy },
      partitionKey: { ...partitionKey },
      conflictResolutionPolicy: objectOr(body['conflictResolutionPolicy'], defaultConflictResolution),
      geospatialConfig: objectOr(body['geospatialConfig'], { type: 'Geography' }),
    },
  }
}

function parsePartitionKeyDefinition(value: Json | undefined): PartitionKeyDefinition {
  const given = field(value, 'paths')
  const paths = Array.isArray(given) ? (given as readonly Json[]) : []
  const kind = field(value, 'kind') ?? 'Hash'
  const version = field(value, 'version') ?? (kind === 'MultiHash' ? 2 : 1)
  const most = kind === 'MultiHash' ? mostHierarchicalPaths : 1
  const areNames = paths.every((path) => typeof path === 'string' && isPath(path))
  const isRight = areNames && paths.length > 0 && paths.length <= most && new Set(paths).size === paths.length
  if (!isRight || (kind !== 'Hash' && kind !== 'MultiHash')) {
    throw new ServiceError(
      400,
      'The partition key definition is invalid: it has one path, or up to three if its kind is MultiHash.',
    )
  }
  if ((version !== 1 && version !== 2) || (kind === 'MultiHash' && version !== 2)) {
    throw new ServiceError(400, 'The version of the partition key definition is 1 or 2, and 2 for the kind MultiHash.')
  }
  return { paths: paths as readonly string[], kind, version }
}

function isPath(path: string): boolean {
  return path.startsWith('/') && splitPath(path).length > 0 && !path.includes('*') && !path.includes('[')
}

function parseDefaultTtl(value: Json | undefined): number | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'number' && isTtl(value)) return value
  throw new ServiceError(400, `The default time to live is -1 or a whole number of seconds from 1 to ${mostSeconds}.`)
}

/** Whether a number of seconds can be a time to live. */
export function isTtl(seconds: number): boolean {
  return Number.isInteger(seconds) && (seconds === -1 || (seconds > 0 && seconds <= mostSeconds))
}

function parseUniqueKeys(value: Json | undefined): readonly UniqueKey[] {
  if (value === undefined || value === null) return []
  const keys = Array.isArray(value) ? (value as readonly Json[]) : [null]
  return keys.map((key) => {
    const paths = field(key, 'paths')
    const names = (Array.isArray(paths) ? (paths as readonly Json[]) : []).filter((path) => typeof path === 'string')
    if (!Array.isArray(paths) || paths.length === 0 || names.length < paths.length || !names.every(isPath)) {
      throw new ServiceError(400, 'The unique key policy is invalid: each key has an array of paths.')
    }
    return { paths: names }
  })
}

function parseCompositeIndexes(value: Json | undefined): IndexingFacts['compositeIndexes'] {
  if (value === undefined || value === null) return []
  const indexes = Array.isArray(value) ? (value as readonly Json[]) : [null]
  return indexes.map((index) => {
    if (!Array.isArray(index) || index.length < 2) {
      throw new ServiceError(400, 'A composite index has two paths or more.')
    }
    return (index as readonly Json[]).map((entry) => {
      const path = field(entry, 'path')
      const order = field(entry, 'order') ?? 'ascending'
      if (typeof path !== 'string' || !isPath(path) || (order !== 'ascending' && order !== 'descending')) {
        throw new ServiceError(400, 'Each part of a composite index has a path, and an order: ascending or descending.')
      }
      return { path, order } as const
    })
  })
}

function objectOr(value: Json | undefined, otherwise: JsonObject): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : otherwise
}
