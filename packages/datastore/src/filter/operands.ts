import { isStorableNumber, isStorableString } from '../document/copy.ts'
import { invalid } from '../document/invalid.ts'
import type { Scalar } from '../types/document.ts'
import { everything, type FilterNode } from './tree.ts'

/** How large a filter may be. */
export interface FilterLimits {
  readonly maxFilterLeaves: number
  readonly maxInValues: number
}

/** What the parser of one filter hands down. */
export interface ParseContext {
  readonly limits: FilterLimits
  /** Inside a negation: every leaf comes out as its complement, and `and` and `or` change places. */
  readonly negated: boolean
  readonly depth: number
  /** Inside `$elemMatch`, where there is no second one. */
  readonly inElement: boolean
  /** Parses a filter within the filter. */
  readonly parseFilter: (filter: unknown, where: string, context: ParseContext) => FilterNode
}

/** A group with negation applied, and groups of one and of the same kind dissolved. */
export function group(kind: 'and' | 'or', nodes: readonly FilterNode[], negated: boolean): FilterNode {
  const actual = negated ? (kind === 'and' ? 'or' : 'and') : kind
  const flat = nodes.flatMap((node) => (node.kind === actual ? node.nodes : [node]))
  const [only] = flat
  if (flat.length === 1 && only !== undefined) return only
  return flat.length === 0 && actual === 'and' ? everything : { kind: actual, nodes: flat }
}

/** A scalar operand; a `Date` is its ISO text. */
export function parseScalar(value: unknown, where: string): Scalar {
  if (value === null || typeof value === 'boolean') return value
  if (typeof value === 'string' && isStorableString(value)) return value
  if (typeof value === 'number' && isStorableNumber(value)) return value === 0 ? 0 : value
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString()
  if (typeof value === 'string') throw invalid(where, 'a string without NUL and lone surrogates')
  throw invalid(where, 'a string, a number of magnitude 1e-130 to 2^53-1 or 0, a boolean, null or a Date', value)
}
