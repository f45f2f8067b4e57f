import type { FieldPath } from '../../document/path.ts'
import type { FilterLeaf, FilterNode } from '../../filter/tree.ts'

/** The rank that every match of the filter has at a path, where it is that of the numbers or of the strings. */
export function rankPinnedBy(filter: FilterNode, path: FieldPath): 3 | 4 | undefined {
  if (filter.kind === 'or') return undefined
  if (filter.kind === 'and') {
    for (const node of filter.nodes) {
      const rank = rankPinnedBy(node, path)
      if (rank !== undefined) return rank
    }
    return undefined
  }
  const samePath = filter.path.length === path.length && filter.path.every((segment, i) => segment === path[i])
  return samePath && !filter.negated ? rankOfMatches(filter) : undefined
}

function rankOfMatches(leaf: FilterLeaf): 3 | 4 | undefined {
  if (leaf.kind === 'affix') return 4
  if (leaf.kind !== 'equals' && leaf.kind !== 'compare') return undefined
  if (typeof leaf.value === 'number') return 3
  return typeof leaf.value === 'string' ? 4 : undefined
}
