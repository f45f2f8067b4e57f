import { comparisonSigns } from '../../filter/comparison-signs.ts'
import type { FieldPath } from '../../document/path.ts'
import type { FilterLeaf, FilterNode, TypeLeaf } from '../../filter/tree.ts'
import type { Scalar } from '../../types/document.ts'
import { and, never, not, or, test, type Aliases, type Condition } from './expression.ts'
import { attribute } from './item.ts'

const typeNames: Readonly<Record<Exclude<TypeLeaf['type'], 'null'>, string>> = {
  string: 'S',
  number: 'N',
  boolean: 'BOOL',
  array: 'L',
  object: 'M',
}

/**
 * A filter in DynamoDB's language. There a comparison with what is missing, or of another type, is false and no error,
 * a path walks maps only, and NOT is the exact complement: just what a filter means.
 */
export function filterCondition(node: FilterNode, aliases: Aliases): Condition {
  if (node.kind === 'and') return and(...node.nodes.map((child) => filterCondition(child, aliases)))
  if (node.kind === 'or') return or(...node.nodes.map((child) => filterCondition(child, aliases)))
  const condition = leafCondition(node, aliases)
  return node.negated ? not(condition) : condition
}

function leafCondition(leaf: FilterLeaf, aliases: Aliases): Condition {
  const path = fieldPath(leaf.path, aliases)
  switch (leaf.kind) {
    case 'equals':
      return equals(path, leaf.value, aliases)
    case 'in':
      return within(path, leaf.values, aliases)
    case 'compare':
      return test(`${path} ${comparisonSigns[leaf.operator]} ${aliases.value(leaf.value)}`)
    case 'exists':
      return test(`attribute_exists(${path})`)
    case 'affix':
      // Only the start: the capability endsWith is false.
      return test(`begins_with(${path}, ${aliases.value(leaf.value)})`)
    case 'contains':
      return test(`contains(${path}, ${aliases.value(leaf.value)})`)
    case 'type':
      return leaf.type === 'null' ? isNull(path, aliases) : isOfType(path, typeNames[leaf.type], aliases)
    case 'size':
      // size() is the length of strings and maps too.
      return and(isOfType(path, 'L', aliases), test(`size(${path}) = ${aliases.value(leaf.size)}`))
    case 'element': {
      // Only a lone equality: the capability elemMatch says so.
      const { where } = leaf
      if (where.kind !== 'equals') throw new Error('an element condition that the capabilities refuse')
      return and(isOfType(path, 'L', aliases), test(`contains(${path}, ${aliases.value(where.value)})`))
    }
  }
}

/** A field of the document: it stands in the document's map, so that also keys can be filtered by in every query. */
export function fieldPath(path: FieldPath, aliases: Aliases): string {
  return aliases.path(attribute.document, ...path)
}

function equals(path: string, value: Scalar, aliases: Aliases): Condition {
  return value === null ? isNull(path, aliases) : test(`${path} = ${aliases.value(value)}`)
}

function within(path: string, values: readonly Scalar[], aliases: Aliases): Condition {
  const present = values.filter((value) => value !== null)
  const [first] = present
  const list = present.map((value) => aliases.value(value)).join(', ')
  const amongThem =
    first === undefined ? never : present.length === 1 ? equals(path, first, aliases) : test(`${path} IN (${list})`)
  return values.length > present.length ? or(isNull(path, aliases), amongThem) : amongThem
}

/** Null or missing. */
function isNull(path: string, aliases: Aliases): Condition {
  return or(test(`attribute_not_exists(${path})`), isOfType(path, 'NULL', aliases))
}

/** A value of one of DynamoDB's types. */
export function isOfType(path: string, type: string, aliases: Aliases): Condition {
  return test(`attribute_type(${path}, ${aliases.value(type)})`)
}
