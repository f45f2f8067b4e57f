import { everything, type FilterNode } from './tree.ts'

/** The filter that matches nothing. */
export const nothing: FilterNode = { kind: 'or', nodes: [] }

/** Everything that matches all of these: what says nothing is left out, and one that never holds is the whole. */
export function allOf(...nodes: readonly FilterNode[]): FilterNode {
  const parts = nodes.flatMap((node) => (node.kind === 'and' ? node.nodes : [node]))
  if (parts.some(isNothing)) return nothing
  return parts.length === 1 ? (parts[0] as FilterNode) : { kind: 'and', nodes: parts }
}

/** Everything that matches one of these, simplified likewise. */
export function anyOf(...nodes: readonly FilterNode[]): FilterNode {
  const parts = nodes.flatMap((node) => (node.kind === 'or' ? node.nodes : [node]))
  if (parts.some(isEverything)) return everything
  return parts.length === 1 ? (parts[0] as FilterNode) : { kind: 'or', nodes: parts }
}

export function isNothing(node: FilterNode): boolean {
  return node.kind === 'or' && node.nodes.length === 0
}

function isEverything(node: FilterNode): boolean {
  return node.kind === 'and' && node.nodes.length === 0
}
