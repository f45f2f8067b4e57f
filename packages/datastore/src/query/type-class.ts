import { isSamePath, type FieldPath } from '../document/path.ts'
import { allOf, anyOf, nothing } from '../filter/combine.ts'
import { everything, type FilterLeaf, type FilterNode } from '../filter/tree.ts'
import type { SortKey, SortValue } from '../driver.ts'
import { rankOf } from './order.ts'

/**
 * A kind of value, by its place in the pinned order: null and missing, false, true, numbers, strings, everything else.
 * Within numbers and strings there is an order; the values of another class are equal to each other.
 */
export type TypeClass = 0 | 1 | 2 | 3 | 4 | 5

/** In the pinned order. */
export const typeClasses: readonly TypeClass[] = [0, 1, 2, 3, 4, 5]

/** Whether values of this class can differ. */
export function isOrdered(typeClass: TypeClass): boolean {
  return typeClass === 3 || typeClass === 4
}

/** The documents whose value at a path is of this class. */
export function filterOfClass(path: FieldPath, typeClass: TypeClass): FilterNode {
  const type = (name: 'null' | 'number' | 'string' | 'array' | 'object'): FilterLeaf => ({
    kind: 'type',
    path,
    negated: false,
    type: name,
  })
  switch (typeClass) {
    case 0:
      return type('null')
    case 1:
    case 2:
      return equals(path, typeClass === 2)
    case 3:
      return type('number')
    case 4:
      return type('string')
    case 5:
      return anyOf(type('array'), type('object'))
  }
}

/** The classes that the value at a path can have in a document that matches; those that the filter leaves open. */
export function classesLeftBy(filter: FilterNode, path: FieldPath): readonly TypeClass[] {
  if (filter.kind === 'or') return typeClasses
  if (filter.kind === 'and') {
    const parts = filter.nodes.map((node) => classesLeftBy(node, path))
    return typeClasses.filter((typeClass) => parts.every((part) => part.includes(typeClass)))
  }
  const allowed = !filter.negated && isSamePath(filter.path, path) ? classesOf(filter) : undefined
  return allowed === undefined ? typeClasses : typeClasses.filter((typeClass) => allowed.includes(typeClass))
}

/** The documents whose value, known to be of this class, comes after another value in the order of a key, and those where it is equal. */
export function compareToValue(
  { path, direction }: SortKey,
  typeClass: TypeClass,
  value: SortValue,
): { readonly after: FilterNode; readonly equal: FilterNode } {
  const other = classOfValue(value)
  if (typeClass !== other) {
    return { after: (typeClass - other) * direction > 0 ? everything : nothing, equal: nothing }
  }
  if (typeof value !== 'number' && typeof value !== 'string') return { after: nothing, equal: everything }
  const operator = direction === 1 ? '$gt' : '$lt'
  return { after: { kind: 'compare', path, negated: false, operator, value }, equal: equals(path, value) }
}

/** The filter for both: after this value, or equal to it and `then`. */
export function afterOrEqual({ after, equal }: ReturnType<typeof compareToValue>, then: FilterNode): FilterNode {
  return anyOf(after, allOf(equal, then))
}

function classOfValue(value: SortValue): TypeClass {
  return (typeof value === 'object' && value !== null ? 5 : rankOf(value)) as TypeClass
}

function classesOf(leaf: FilterLeaf): readonly TypeClass[] | undefined {
  switch (leaf.kind) {
    case 'equals':
      return [classOfValue(leaf.value)]
    case 'in':
      return leaf.values.map(classOfValue)
    case 'compare':
      return [classOfValue(leaf.value)]
    case 'affix':
      return [4]
    case 'contains':
      return typeof leaf.value === 'string' ? [4, 5] : [5]
    case 'type':
      return leaf.type === 'boolean'
        ? [1, 2]
        : [{ null: 0, number: 3, string: 4, array: 5, object: 5 }[leaf.type] as TypeClass]
    case 'size':
    case 'element':
      return [5]
    case 'exists':
      return undefined
  }
}

function equals(path: FieldPath, value: string | number | boolean): FilterLeaf {
  return { kind: 'equals', path, negated: false, value, ignoreCase: false }
}
