import { isIdPath, type FieldPath } from '../../document/path.ts'
import { isNothing } from '../../filter/combine.ts'
import type { CompareLeaf, ContainsLeaf, FilterLeaf, FilterNode, TypeLeaf } from '../../filter/tree.ts'
import type { Scalar } from '../../types/document.ts'
import { elementCondition } from './element.ts'
import { anywhere, atEnd, atStart, whole, type Pattern } from './pattern.ts'

/** A condition in MongoDB's language. Values stand in operand position only, and names come from parsed paths. */
export type Query = Readonly<Record<string, unknown>>

/** What the translation must know about a collection. */
export interface FieldNames {
  /** Whether the id is kept as `_id`, and as `id` perhaps not. */
  readonly isPlain: boolean
  /** The values of BSON that are read as this one; absent where nobody but us has written. */
  readonly readAs?: ((value: Exclude<Scalar, null>) => readonly unknown[]) | undefined
  /** What stands before the id in `_id`, where the filter is about one partition. */
  readonly idPrefix?: string | undefined
}

/** Nothing matches it; MongoDB refuses an empty `$or`. */
export const nothingMatches: Query = { $nor: [{}] }

/** An element is nobody's document: its `id` is a field like any other. */
const elementNames: FieldNames = { isPlain: false }
const noArray = { $not: { $type: 'array' } } as const

/** Translates a filter. Arrays on the way to a value, where MongoDB looks inside, are guarded against everywhere. */
export function filterOf(node: FilterNode, names: FieldNames): Query {
  if (node.kind === 'and') return both(...node.nodes.map((child) => filterOf(child, names)))
  if (node.kind === 'or') {
    return isNothing(node) ? nothingMatches : { $or: node.nodes.map((child) => filterOf(child, names)) }
  }
  const positive = leafOf(node, names)
  return node.negated ? { $nor: [positive] } : positive
}

/** Everything that matches all of these: one object where no two say something of the same field. */
export function both(...queries: readonly Query[]): Query {
  const parts = queries.filter((query) => Object.keys(query).length > 0)
  const keys = parts.flatMap((part) => Object.keys(part))
  if (new Set(keys).size === keys.length) return Object.assign({}, ...parts) as Query
  return {
    $and: parts.flatMap((part) =>
      '$and' in part && Object.keys(part).length === 1 ? (part['$and'] as Query[]) : [part],
    ),
  }
}

/** The name of a field in MongoDB. */
export function fieldOf(path: FieldPath, { isPlain }: FieldNames): string {
  return isPlain && isIdPath(path) ? '_id' : path.join('.')
}

/** The objects that a path walks through must not be arrays. */
export function walksObjects(path: FieldPath): Query {
  return Object.fromEntries(prefixesOf(path).map((prefix) => [prefix, noArray]))
}

function prefixesOf(path: FieldPath): string[] {
  return path.slice(1).map((_, i) => path.slice(0, i + 1).join('.'))
}

function leafOf(leaf: FilterLeaf, names: FieldNames): Query {
  const byKey = names.idPrefix === undefined ? undefined : keyCondition(leaf, names.idPrefix)
  if (byKey !== undefined) return { _id: byKey }
  const field = fieldOf(leaf.path, names)
  const at = (condition: Query): Query => both(walksObjects(leaf.path), { [field]: condition })
  const either = (...conditions: readonly Query[]): Query => {
    const [only] = conditions
    if (conditions.length === 1 && only !== undefined) return at(only)
    return both(walksObjects(leaf.path), { $or: conditions.map((condition) => ({ [field]: condition })) })
  }
  switch (leaf.kind) {
    case 'equals':
      if (leaf.ignoreCase) return textAt(leaf.path, field, whole(String(leaf.value), true))
      return equalToOne([leaf.value], leaf.path, field, names)
    case 'in':
      return equalToOne(leaf.values, leaf.path, field, names)
    case 'compare':
      return either(...comparisons(leaf, names))
    case 'exists':
      return at({ $exists: true })
    case 'affix': {
      const { value, ignoreCase, end } = leaf
      return textAt(leaf.path, field, end === 'start' ? atStart(value, ignoreCase) : atEnd(value, ignoreCase))
    }
    case 'contains':
      return contains(leaf, field)
    case 'type':
      return ofType(leaf, field, names)
    case 'size':
      return at({ $size: leaf.size })
    case 'element': {
      // Of an array with an element for which this or that holds, one of the two can be said.
      const { of, where } = leaf
      const alternatives = of === 'object' && where.kind === 'or' ? where.nodes : [where]
      const conditions = alternatives.flatMap(
        (each) => elementCondition(of, each, (node) => filterOf(node, elementNames)) ?? [],
      )
      if (conditions.length === 0) return nothingMatches
      return either(...conditions.map((condition) => ({ $elemMatch: condition })))
    }
  }
}

/** A condition on the id of a document whose partition is known is one on its key, which is indexed. */
function keyCondition(leaf: FilterLeaf, prefix: string): Query | undefined {
  if (leaf.path.length !== 1 || leaf.path[0] !== 'id') return undefined
  if (leaf.kind === 'compare' && typeof leaf.value === 'string') return { [leaf.operator]: prefix + leaf.value }
  if (leaf.kind === 'equals' && !leaf.ignoreCase && typeof leaf.value === 'string') return { $eq: prefix + leaf.value }
  if (leaf.kind !== 'in') return undefined
  const ids = leaf.values.filter((value) => typeof value === 'string')
  return ids.length > 0 && ids.length === leaf.values.length ? { $in: ids.map((id) => prefix + id) } : undefined
}

/** Null is missing too, and a value below an array is missing. */
function equalToOne(values: readonly Scalar[], path: FieldPath, field: string, names: FieldNames): Query {
  const present = values.filter((value) => value !== null)
  const alternatives: readonly unknown[] = names.readAs ? present.flatMap(names.readAs) : present
  const equal: Query | undefined =
    alternatives.length === 0
      ? undefined
      : both(walksObjects(path), {
          [field]: { ...(alternatives.length === 1 ? { $eq: alternatives[0] } : { $in: alternatives }), ...noArray },
        })
  if (present.length === values.length) return equal ?? nothingMatches
  const absent: Query[] = [
    { [field]: { $eq: null, ...noArray } },
    ...prefixesOf(path).map((prefix) => ({ [prefix]: { $type: 'array' } })),
  ]
  const parts = equal === undefined ? absent : [equal, ...absent]
  return parts.length === 1 ? (parts[0] as Query) : { $or: parts }
}

/** MongoDB compares within a type. */
function comparisons({ operator, value }: CompareLeaf, { readAs }: FieldNames): readonly Query[] {
  const alternatives = readAs?.(value) ?? [value]
  return alternatives.map((alternative) => ({ [operator]: alternative, ...noArray }))
}

/** MongoDB looks into arrays; some servers match the text of numbers too, and take the type only apart from the pattern. */
function textAt(path: FieldPath, field: string, { source, options }: Pattern): Query {
  const pattern = options === '' ? { $regex: source } : { $regex: source, $options: options }
  return both(walksObjects(path), { $and: [{ [field]: { $type: 'string', ...noArray } }, { [field]: pattern }] })
}

function contains({ value, ignoreCase, path }: ContainsLeaf, field: string): Query {
  const member = both(walksObjects(path), { [field]: { $elemMatch: { $eq: value } } })
  if (typeof value !== 'string') return member
  return { $or: [textAt(path, field, anywhere(value, ignoreCase)), member] }
}

/** The types of BSON whose values are read as texts. */
const textTypes = ['string', 'date', 'objectId'] as const

function ofType({ type, path }: TypeLeaf, field: string, names: FieldNames): Query {
  const at = (condition: Query): Query => both(walksObjects(path), { [field]: condition })
  switch (type) {
    case 'null':
      return equalToOne([null], path, field, names)
    case 'array':
      return at({ $type: 'array' })
    case 'boolean':
      return at({ $type: 'bool', ...noArray })
    case 'number':
      return at({ $type: 'number', ...noArray })
    case 'string':
      if (names.readAs === undefined) return at({ $type: 'string', ...noArray })
      return both(walksObjects(path), { $or: textTypes.map((each) => ({ [field]: { $type: each, ...noArray } })) })
    case 'object':
      if (names.readAs === undefined) return at({ $type: 'object', ...noArray })
      // Whatever else there is: nothing may be in no class of values, or a sort would lose it.
      return both(walksObjects(path), {
        [field]: { $exists: true, $ne: null },
        $nor: [...textTypes, 'number', 'bool', 'array'].map((each) => ({ [field]: { $type: each } })),
      })
  }
}
