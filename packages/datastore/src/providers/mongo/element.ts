import { compileFilter } from '../../filter/compile.ts'
import type { ElementLeaf, FilterLeaf, FilterNode } from '../../filter/tree.ts'
import type { JsonDocument, Scalar } from '../../types/document.ts'
import type { Query } from './filter.ts'
import { anywhere, atEnd, atStart, whole, type Pattern } from './pattern.ts'

/** An array within the array is seen as an object whose fields are numbers; as one that lacks all others it would match. */
const isNoArray: Query = { 0: { $exists: false } }

/** What `$elemMatch` is given; undefined when no element can satisfy it. */
export function elementCondition(
  of: ElementLeaf['of'],
  where: FilterNode,
  translate: (where: FilterNode) => Query,
): Query | undefined {
  if (of === 'scalar') return scalarCondition(where)
  const query = translate(where)
  if (Object.keys(query).length === 0) return { $type: 'object' }
  return compileFilter(where)({}) ? { ...query, ...isNoArray } : query
}

/** Operators on one element, which must all hold; each can be given once. */
function scalarCondition(where: FilterNode): Query | undefined {
  const leaves = (where.kind === 'and' ? where.nodes : [where]) as readonly FilterLeaf[]
  const positive = leaves.filter(({ negated }) => !negated)
  const values = positive.map(valuesOf).find((each) => each !== undefined)
  if (values !== undefined) {
    // Few values are left, and each can be judged here.
    const satisfies = compileFilter(where)
    const left = values.filter((value) => satisfies(value as unknown as JsonDocument))
    return left.length === 0 ? undefined : { $in: left }
  }
  const alike = positive.find((leaf) => leaf.kind === 'equals')
  if (alike !== undefined && positive.length > 1) {
    // All the others ignore case too: they hold of every such text or of none.
    if (!compileFilter(where)(alike.value as unknown as JsonDocument)) return undefined
    return scalarCondition({ kind: 'and', nodes: leaves.filter((leaf) => leaf === alike || leaf.negated) })
  }
  const refused = leaves.flatMap(refusedBy)
  const patterns = positive.flatMap(patternOf)
  const type = positive.find((leaf) => leaf.kind === 'type')?.type
  if (patterns.length > 0 && type !== undefined && type !== 'string') return undefined
  return {
    ...Object.fromEntries(positive.flatMap((leaf) => (leaf.kind === 'compare' ? [[leaf.operator, leaf.value]] : []))),
    ...(type !== undefined && { $type: type === 'boolean' ? 'bool' : type }),
    ...(refused.length > 0 && { $nin: refused }),
    ...allOfPatterns(patterns),
  }
}

/** The only values that a leaf allows. */
function valuesOf(leaf: FilterLeaf): readonly Scalar[] | undefined {
  if (leaf.kind === 'in') return leaf.values
  if (leaf.kind === 'equals' && !leaf.ignoreCase) return [leaf.value]
  return leaf.kind === 'type' && leaf.type === 'null' ? [null] : undefined
}

function refusedBy(leaf: FilterLeaf): readonly unknown[] {
  if (!leaf.negated) return []
  if (leaf.kind === 'in') return leaf.values
  if (leaf.kind === 'equals') return [leaf.ignoreCase ? expression(whole(String(leaf.value), true)) : leaf.value]
  return [null] // of the others only $isNull: false can be said of an element
}

function patternOf(leaf: FilterLeaf): Pattern[] {
  switch (leaf.kind) {
    case 'equals':
      return [whole(String(leaf.value), leaf.ignoreCase)]
    case 'affix':
      return [leaf.end === 'start' ? atStart(leaf.value, leaf.ignoreCase) : atEnd(leaf.value, leaf.ignoreCase)]
    case 'contains':
      return [anywhere(String(leaf.value), leaf.ignoreCase)]
    default:
      return []
  }
}

/** `$regex` can be given once; two more patterns stand among values. */
function allOfPatterns([first, second, third]: readonly Pattern[]): Query {
  if (first === undefined) return {}
  return {
    $type: 'string',
    $regex: first.source,
    ...(first.options !== '' && { $options: first.options }),
    ...(second !== undefined && { $in: [expression(second)] }),
    ...(third !== undefined && { $not: { $nin: [expression(third)] } }),
  }
}

function expression({ source, options }: Pattern): RegExp {
  return new RegExp(source, options)
}
