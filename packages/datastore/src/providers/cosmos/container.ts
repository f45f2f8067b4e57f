/** @ts-ignore: a project without the SDK does not use this provider */
import type { ContainerDefinition, IndexingPolicy } from '@azure/cosmos'
import { CloudError } from '@bytelyst/core'
import type { FieldPath } from '../../document/path.ts'
import type { CollectionDefinition, CollectionSettings, SortKey } from '../../driver.ts'
import type { Index } from '../../types.ts'

/** What is known of a container: as the engine describes it. */
export type Container = ContainerDefinition

/**
 * The settings that a container holds itself, whoever made it.
 *
 * @throws CloudError `misconfigured` for a hierarchical partition key
 */
export function settingsOf({ id, partitionKey, defaultTtl }: Container): CollectionSettings {
  const paths = partitionKey?.paths ?? []
  if (paths.length > 1) {
    throw new CloudError({
      code: 'misconfigured',
      message: `the container "${id}" has the hierarchical partition key ${paths.join(', ')}; only one path is supported`,
    })
  }
  return {
    partitionKeyPath: (paths[0] ?? '/_partitionKey').replaceAll('"', ''),
    // The engine has -1 for: on, without a default.
    defaultTtl: defaultTtl === undefined || defaultTtl === null ? undefined : defaultTtl === -1 ? null : defaultTtl,
  }
}

/** The container to create for a collection. Keys are hashed by all of their bytes, which version 1 does not. */
export function containerFor(definition: CollectionDefinition): Container {
  const { name, partitionKeyPath } = definition
  // The version is a constant of the SDK's, which is not loaded for it.
  const partitionKey = { paths: [partitionKeyPath], version: 2 as never }
  return withDefinition({ id: name, partitionKey }, definition)
}

/** The container as the collection's definition wants it; its partition key and what it has besides stay. */
export function withDefinition(container: Container, { defaultTtl, indexes }: CollectionDefinition): Container {
  const { defaultTtl: before, ...rest } = container
  void before
  const policy = withIndexes(container.indexingPolicy ?? {}, indexes)
  return {
    ...rest,
    ...(defaultTtl !== undefined && { defaultTtl: defaultTtl ?? -1 }),
    ...(policy !== undefined && { indexingPolicy: policy }),
  }
}

/** Whether two definitions of one container say the same. */
export function isSameContainer(one: Container, other: Container): boolean {
  const text = ({ defaultTtl, indexingPolicy }: Container): string =>
    JSON.stringify([defaultTtl, indexingPolicy?.compositeIndexes, indexingPolicy?.includedPaths])
  return text(one) === text(other)
}

/** Whether the engine can sort by all of these keys at once, which takes a composite index of them. */
export function sortsNatively(container: Container | undefined, keys: readonly SortKey[]): boolean {
  if (keys.length < 2) return true
  const wanted = keys.map(({ path, direction }) => compositePath(path, direction))
  return (container?.indexingPolicy?.compositeIndexes ?? []).some((index) => isServedBy(index, wanted))
}

type CompositePath = NonNullable<IndexingPolicy['compositeIndexes']>[number][number]

/** An index serves its own order and the exact reverse. */
function isServedBy(index: readonly CompositePath[], wanted: readonly CompositePath[]): boolean {
  if (index.length !== wanted.length) return false
  const isSamePath = wanted.every(({ path }, i) => path === index[i]?.path)
  const same = wanted.filter(({ order }, i) => order === (index[i]?.order ?? 'ascending')).length
  return isSamePath && (same === wanted.length || same === 0)
}

/** The policy with these indexes; undefined when it has them. Every path that is not excluded has a range index. */
function withIndexes(policy: IndexingPolicy, indexes: readonly Index[]): IndexingPolicy | undefined {
  const composites = [...(policy.compositeIndexes ?? [])]
  const included = [...(policy.includedPaths ?? [{ path: '/*' }])]
  let changed = false
  for (const { paths } of indexes) {
    const wanted = Object.entries(paths).map(([path, direction]) => compositePath(path.split('.'), direction))
    const [first] = wanted
    if (wanted.length === 1 && first !== undefined) {
      const path = `${first.path}/?`
      if (included.some((known) => known.path === '/*' || known.path === path)) continue
      included.push({ path })
    } else {
      if (composites.some((index) => isServedBy(index, wanted))) continue
      composites.push(wanted)
    }
    changed = true
  }
  if (!changed) return undefined
  return {
    ...policy,
    compositeIndexes: composites,
    includedPaths: included,
    excludedPaths: policy.excludedPaths ?? [{ path: '/"_etag"/?' }],
  }
}

function compositePath(path: FieldPath, direction: 1 | -1): CompositePath {
  return { path: `/${path.map(quoted).join('/')}`, order: direction === 1 ? 'ascending' : 'descending' }
}

/** A name in a path of the engine: quoted unless it is a plain word. */
function quoted(segment: string): string {
  return /^\w+$/.test(segment) ? segment : `"${segment}"`
}
