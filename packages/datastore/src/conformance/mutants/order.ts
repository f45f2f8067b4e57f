import { isCloudError } from '@bytelyst/core'
import { valueAt } from '../../document/path.ts'
import type { DatastoreDriver, DriverQuery, StoredDocument } from '../../driver.ts'
import { rankOf } from '../../query/order.ts'
import type { JsonValue } from '../../types/document.ts'
import { collectionMutant, driverMutant, type Collection, type DatastoreMutant } from './mutant.ts'

type Compare = (one: JsonValue | undefined, other: JsonValue | undefined) => number

/** An engine with its own idea of the order of values. */
function ordering(id: string, breaks: string, compare: Compare): DatastoreMutant {
  return driverMutant(`sort/${id}`, breaks, (driver) => ({
    async find(target, query, call) {
      if (query.sort.length === 0 || query.page !== undefined) return driver.find(target, query, call)
      const all = await driver.find(target, { ...query, limit: undefined, offset: 0 }, call)
      const sorted = all.toSorted((one, other) => {
        for (const { path, direction } of query.sort) {
          const order = compare(valueAt(one.document, path), valueAt(other.document, path))
          if (order !== 0) return order * direction
        }
        return 0
      })
      return sorted.slice(query.offset, query.limit === undefined ? undefined : query.offset + query.limit)
    },
  }))
}

function byRank(ranks: readonly number[], within: Compare): Compare {
  return (one, other) =>
    (ranks[rankOf(one)] ?? 0) - (ranks[rankOf(other)] ?? 0) || (rankOf(one) === rankOf(other) ? within(one, other) : 0)
}

const plain: Compare = (one, other) =>
  rankOf(one) < 3 || rankOf(one) > 4 || one === other ? 0 : (one as never) < (other as never) ? -1 : 1

/** An engine that answers another query than it was asked. */
function finding(id: string, breaks: string, change: (query: DriverQuery) => DriverQuery): DatastoreMutant {
  return driverMutant(id, breaks, (driver) => ({
    find: (target, query, call) => driver.find(target, change(query), call),
  }))
}

/** An engine that loses or changes some of what it found. */
function answering(
  id: string,
  breaks: string,
  change: (found: readonly StoredDocument[], query: DriverQuery) => readonly StoredDocument[],
): DatastoreMutant {
  return driverMutant(id, breaks, (driver) => ({
    find: async (target, query, call) => change(await driver.find(target, query, call), query),
  }))
}

async function orElse<R>(call: Promise<R>, code: 'invalid_argument', instead: () => Promise<R>): Promise<R> {
  try {
    return await call
  } catch (error) {
    if (isCloudError(error, code)) return instead()
    throw error
  }
}

type Page = Awaited<ReturnType<Collection['findPage']>>
type PageQuery = Parameters<Collection['findPage']>[0]

function paging(
  id: string,
  breaks: string,
  change: (items: Collection, query: PageQuery) => Promise<Page>,
): DatastoreMutant {
  return collectionMutant(`page/${id}`, breaks, (items) => ({
    findPage: (query: PageQuery) => change(items, query),
  }))
}

export const orderMutants: readonly DatastoreMutant[] = [
  ordering('nulls-last', 'null and missing come first', byRank([9, 1, 2, 3, 4, 5], plain)),
  ordering('booleans-last', 'booleans come before numbers', byRank([0, 5, 6, 3, 4, 4], plain)),
  ordering('true-first', 'false comes before true', byRank([0, 2, 1, 3, 4, 5], plain)),
  ordering('strings-first', 'numbers come before strings', byRank([0, 1, 2, 4, 3, 5], plain)),
  ordering('objects-first', 'arrays and objects come last', byRank([1, 2, 3, 4, 5, 0], plain)),
  ordering(
    'by-locale',
    'strings are in code-point order',
    byRank([0, 1, 2, 3, 4, 5], (one, other) =>
      typeof one === 'string' && typeof other === 'string' ? one.localeCompare(other, 'en') : plain(one, other),
    ),
  ),
  ordering('by-utf-16', 'strings are in the declared order', byRank([0, 1, 2, 3, 4, 5], plain)),
  ordering(
    'numbers-as-text',
    'numbers are in order of their size',
    byRank([0, 1, 2, 3, 4, 5], (one, other) => plain(JSON.stringify(one), JSON.stringify(other))),
  ),
  finding('sort/ignored', 'a sort orders', (query) => (query.page === undefined ? { ...query, sort: [] } : query)),
  finding('sort/direction-ignored', '-1 reverses the order', (query) => ({
    ...query,
    sort: query.sort.map(({ path }) => ({ path, direction: 1 })),
  })),
  finding('sort/first-key-alone', 'all keys count', (query) => ({ ...query, sort: query.sort.slice(0, 1) })),
  finding('sort/keys-reversed', 'the order of the keys is their rank', (query) => ({
    ...query,
    sort: query.sort.toReversed(),
  })),
  finding('sort/nested-ignored', 'a sort key may be a dotted path', (query) => ({
    ...query,
    sort: query.sort.filter(({ path }) => path.length === 1),
  })),
  finding('sort/id-ignored', 'id is a sort key', (query) =>
    query.page === undefined ? { ...query, sort: query.sort.filter(({ path }) => path[0] !== 'id') } : query,
  ),
  answering('sort/limit-before-order', 'limit takes the first of the order', (found, query) =>
    query.limit !== undefined && query.page === undefined ? found.toReversed() : found,
  ),
  finding('read/limit-ignored', 'limit is the most that comes back', (query) =>
    query.page === undefined ? { ...query, limit: undefined } : query,
  ),
  finding('read/offset-ignored', 'offset leaves out as many', (query) => ({ ...query, offset: 0 })),
  finding('read/offset-needs-limit', 'offset is allowed without limit', (query) =>
    query.limit === undefined ? { ...query, offset: 0 } : query,
  ),
  finding('read/partition-ignored', 'partitionKey confines a read', (query) => ({ ...query, partitionKey: undefined })),
  finding('read/one-partition', 'without partitionKey a read is over all partitions', (query) => ({
    ...query,
    partitionKey: query.partitionKey ?? 'p',
  })),
  answering('read/finds-nothing', 'what matches is found', () => []),
  answering('read/loses-the-last', 'all that matches is found', (found) => found.slice(0, -1)),
  answering('read/doubles-the-first', 'nothing is found twice', (found) => [...found.slice(0, 1), ...found]),
  driverMutant('read/by-id-finds-nothing', 'findById gives the document', () => ({ read: async () => null })),
  driverMutant('read/count-off-by-one', 'count is exact', (driver) => ({
    count: async (...call) => (await driver.count(...call)) + 1,
  })),
  driverMutant('read/count-everywhere', 'partitionKey confines count', (driver) => ({
    count: (target, query, call) => driver.count(target, { ...query, partitionKey: undefined }, call),
  })),
  collectionMutant('read/exists-always', 'exists tells whether anything matches', (items) => ({
    exists: async (filter, options) => (await items.exists(filter, options)) || true,
  })),
  collectionMutant('read/find-one-first-of-any', 'findOne gives one that matches, or null', (items) => ({
    findOne: async (query: Parameters<Collection['findOne']>[0]) => items.findOne({ ...query, filter: {} }),
  })),
  collectionMutant('read/limit-zero-is-all', 'limit: 0 is an empty answer', (items) => ({
    findMany: (query: Parameters<Collection['findMany']>[0]) =>
      items.findMany({ ...query, limit: query?.limit === 0 ? undefined : query?.limit }),
  })),
  collectionMutant('read/bad-window-ignored', 'a bad limit is refused', (items) => ({
    findMany: (query: Parameters<Collection['findMany']>[0]) =>
      orElse(items.findMany(query), 'invalid_argument', () => items.findMany({ filter: {} })),
  })),
  collectionMutant('read/unknown-options-ignored', 'an unknown option is refused', (items) => ({
    count: (filter, options) => items.count(filter, options === undefined || 'partition' in options ? {} : options),
  })),
  collectionMutant('read/missing-filter-is-everything', 'a filter is given', (items) => ({
    deleteMany: (filter, options) => items.deleteMany(filter ?? {}, options),
  })),
  collectionMutant('select/ignored', 'select gives the named fields', (items) => ({
    findMany: (query: Parameters<Collection['findMany']>[0]) => items.findMany({ ...query, select: undefined }),
    findPage: (query: PageQuery) => items.findPage({ ...query, select: undefined }),
  })),
  collectionMutant('select/without-id', 'select gives id too', (items) => ({
    findOne: (async (query: Parameters<Collection['findOne']>[0]) => {
      const found = await items.findOne(query)
      if (query?.select === undefined || found === null) return found
      const { id: _id, ...rest } = found as { id: string }
      return rest
    }) as Collection['findOne'],
  })),
  collectionMutant('select/copies', 'a selected document has the etag of the whole one', (items) => ({
    findMany: async (query: Parameters<Collection['findMany']>[0]) => structuredClone(await items.findMany(query)),
  })),
  collectionMutant('select/bad-paths-ignored', 'a bad path is refused in select', (items) => ({
    findMany: (query: Parameters<Collection['findMany']>[0]) =>
      query?.select === undefined
        ? items.findMany(query)
        : orElse(items.findMany(query), 'invalid_argument', () => items.findMany({ ...query, select: [] })),
  })),
  collectionMutant('sort/bad-sorts-ignored', 'a bad sort is refused', (items) => ({
    findMany: (query: Parameters<Collection['findMany']>[0]) =>
      query?.sort === undefined
        ? items.findMany(query)
        : orElse(items.findMany(query), 'invalid_argument', () => items.findMany({ filter: {} })),
  })),
  finding('page/order-of-id-alone', 'ties are broken by partition key too', (query) =>
    typeof query.page === 'object' && query.partitionKey === undefined
      ? { ...query, page: { ...query.page, partitionKey: '\u{10ffff}' } }
      : query,
  ),
  finding('page/ties-lost', 'ties are broken by id', (query) =>
    typeof query.page === 'object' && query.sort.length > 0
      ? { ...query, page: { ...query.page, id: '\u{10ffff}' } }
      : query,
  ),
  finding('page/sort-ignored', 'pages are in the order of the sort', (query) =>
    query.page === undefined
      ? query
      : { ...query, sort: [], page: typeof query.page === 'object' ? { ...query.page, values: [] } : query.page },
  ),
  finding('page/null-position-lost', 'pages go on behind null', (query) =>
    typeof query.page === 'object' && query.page.values.includes(null)
      ? { ...query, page: { ...query.page, values: query.page.values.map((value) => value ?? false) } }
      : query,
  ),
  driverMutant('page/filter-forgotten', 'every page is filtered', (driver) => ({
    find: (target, query, call) =>
      driver.find(
        target,
        typeof query.page === 'object' ? { ...query, filter: { kind: 'and', nodes: [] } } : query,
        call,
      ),
  })),
  driverMutant('page/partition-forgotten', 'every page stays in its partition', (driver: DatastoreDriver) => ({
    find: (target, query, call) =>
      driver.find(target, typeof query.page === 'object' ? { ...query, partitionKey: undefined } : query, call),
  })),
  paging('cursor-ignored', 'a cursor goes on behind its page', (items, query) =>
    items.findPage({ ...query, cursor: undefined }),
  ),
  paging('cursor-always', 'the cursor is absent exactly when nothing more matched', async (items, query) => {
    const page = await items.findPage(query)
    return { cursor: page.cursor ?? 'end', items: page.items }
  }),
  paging('cursor-never', 'a page that is not the last has a cursor', async (items, query) => ({
    items: (await items.findPage(query)).items,
  })),
  paging('cursor-by-length', 'a full last page has no cursor', async (items, query) => {
    const page = await items.findPage(query)
    return page.items.length === query.limit && page.cursor === undefined ? { ...page, cursor: 'more' } : page
  }),
  paging('page-short', 'a page has as many as its limit', (items, query) =>
    items.findPage({ ...query, limit: Math.max(1, Math.min(query.limit, 2)) }),
  ),
  paging('any-cursor', 'what is no cursor of this query is refused', (items, query) =>
    query.cursor === undefined
      ? items.findPage(query)
      : orElse(items.findPage(query), 'invalid_argument', () => items.findPage({ ...query, cursor: undefined })),
  ),
  paging('by-offset', 'nothing is skipped while others write', async (items, query) => {
    const start = query.cursor === undefined ? 0 : Number(query.cursor)
    if (Number.isNaN(start) || query.cursor === '' || !(query.limit > 0)) return items.findPage(query)
    const first = await items.findPage({ ...query, limit: start + query.limit, cursor: undefined })
    const found = first.items.slice(start)
    return first.cursor === undefined ? { items: found } : { items: found, cursor: String(start + query.limit) }
  }),
  paging('long-values-cut', 'a sort value that is too long is refused', (items, query) =>
    orElse(items.findPage(query), 'invalid_argument', async () => ({ items: [] })),
  ),
  paging('cursor-remembers-limit', 'limit and select may change', (items, query) =>
    items.findPage(query.cursor === undefined ? query : { ...query, select: undefined }),
  ),
  collectionMutant('iterate/one-page', 'iterate goes on until the end', (items) => ({
    iterate: ((query: Parameters<Collection['iterate']>[0]) =>
      (async function* () {
        yield* await items.findMany({ ...query, limit: 100 })
      })()) as Collection['iterate'],
  })),
  collectionMutant('iterate/by-position', 'documents may be deleted while iterating', (items) => ({
    iterate: ((query: Parameters<Collection['iterate']>[0]) =>
      (async function* () {
        for (let position = 0; ; position += 1) {
          const { items: found } = await items.findPage({ ...query, limit: position + 1 })
          const document = found[position]
          if (document === undefined) return
          yield document
        }
      })()) as Collection['iterate'],
  })),
  collectionMutant('iterate/once', 'an iteration can be begun again', (items) => ({
    iterate: ((query: Parameters<Collection['iterate']>[0]) => {
      const once = items.iterate(query)[Symbol.asyncIterator]()
      return {
        [Symbol.asyncIterator]: () => ({
          next: () => once.next(),
          return: async () => (await once.return?.()) ?? { done: true, value: undefined },
        }),
      }
    }) as Collection['iterate'],
  })),
  collectionMutant('iterate/unsorted', 'iterate is in the order of its sort', (items) => ({
    iterate: ((query: Parameters<Collection['iterate']>[0]) =>
      query.sort === undefined
        ? items.iterate(query)
        : items.iterate({ ...query, sort: undefined })) as Collection['iterate'],
  })),
]
