import type { FieldPath } from '../document/path.ts'
import type { Scalar } from '../types/document.ts'
import type { FieldType } from '../types/filter.ts'

/**
 * A parsed filter, in negation normal form: `and` and `or` over leaves, and only leaves are negated. Two-valued: a
 * negated leaf is the exact complement. An empty `and` matches everything, an empty `or` nothing.
 */
export type FilterNode = FilterGroup | FilterLeaf

/** Conditions that must all hold, or of which one must. */
export type FilterGroup = Group<'and'> | Group<'or'>

interface Group<Kind> {
  readonly kind: Kind
  readonly nodes: readonly FilterNode[]
}

/** One statement about the value at a path. Paths walk objects only; in a leaf about array elements they may be empty. */
export type FilterLeaf =
  | EqualsLeaf
  | InLeaf
  | CompareLeaf
  | ExistsLeaf
  | AffixLeaf
  | ContainsLeaf
  | TypeLeaf
  | SizeLeaf
  | ElementLeaf

interface Leaf {
  readonly path: FieldPath
  readonly negated: boolean
}

/** Equal scalars; null equals missing. An array or an object equals nothing. */
export interface EqualsLeaf extends Leaf {
  readonly kind: 'equals'
  readonly value: Scalar
  /** With a string value: letters that map one to one between cases are the same. */
  readonly ignoreCase: boolean
}

/** Equal to one of these; none of them twice. */
export interface InLeaf extends Leaf {
  readonly kind: 'in'
  readonly values: readonly Scalar[]
}

/** Numbers with a number, strings with a string in code-point order; other types never. */
export interface CompareLeaf extends Leaf {
  readonly kind: 'compare'
  readonly operator: CompareOperator
  readonly value: number | string
}
/** The operators of {@link CompareLeaf}. */
export type CompareOperator = '$gt' | '$gte' | '$lt' | '$lte'

/** Present, null included. */
export interface ExistsLeaf extends Leaf {
  readonly kind: 'exists'
}

/** A string that starts or ends with this one, which is not empty. */
export interface AffixLeaf extends Leaf {
  readonly kind: 'affix'
  readonly end: 'start' | 'end'
  readonly value: string
  readonly ignoreCase: boolean
}

/**
 * A string that holds this one, or an array that has it as an element. `ignoreCase` concerns strings only.
 * With an empty path, about an array's element: strings only.
 */
export interface ContainsLeaf extends Leaf {
  readonly kind: 'contains'
  readonly value: string | number | boolean
  readonly ignoreCase: boolean
}

/** A value of this type; `null` is missing too. */
export interface TypeLeaf extends Leaf {
  readonly kind: 'type'
  readonly type: FieldType
}

/** An array of this length. */
export interface SizeLeaf extends Leaf {
  readonly kind: 'size'
  readonly size: number
}

/** An array with an element that satisfies `where`. */
export interface ElementLeaf extends Leaf {
  readonly kind: 'element'
  /** `scalar`: the leaves of `where` have the empty path, the element itself. `object`: only object elements are seen. */
  readonly of: 'scalar' | 'object'
  readonly where: FilterNode
}

/** The filter that matches everything. */
export const everything: FilterNode = { kind: 'and', nodes: [] }

/** All leaves of a tree, those about array elements included. */
export function* leavesOf(node: FilterNode): Generator<FilterLeaf> {
  if (node.kind === 'and' || node.kind === 'or') {
    for (const child of node.nodes) yield* leavesOf(child)
    return
  }
  yield node
  if (node.kind === 'element') yield* leavesOf(node.where)
}
