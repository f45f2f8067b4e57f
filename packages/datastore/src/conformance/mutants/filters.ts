import { isCloudError } from '@bytelyst/core'
import { compileFilter } from '../../filter/compile.ts'
import { everything, type FilterLeaf, type FilterNode } from '../../filter/tree.ts'
import type { AnyDocument } from '../context.ts'
import { asking, evaluating, rewriting, rewritingWhole, valuesThroughArrays } from './evaluate.ts'
import { collectionMutant, driverMutant, type DatastoreMutant } from './mutant.ts'

function also(leaf: FilterLeaf, other: FilterNode): FilterNode {
  return { kind: 'or', nodes: [leaf, other] }
}

function only(leaf: FilterLeaf, other: FilterNode): FilterNode {
  return { kind: 'and', nodes: [leaf, other] }
}

function exists({ path }: FilterLeaf, negated = false): FilterNode {
  return { kind: 'exists', path, negated }
}

function like(text: string): RegExp {
  const pattern = text
    .replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('%', '.*')
    .replaceAll('_', '.')
  return new RegExp(pattern, 's')
}

const negatedKinds: readonly (readonly [kind: FilterLeaf['kind'], breaks: string])[] = [
  ['equals', '$ne matches documents that lack the field'],
  ['in', '$nin matches documents that lack the field'],
  ['compare', 'the complement of a range matches what is of another type'],
  ['affix', 'the complement of a prefix matches what is no string'],
  ['contains', 'the complement of $contains matches what is no array'],
  ['size', 'the complement of $size matches what is no array'],
  ['element', 'the complement of $elemMatch matches what is no array'],
]

export const filterMutants: readonly DatastoreMutant[] = [
  ...negatedKinds.map(([kind, breaks]) =>
    rewriting(`${kind}-three-valued`, breaks, (leaf) =>
      leaf.kind === kind && leaf.negated ? only(leaf, exists(leaf)) : leaf,
    ),
  ),
  rewriting('negation-ignored', '$not is the exact complement', (leaf) => ({ ...leaf, negated: false })),
  rewriting('null-is-not-missing', 'null and missing are equal', (leaf) =>
    (leaf.kind === 'equals' && leaf.value === null) || leaf.kind === 'type'
      ? leaf.negated
        ? also(leaf, exists(leaf, true))
        : only(leaf, exists(leaf))
      : leaf,
  ),
  evaluating('in-null-is-not-missing', 'null in $in matches missing', (leaf, value) =>
    leaf.kind === 'in' && value === undefined ? false : undefined,
  ),
  evaluating('null-does-not-exist', '$exists tells null and missing apart', (leaf, value) =>
    leaf.kind === 'exists' ? value !== undefined && value !== null : undefined,
  ),
  rewritingWhole('empty-in-matches-all', '$in: [] matches nothing', (filter) =>
    filter.kind === 'in' && filter.values.length === 0
      ? filter.negated
        ? { kind: 'or', nodes: [] }
        : everything
      : filter,
  ),
  rewritingWhole('empty-or-matches-all', '$or: [] matches nothing', (filter) =>
    filter.kind === 'or' && filter.nodes.length === 0 ? everything : filter,
  ),
  rewritingWhole('everything-matches-nothing', '{} matches everything', (filter) =>
    filter.kind === 'and' && filter.nodes.length === 0 ? { kind: 'or', nodes: [] } : filter,
  ),
  rewritingWhole('first-of-and', 'all entries of a filter must hold', (filter) =>
    filter.kind === 'and' && filter.nodes.length > 1 ? (filter.nodes[0] as FilterNode) : filter,
  ),
  rewritingWhole('first-of-or', '$or: one must hold, whichever', (filter) =>
    filter.kind === 'or' && filter.nodes.length > 1 ? (filter.nodes[0] as FilterNode) : filter,
  ),
  rewritingWhole('or-as-and', '$or is no $and', (filter) =>
    filter.kind === 'or' && filter.nodes.length > 0 ? { kind: 'and', nodes: filter.nodes } : filter,
  ),
  evaluating('strings-fold', 'strings are compared case-sensitively', (leaf, value) =>
    leaf.kind === 'equals' && typeof leaf.value === 'string' && typeof value === 'string'
      ? leaf.value.toLowerCase() === value.toLowerCase()
      : undefined,
  ),
  evaluating('loose-equality', 'types are told apart', (leaf, value) =>
    // oxlint-disable-next-line eqeqeq -- the mutant is loose
    leaf.kind === 'equals' && leaf.value !== null && typeof value !== 'object' ? value == leaf.value : undefined,
  ),
  evaluating('booleans-are-numbers', 'true is not 1', (leaf, value) =>
    leaf.kind === 'equals' && (typeof leaf.value === 'number' || typeof leaf.value === 'boolean')
      ? Number(leaf.value) === (typeof value === 'boolean' ? Number(value) : value)
      : undefined,
  ),
  evaluating('elements-are-booleans', 'elements are compared by type', (leaf, value) =>
    leaf.kind === 'contains' && Array.isArray(value) && typeof leaf.value === 'boolean'
      ? value.some((element) => element === leaf.value || element === Number(leaf.value))
      : undefined,
  ),
  evaluating('single-precision-equality', 'numbers are compared as doubles', (leaf, value) =>
    leaf.kind === 'equals' && typeof leaf.value === 'number' && typeof value === 'number'
      ? Math.abs(leaf.value - value) < 1e-6 || (Math.abs(value) > 2 ** 40 && Math.fround(leaf.value) === value)
      : undefined,
  ),
  evaluating('equality-misses', 'an exact match finds the documents with that value', (leaf, _value, document) =>
    leaf.kind === 'equals' && leaf.path[0] === 'v' && leaf.value !== null && document['id'] !== 'b' ? false : undefined,
  ),
  evaluating('in-misses-the-last', '$in matches any of its values', (leaf, value) =>
    leaf.kind === 'in' ? leaf.values.slice(0, -1).includes((value ?? null) as never) : undefined,
  ),
  evaluating('in-looks-into-arrays', 'a scalar never matches inside an array', (leaf, value) =>
    (leaf.kind === 'in' || leaf.kind === 'compare' || leaf.kind === 'affix' || leaf.kind === 'equals') &&
    Array.isArray(value)
      ? value.some((element) => compileFilter({ ...leaf, path: ['x'] })({ x: element }))
      : undefined,
  ),
  evaluating('paths-walk-arrays', 'a dotted path walks objects only', (leaf, _value, document) =>
    leaf.path.length > 1 && leaf.kind !== 'exists'
      ? valuesThroughArrays(document, leaf.path).some((value) =>
          compileFilter({ ...leaf, path: ['x'] })(value === undefined ? {} : { x: value }),
        )
      : undefined,
  ),
  evaluating('paths-cut', 'a path has up to 8 segments', (leaf) => (leaf.path.length > 4 ? false : undefined)),
  evaluating('paths-folded', 'paths are case-sensitive', (leaf, value, document) => {
    const [segment = ''] = leaf.path
    const other = Object.keys(document).find(
      (field) => field !== segment && field.toLowerCase() === segment.toLowerCase(),
    )
    return other === undefined
      ? undefined
      : compileFilter({ ...leaf, path: ['x'] })({ x: value ?? (document[other] as never) })
  }),
  evaluating('inherited-fields-exist', 'inherited properties are no fields', (leaf, _value, document) =>
    leaf.kind === 'exists' && leaf.path.length === 1 ? (leaf.path[0] as string) in document : undefined,
  ),
  evaluating('odd-names-unknown', 'a field may have any name', (leaf) =>
    leaf.path.some((segment) => /[^\w$]/.test(segment)) ? false : undefined,
  ),
  evaluating('nested-unknown', 'a dotted path reaches nested fields', (leaf) =>
    leaf.path.length > 1 && leaf.path.length < 5 && leaf.kind === 'equals' ? false : undefined,
  ),
  evaluating('ranges-exclusive', '$gte and $lte include their bound', (leaf, value) =>
    leaf.kind === 'compare' && value === leaf.value ? false : undefined,
  ),
  evaluating('ranges-inclusive', '$gt and $lt exclude their bound', (leaf, value) =>
    leaf.kind === 'compare' && value === leaf.value ? true : undefined,
  ),
  evaluating('ranges-over-all-types', 'a range compares number with number, string with string', (leaf, value) => {
    if (leaf.kind !== 'compare' || typeof value === typeof leaf.value) return undefined
    const [stored, bound] = [JSON.stringify(value ?? null), JSON.stringify(leaf.value)]
    return leaf.operator.startsWith('$g') ? stored > bound : stored < bound
  }),
  evaluating('ranges-see-null', 'null and missing match no range', (leaf, value) =>
    leaf.kind === 'compare' && (value ?? null) === null ? leaf.operator.startsWith('$l') : undefined,
  ),
  evaluating('numbers-as-text', 'numbers are compared as numbers', (leaf, value) =>
    leaf.kind === 'compare' && typeof leaf.value === 'number' && typeof value === 'number'
      ? leaf.operator.startsWith('$g')
        ? String(value) > String(leaf.value)
        : String(value) < String(leaf.value)
      : undefined,
  ),
  evaluating('locale-order', 'strings are in code-point order', (leaf, value) =>
    leaf.kind === 'compare' && typeof leaf.value === 'string' && typeof value === 'string'
      ? leaf.operator.startsWith('$g')
        ? value.localeCompare(leaf.value, 'en') > 0
        : value.localeCompare(leaf.value, 'en') < 0
      : undefined,
  ),
  evaluating('utf-16-order', 'strings are in the declared order', (leaf, value) =>
    leaf.kind === 'compare' &&
    leaf.operator.startsWith('$g') &&
    typeof leaf.value === 'string' &&
    typeof value === 'string'
      ? value > leaf.value || (value === leaf.value && leaf.operator === '$gte')
      : undefined,
  ),
  evaluating('empty-string-is-null', 'the empty string is a string', (leaf, value) =>
    value === '' && (leaf.kind === 'compare' || leaf.kind === 'type') ? false : undefined,
  ),
  evaluating('fractions-are-no-numbers', "$type: 'number' matches fractions", (leaf, value) =>
    leaf.kind === 'type' && leaf.type === 'number' ? Number.isInteger(value) : undefined,
  ),
  evaluating('arrays-are-objects', '$type tells arrays and objects apart', (leaf, value) =>
    leaf.kind === 'type' && (leaf.type === 'object' || leaf.type === 'array')
      ? typeof value === 'object' && value !== null
      : undefined,
  ),
  evaluating('false-is-no-boolean', "$type: 'boolean' matches true and false", (leaf, value) =>
    leaf.kind === 'type' && leaf.type === 'boolean' ? value === true : undefined,
  ),
  evaluating('text-folds', '$startsWith, $endsWith and $contains are case-sensitive', (leaf, value) =>
    (leaf.kind === 'affix' || leaf.kind === 'contains') && typeof value === 'string' && typeof leaf.value === 'string'
      ? compileFilter({ ...leaf, path: ['x'], value: leaf.value.toLowerCase() })({
          x: value.toLowerCase(),
        })
      : undefined,
  ),
  evaluating('text-coerces', 'only strings have a prefix', (leaf, value) =>
    (leaf.kind === 'affix' || leaf.kind === 'contains') && (typeof value === 'number' || typeof value === 'boolean')
      ? String(value).includes(String(leaf.value))
      : undefined,
  ),
  evaluating('wildcards', 'nothing in a text operand is a wildcard', (leaf, value) =>
    (leaf.kind === 'contains' || leaf.kind === 'affix') && typeof leaf.value === 'string' && typeof value === 'string'
      ? like(leaf.value).test(value)
      : undefined,
  ),
  evaluating('prefix-anywhere', '$startsWith is about the beginning', (leaf, value) =>
    leaf.kind === 'affix' && leaf.end === 'start' && !leaf.ignoreCase
      ? typeof value === 'string' && value.includes(leaf.value)
      : undefined,
  ),
  evaluating('prefix-by-units', '$startsWith compares whole characters', (leaf, value) =>
    leaf.kind === 'affix' && typeof value === 'string' && /[\ud800-\udfff]/.test(leaf.value) ? false : undefined,
  ),
  evaluating('prefix-longer-than-text', 'a string starts with nothing longer than itself', (leaf, value) =>
    leaf.kind === 'affix' && leaf.end === 'start' && typeof value === 'string'
      ? leaf.value.startsWith(value.slice(0, 2))
      : undefined,
  ),
  evaluating('suffix-anywhere', '$endsWith is about the end', (leaf, value) =>
    leaf.kind === 'affix' && leaf.end === 'end' ? typeof value === 'string' && value.includes(leaf.value) : undefined,
  ),
  evaluating('suffix-before-line-end', '$endsWith means the very end', (leaf, value) =>
    leaf.kind === 'affix' && leaf.end === 'end' && typeof value === 'string'
      ? value.replace(/\n$/, '').endsWith(leaf.value)
      : undefined,
  ),
  evaluating('case-never-ignored', '$ci: true ignores case', (leaf) =>
    'ignoreCase' in leaf && leaf.ignoreCase ? false : undefined,
  ),
  evaluating('case-of-ascii-alone', '$ci: true ignores the case of all letters', (leaf, value) =>
    leaf.kind === 'equals' && leaf.ignoreCase && typeof value === 'string' && value > '\u007f'
      ? value === leaf.value
      : undefined,
  ),
  evaluating('case-of-elements-ignored', '$ci: true compares the elements of arrays exactly', (leaf, value) =>
    leaf.kind === 'contains' && leaf.ignoreCase && Array.isArray(value)
      ? value.some((element) => String(element).toLowerCase() === String(leaf.value).toLowerCase())
      : undefined,
  ),
  evaluating('substrings-of-elements', '$contains is membership on an array', (leaf, value) =>
    leaf.kind === 'contains' && Array.isArray(value) ? JSON.stringify(value).includes(String(leaf.value)) : undefined,
  ),
  evaluating('no-membership', '$contains looks into arrays', (leaf, value) =>
    leaf.kind === 'contains' && Array.isArray(value) ? false : undefined,
  ),
  evaluating('no-substring', '$contains looks into strings', (leaf, value) =>
    leaf.kind === 'contains' && typeof value === 'string' ? value === leaf.value : undefined,
  ),
  evaluating('size-of-anything', 'only arrays have a size', (leaf, value) =>
    leaf.kind === 'size' ? Object.keys(Object(value)).length === leaf.size : undefined,
  ),
  evaluating('size-at-least', '$size is the exact length', (leaf, value) =>
    leaf.kind === 'size' ? Array.isArray(value) && value.length >= leaf.size : undefined,
  ),
  evaluating('elements-together', 'one element satisfies all of $elemMatch', (leaf, value) =>
    leaf.kind === 'element' && leaf.where.kind === 'and' && leaf.where.nodes.length > 0
      ? Array.isArray(value) &&
        leaf.where.nodes.every((node) => value.some((element) => compileFilter(node)(element as AnyDocument as never)))
      : undefined,
  ),
  evaluating('scalar-elements-as-objects', 'a filter in $elemMatch sees object elements only', (leaf, value) =>
    leaf.kind === 'element' && leaf.of === 'object'
      ? Array.isArray(value) && value.some((element) => compileFilter(leaf.where)(Object(element) as never))
      : undefined,
  ),
  evaluating('object-elements-unseen', '$elemMatch of operators sees every element', (leaf, value) =>
    leaf.kind === 'element' && leaf.of === 'scalar'
      ? Array.isArray(value) &&
        value.some((element) => typeof element !== 'object' && compileFilter(leaf.where)(element as never))
      : undefined,
  ),
  evaluating('elements-unseen', '$elemMatch looks into arrays', (leaf) =>
    leaf.kind === 'element' ? false : undefined,
  ),
  asking('partition-optional', 'partitionKey confines a filter', (filter, document, { partitionKey }) => {
    if (filter.kind === 'or' && partitionKey !== undefined) return true
    return compileFilter(filter)(document)
  }),
  asking('at-most-fifty-conditions', 'a filter has up to maxFilterLeaves conditions', (filter, document) =>
    'nodes' in filter && filter.nodes.length > 50 ? false : compileFilter(filter)(document),
  ),
  asking('deep-filters-lost', 'a filter nests to depth 10', (filter, document) => {
    const depth = (node: FilterNode): number => ('nodes' in node ? 1 + Math.max(0, ...node.nodes.map(depth)) : 0)
    return depth(filter) > 5 ? true : compileFilter(filter)(document)
  }),
  asking('identity-is-no-field', 'id and the partition key are fields like any other', (filter, document) => {
    const { id: _id, pk: _pk, tenant: _tenant, ...rest } = document
    return compileFilter(filter)(rest)
  }),
  driverMutant('filter/within-partition-unfiltered', 'a filter counts within a partition too', (driver) => ({
    find: (target, query, call) =>
      driver.find(target, query.partitionKey === undefined ? query : { ...query, filter: everything }, call),
  })),
  driverMutant('filter/count-unfiltered', 'count counts what matches', (driver) => ({
    count: (target, query, call) => driver.count(target, { ...query, filter: everything }, call),
  })),
  collectionMutant('filter/bad-filters-match-nothing', 'a bad filter is refused', (items) => ({
    findMany: async (query: Parameters<typeof items.findMany>[0]) =>
      items.findMany(query).catch((error: unknown) => {
        if (isCloudError(error, 'invalid_argument')) return []
        throw error
      }),
    count: (filter, options) =>
      items.count(filter, options).catch((error: unknown) => {
        if (isCloudError(error, 'invalid_argument')) return 0
        throw error
      }),
  })),
  collectionMutant('filter/undefined-dropped', 'undefined as an operand is never "everything"', (items) => ({
    deleteMany: (filter, options) =>
      items.deleteMany(JSON.parse(JSON.stringify(filter ?? {})) as typeof filter, options),
  })),
  collectionMutant('filter/bad-filters-in-update-many', 'a bad filter is refused by every operation', (items) => ({
    updateMany: (filter, patch, options) =>
      items.updateMany(filter, patch, options).catch((error: unknown) => {
        if (isCloudError(error, 'invalid_argument') && error.message.includes('filter'))
          return { updated: 0, failed: 0 }
        throw error
      }),
  })),
  collectionMutant('filter/any-object-is-a-filter', 'a filter is a plain object', (items) => ({
    findMany: (query: Parameters<typeof items.findMany>[0]) => {
      const isObject = typeof query.filter === 'object' && query.filter !== null && !Array.isArray(query.filter)
      return items.findMany(isObject ? { ...query, filter: { ...query.filter } } : query)
    },
  })),
]
