import { CloudError } from '@bytelyst/core'
import { isIdPath } from './document/path.ts'
import type { SortKey } from './driver.ts'
import { leavesOf, type FilterNode } from './filter/tree.ts'
import type { DatastoreCapabilities } from './types/capabilities.ts'

/** The error for what this provider cannot do; nothing has been read or written. */
export function unsupported(what: string): CloudError {
  return new CloudError({ code: 'unsupported', message: `${what}: this provider cannot do it` })
}

/** @throws CloudError `unsupported` for an operator that this provider cannot honour */
export function checkFilterSupport(filter: FilterNode, capabilities: DatastoreCapabilities): void {
  for (const leaf of leavesOf(filter)) {
    if ('ignoreCase' in leaf && leaf.ignoreCase && capabilities.caseInsensitive === false) throw unsupported('$ci')
    if (leaf.kind === 'affix' && leaf.end === 'end' && !capabilities.endsWith) throw unsupported('$endsWith')
    if (leaf.kind !== 'element' || capabilities.elemMatch === 'full') continue
    const loneEquality = leaf.where.kind === 'equals' && leaf.of === 'scalar' && !leaf.where.negated
    if (capabilities.elemMatch === 'none' || !loneEquality) throw unsupported('$elemMatch')
  }
}

/** @throws CloudError `unsupported` for an order that this provider cannot give */
export function checkSortSupport(
  sort: readonly SortKey[],
  partitionKey: string | undefined,
  capabilities: DatastoreCapabilities,
): void {
  if (capabilities.sort || sort.length === 0) return
  const byIdAlone = sort.length === 1 && sort[0] !== undefined && isIdPath(sort[0].path)
  if (!byIdAlone) throw unsupported('sort by anything but id')
  if (partitionKey === undefined) throw unsupported('sort across partitions')
}
