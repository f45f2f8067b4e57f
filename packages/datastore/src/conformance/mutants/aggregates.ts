import { isCloudError } from '@bytelyst/core'
import type { DriverAggregate, DriverGroup } from '../../driver.ts'
import { everything } from '../../filter/tree.ts'
import { collectionMutant, driverMutant, type Collection, type DatastoreMutant } from './mutant.ts'

/** An engine whose groups are wrong. */
function grouping(
  id: string,
  breaks: string,
  change: (groups: readonly DriverGroup[], query: DriverAggregate) => readonly DriverGroup[],
): DatastoreMutant {
  return driverMutant(`aggregate/${id}`, breaks, (driver) => ({
    aggregate: async (target, query, call) => change((await driver.aggregate?.(target, query, call)) ?? [], query),
  }))
}

/** An engine that is asked another question. */
function asking(id: string, breaks: string, change: (query: DriverAggregate) => DriverAggregate): DatastoreMutant {
  return driverMutant(`aggregate/${id}`, breaks, (driver) => ({
    aggregate: async (target, query, call) => driver.aggregate?.(target, change(query), call) ?? [],
  }))
}

function mapValues(
  group: DriverGroup,
  query: DriverAggregate,
  name: string,
  change: (value: DriverGroup['values'][number]) => DriverGroup['values'][number],
): DriverGroup {
  return {
    ...group,
    values: group.values.map((value, i) => (query.columns[i]?.function === name ? change(value) : value)),
  }
}

/** Puts groups together whose keys are the same after a change. */
function merging(
  groups: readonly DriverGroup[],
  change: (key: DriverGroup['keys'][number]) => DriverGroup['keys'][number],
): DriverGroup[] {
  const merged = new Map<string, DriverGroup>()
  for (const group of groups) {
    const keys = group.keys.map(change)
    const before = merged.get(JSON.stringify(keys))
    const values = group.values.map((value, i) =>
      before === undefined ? value : Number(value) + Number(before.values[i]),
    )
    merged.set(JSON.stringify(keys), { keys, values })
  }
  return [...merged.values()]
}

type Query = Parameters<Collection['aggregate']>[0]

function posing(id: string, breaks: string, change: (query: Query) => Query): DatastoreMutant {
  return collectionMutant(`aggregate/${id}`, breaks, (items) => ({
    aggregate: ((query: Query) => items.aggregate(change(query))) as Collection['aggregate'],
  }))
}

export const aggregateMutants: readonly DatastoreMutant[] = [
  grouping('count-off-by-one', 'count is exact', (groups, query) =>
    groups.map((group) => mapValues(group, query, 'count', (value) => Number(value) + 1)),
  ),
  asking('filter-ignored', 'an aggregate is over what matches', (query) => ({ ...query, filter: everything })),
  asking('partition-ignored', 'partitionKey confines an aggregate', (query) => ({ ...query, partitionKey: undefined })),
  grouping('sum-single-precision', 'sums of integers are exact', (groups, query) =>
    groups.map((group) => mapValues(group, query, 'sum', (value) => Math.fround(Number(value)))),
  ),
  grouping('sum-of-none-null', 'sum of none is 0', (groups, query) =>
    groups.map((group) => mapValues(group, query, 'sum', (value) => (value === 0 ? null : value))),
  ),
  grouping('avg-of-none-zero', 'avg of none is null', (groups, query) =>
    groups.map((group) => mapValues(group, query, 'avg', (value) => value ?? 0)),
  ),
  grouping('avg-rounded', 'avg is no integer', (groups, query) =>
    groups.map((group) =>
      mapValues(group, query, 'avg', (value) => (value === null ? null : Math.round(Number(value)))),
    ),
  ),
  grouping('min-numbers-alone', 'min takes strings', (groups, query) =>
    groups.map((group) => mapValues(group, query, 'min', (value) => (typeof value === 'string' ? null : value))),
  ),
  grouping('max-numbers-alone', 'max takes strings', (groups, query) =>
    groups.map((group) => mapValues(group, query, 'max', (value) => (typeof value === 'string' ? null : value))),
  ),
  asking('min-as-max', 'min is the least', (query) => ({
    ...query,
    columns: query.columns.map((column) => (column.function === 'min' ? { ...column, function: 'max' } : column)),
  })),
  asking('max-as-min', 'max is the greatest', (query) => ({
    ...query,
    columns: query.columns.map((column) => (column.function === 'max' ? { ...column, function: 'min' } : column)),
  })),
  asking('sum-of-another-path', 'each column has its own path', (query) => ({
    ...query,
    columns: query.columns.map((column) => (column.function === 'count' ? column : { ...column, path: ['seats'] })),
  })),
  grouping('no-row-on-nothing', 'on nothing there is one row', (groups, query) =>
    query.groupBy.length === 0
      ? groups.filter(({ values }) => values.some((value) => value !== 0 && value !== null))
      : groups,
  ),
  grouping('row-on-nothing-grouped', 'on nothing there are no groups', (groups, query) =>
    groups.length === 0 ? [{ keys: query.groupBy.map(() => null), values: query.columns.map(() => 0) }] : groups,
  ),
  grouping('null-group-dropped', 'missing and null are one group', (groups) =>
    groups.filter(({ keys }) => !keys.includes(null)),
  ),
  grouping('null-group-doubled', 'missing and null are one group, once', (groups) =>
    groups.flatMap((group) => (group.keys.includes(null) ? [group, group] : [group])),
  ),
  grouping('true-is-1', 'keys of different types are different groups', (groups) =>
    merging(groups, (key) => (typeof key === 'boolean' ? Number(key) : key)),
  ),
  grouping('keys-as-text', 'keys keep their types', (groups) =>
    merging(groups, (key) => (key === null ? null : String(key))),
  ),
  grouping('object-keys-grouped', 'a document whose key is an array or object is in no group', (groups, query) =>
    query.groupBy[0]?.[0] === 'k' ? [...groups, { keys: ['[1]'], values: [1] }] : groups,
  ),
  asking('first-key-alone', 'groups are by all keys', (query) => ({ ...query, groupBy: query.groupBy.slice(0, 1) })),
  asking('identity-not-grouped', 'groups by id and by the partition key', (query) => ({
    ...query,
    groupBy: query.groupBy.map((path) => (path[0] === 'id' ? ['nothing'] : path)),
  })),
  posing('order-ignored', 'groups are sorted by columns', (query) => ({ ...query, sort: undefined })),
  posing('limit-ignored', 'limit takes the first groups', (query) => ({ ...query, limit: undefined })),
  posing('columns-by-function', 'columns have the names they were given', (query) => ({
    ...query,
    count: query.count === undefined ? undefined : 'count',
  })),
  collectionMutant('aggregate/unordered', 'groups come in key order', (items) => ({
    aggregate: (async (query: Query) => (await items.aggregate(query)).toReversed()) as Collection['aggregate'],
  })),
  collectionMutant('aggregate/bad-queries-empty', 'a bad aggregate is refused', (items) => ({
    aggregate: (async (query: Query) =>
      items.aggregate(query).catch((error: unknown) => {
        if (isCloudError(error, 'invalid_argument')) return []
        throw error
      })) as Collection['aggregate'],
  })),
  driverMutant('distinct/filter-ignored', 'distinct is over what matches', (driver) => ({
    distinct: async (target, path, query, call) =>
      driver.distinct?.(target, path, { ...query, filter: everything, partitionKey: undefined }, call) ?? [],
  })),
  driverMutant('distinct/true-is-1', 'distinct tells types apart', (driver) => ({
    distinct: async (...call) => [
      ...new Set(
        ((await driver.distinct?.(...call)) ?? []).map((value) => (typeof value === 'boolean' ? Number(value) : value)),
      ),
    ],
  })),
  driverMutant('distinct/doubled', 'distinct gives each once', (driver) => ({
    distinct: async (...call) => [
      ...((await driver.distinct?.(...call)) ?? []),
      ...((await driver.distinct?.(...call)) ?? []),
    ],
  })),
  collectionMutant('distinct/bad-paths-empty', 'a bad path is refused in distinct', (items) => ({
    distinct: (path, query) =>
      items.distinct(path, query).catch((error: unknown) => {
        if (isCloudError(error, 'invalid_argument')) return []
        throw error
      }),
  })),
  collectionMutant('capabilities/refusals-swallowed', 'what a provider lacks is refused', (items) => {
    const quiet = <R>(call: Promise<R>, instead: unknown): Promise<R> =>
      call.catch((error: unknown) => {
        if (isCloudError(error, 'unsupported')) return instead as R
        throw error
      })
    return {
      findMany: (query: Parameters<Collection['findMany']>[0]) => quiet(items.findMany(query), []),
      findPage: (query: Parameters<Collection['findPage']>[0]) => quiet(items.findPage(query), { items: [] }),
      aggregate: ((query: Query) => quiet(items.aggregate(query), [])) as Collection['aggregate'],
      distinct: (path, query) => quiet(items.distinct(path, query), []),
      transact: (partitionKey, operations, options) => quiet(items.transact(partitionKey, operations, options), []),
      rawQuery: (query, options) => quiet(items.rawQuery(query, options), []),
      iterate: ((query: Parameters<Collection['iterate']>[0]) =>
        (async function* () {
          yield* await quiet(items.findMany(query), [])
        })()) as Collection['iterate'],
      changes: async function* () {},
    }
  }),
]
