import fc, { type Arbitrary } from 'fast-check'
import type { Step } from '../step.ts'
import type { GeneratedFilter } from './filters.ts'
import type { Vocabulary } from './layouts.ts'
import { record } from './values.ts'

type Fields = Readonly<Record<string, unknown>>
interface Weighted<V> {
  readonly arbitrary: Arbitrary<V>
  readonly weight: number
}

/** A query with the fields that are there; those that are not asked for are left out. */
function compact(...parts: readonly Fields[]): Fields {
  return Object.assign({}, ...parts) as Fields
}

/** In one of `every` cases. */
function sometimes(arbitrary: Arbitrary<Fields>, every: number): Arbitrary<Fields> {
  return fc.oneof({ arbitrary: fc.constant({}), weight: every - 1 }, { arbitrary, weight: 1 })
}

/** Every way to read that both sides have. `write` is what may come between two pages. */
export function readsFor(
  vocabulary: Vocabulary,
  filter: Arbitrary<GeneratedFilter>,
  write: Arbitrary<Step>,
): Weighted<Step>[] {
  const { key, path, partitionKey, steering } = vocabulary
  const { capabilities } = steering
  const scope = sometimes(record({ partitionKey }), 3)
  const filtered = record({ filter })
  const select = sometimes(record({ select: fc.array(path, { maxLength: 3 }) }), 3)
  const limit = record({
    limit: fc.oneof(
      { arbitrary: fc.integer({ min: 1, max: 12 }), weight: 9 },
      { arbitrary: fc.constant(0), weight: 1 },
    ),
  })
  const offset = capabilities.offset ? sometimes(record({ offset: fc.nat({ max: 4 }) }), 4) : fc.constant({})
  const found = fc.tuple(filtered, order(vocabulary), scope).map(confined)
  const step = (method: Step['method'], ...parameters: Arbitrary<unknown>[]): Arbitrary<Step> =>
    fc.tuple(...parameters).map((given) => ({ method, arguments: given }))
  const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 40 })), {
    minLength: 1,
    maxLength: 3,
  })
  const byLongText = capabilities.sort
    ? fc.constantFrom(1, -1).map((direction) => ({ sort: { long: direction } }))
    : fc.constant({})
  const reads: Weighted<Step>[] = [
    { weight: 12, arbitrary: step('findMany', merged(found, sometimes(limit, 2), offset, select)) },
    { weight: 1, arbitrary: step('findOne', merged(found, select)) },
    { weight: 5, arbitrary: step('walk', merged(found, select), sizes, fc.constant([])) },
    { weight: 4, arbitrary: step('walk', merged(found, select), sizes, fc.array(write, { maxLength: 4 })) },
    { weight: 1, arbitrary: step('walk', merged(filtered, byLongText, scope), sizes, fc.constant([])) },
    { weight: 1, arbitrary: step('iterate', merged(found, select)) },
    { weight: 3, arbitrary: step('count', filter, scope) },
    { weight: 1, arbitrary: step('exists', filter, scope) },
    { weight: 1, arbitrary: key.map(({ id, partitionKey: pk }) => ({ method: 'findById', arguments: [id, pk] })) },
  ]
  if (capabilities.distinct) reads.push({ weight: 2, arbitrary: step('distinct', path, merged(filtered, scope)) })
  if (capabilities.aggregate) {
    reads.push({ weight: 6, arbitrary: step('aggregate', merged(filtered, scope, aggregate(vocabulary))) })
  }
  return reads
}

function merged(...parts: readonly Arbitrary<Fields>[]): Arbitrary<Fields> {
  return fc.tuple(...parts).map((given) => compact(...given))
}

/** Without sorting by any field, a sort needs a partition. */
function confined([filtered, sorted, scope]: readonly [Fields, Fields, Fields]): Fields {
  return compact(filtered, sorted, scope)
}

/** No sort, or one of as many keys as have a pinned order on both sides. */
function order({ path, steering, partitionKey }: Vocabulary): Arbitrary<Fields> {
  const { sort, mixedSort } = steering.capabilities
  const direction = fc.constantFrom<1 | -1>(1, -1)
  if (!sort) {
    const byId = record({ sort: direction.map((each) => ({ id: each })), partitionKey })
    return sometimes(byId, 2)
  }
  const keys = (maxLength: number): Arbitrary<Fields> =>
    fc
      .array(fc.tuple(path, direction), { minLength: 1, maxLength })
      .map((entries) => ({ sort: Object.fromEntries(entries) }))
  const oneThenId = fc
    .tuple(path, direction, direction)
    .map(([field, one, other]) => ({ sort: { [field]: one, id: other } }))
  const several = mixedSort ? keys(3) : oneThenId
  return fc.oneof(
    { arbitrary: fc.constant({}), weight: 2 },
    { arbitrary: keys(1), weight: 4 },
    { arbitrary: oneThenId, weight: 1 },
    { arbitrary: several, weight: 4 },
  )
}

/** Up to three groups, columns of every function under names of their own, a sort by some of the columns, a limit. */
function aggregate({ path }: Vocabulary): Arbitrary<Fields> {
  const direction = fc.constantFrom<1 | -1>(1, -1)
  const groups = fc.uniqueArray(path, { maxLength: 3 })
  const columns = fc.array(fc.tuple(fc.constantFrom('sum', 'avg', 'min', 'max'), path), { maxLength: 4 })
  const functions = fc.oneof(
    columns.map((each) => {
      const query: Record<string, Record<string, string>> = {}
      for (const [i, [name, of]] of each.entries()) query[name] = { ...query[name], [`column ${i}`]: of }
      return query as Fields
    }),
    columns.map((each) => Object.fromEntries(each) as Fields),
  )
  const ordering = fc.array(fc.tuple(fc.nat(), direction), { maxLength: 3 })
  return fc
    .tuple(groups, fc.boolean(), functions, ordering, fc.option(fc.nat({ max: 6 }), { nil: undefined, freq: 2 }))
    .map(([groupBy, counted, query, sorted, limit]) => {
      const names = groupBy.concat(
        Object.entries(query).flatMap(([name, of]) => (typeof of === 'string' ? [name] : Object.keys(of as object))),
      )
      const counting = counted || names.length === 0
      if (counting) names.push('n of it')
      const by = Object.fromEntries(sorted.map(([at, each]) => [names[at % names.length], each]))
      return compact(
        query,
        groupBy.length === 0 ? {} : { groupBy },
        counting ? { count: 'n of it' } : {},
        sorted.length === 0 ? {} : { sort: by },
        limit === undefined ? {} : { limit },
      )
    })
}
