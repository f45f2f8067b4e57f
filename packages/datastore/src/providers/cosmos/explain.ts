import { isSamePath, type FieldPath } from '../../document/path.ts'
import type { DriverQuery, Scope, Target } from '../../driver.ts'
import type { FilterLeaf, FilterNode } from '../../filter/tree.ts'
import type { Explanation } from '../../types.ts'
import { sortsNatively, type Container } from './container.ts'
import { compositeKeys } from './query.ts'
import { indexLabel } from '../../query/index-label.ts'

/** How a query is run. Every field is indexed, whether an index was declared or not. */
export function explainQuery(target: Target, query: DriverQuery, container: Container | undefined): Explanation {
  const { filter, sort } = query
  const composite = compositeKeys(sort)
  const sorted = composite.length > 0 && sortsNatively(container, composite) ? composite : sort.slice(0, 1)
  const paths = Object.fromEntries(sorted.map(({ path, direction }) => [path.join('.'), direction]))
  const index = seekPath(filter)?.join('.') ?? (sorted.length > 0 ? indexLabel({ paths }) : undefined)
  return {
    scan: !isEverything(filter) && seekPath(filter) === undefined,
    crossPartition: isCrossPartition(target, query),
    ...(index !== undefined && { index }),
  }
}

/** Whether every document of every partition is read for a query: no index picks any, and no limit ends it. */
export function readsEverything(target: Target, query: Scope & { readonly limit?: number | undefined }): boolean {
  const { filter, limit } = query
  if (!isCrossPartition(target, query) || seekPath(filter) !== undefined) return false
  return !isEverything(filter) || limit === undefined
}

function isEverything(filter: FilterNode): boolean {
  return filter.kind === 'and' && filter.nodes.length === 0
}

function isCrossPartition({ partitionKeyPath }: Target, { filter, partitionKey }: Scope): boolean {
  return partitionKey === undefined && !isWithinOne(filter, partitionKeyPath)
}

/** Whether all that matches has one partition key: a range or a choice of them is of several partitions. */
function isWithinOne(node: FilterNode, partitionKeyPath: FieldPath): boolean {
  if (node.kind === 'and') return node.nodes.some((child) => isWithinOne(child, partitionKeyPath))
  return node.kind === 'equals' && isSeek(node) && isSamePath(node.path, partitionKeyPath)
}

/** A field by whose index the engine picks what matches: it has to be looked for in every branch. */
function seekPath(node: FilterNode): FieldPath | undefined {
  if (node.kind === 'and') return node.nodes.map(seekPath).find((path) => path !== undefined)
  if (node.kind === 'or') {
    const paths = node.nodes.map(seekPath)
    return paths.every((path) => path !== undefined) ? paths[0] : undefined
  }
  return isSeek(node) ? node.path : undefined
}

/** Equal values, ranges and prefixes are looked up; whatever else is tested on each document, or on each value. */
function isSeek(leaf: FilterLeaf): boolean {
  if (leaf.negated) return false
  if (leaf.kind === 'equals') return !leaf.ignoreCase && leaf.value !== null
  if (leaf.kind === 'affix') return leaf.end === 'start' && !leaf.ignoreCase
  return leaf.kind === 'in' || leaf.kind === 'compare'
}
