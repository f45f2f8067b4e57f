import { isCloudError } from '@bytelyst/core'
import type { DatastoreCapabilities } from '@bytelyst/datastore'
import { aggregated } from './aggregate.ts'
import {
  checkDocument,
  checkKey,
  checkOptions,
  checkPartitionKey,
  checkPath,
  checkWhole,
  keyOf,
  require,
  textOption,
  type Key,
} from './check.ts'
import { checkFilter } from './check-filter.ts'
import { checkAggregate, checkPatch, checkSelect, checkSort } from './check-query.ts'
import { matches } from './filter.ts'
import { compare, compareBy, isObject, lookUp, rank, selectFrom, type Fields, type Sort } from './order.ts'
import { patched } from './patch.ts'
import { refusal, type Entry, type Store } from './store.ts'

const reading = ['filter', 'sort', 'partitionKey', 'select']

/**
 * A collection by the sentences of the contract: it looks at every document, sorts all of them and cuts. It shares no
 * code with the library, so that the two can be wrong together only where the contract is read in the same wrong way.
 */
export class NaiveCollection {
  readonly #store: Store
  readonly #limits: DatastoreCapabilities
  readonly #deliver: (entry: Entry, document: Fields) => Fields

  constructor(store: Store, limits: DatastoreCapabilities, remember: (document: Fields, etag: string) => void) {
    this.#store = store
    this.#limits = limits
    this.#deliver = ({ etag }, document) => {
      remember(document, etag)
      return document
    }
  }

  async findById(id: unknown, partitionKey: unknown): Promise<unknown> {
    const entry = this.#store.get(checkKey(id, partitionKey))
    return entry === undefined ? null : this.#copy(entry)
  }

  async findOne(query: unknown): Promise<unknown> {
    return this.#find(checkOptions(query, reading), 0, 1)[0] ?? null
  }

  async findMany(query: unknown): Promise<unknown> {
    const options = checkOptions(query, [...reading, 'limit', 'offset'])
    return this.#find(options, checkWhole(options['offset'], 0) ?? 0, checkWhole(options['limit'], 0))
  }

  /** The cursor says what the query was, and after which values, id and partition key its page ended. */
  async findPage(query: unknown): Promise<unknown> {
    const options = checkOptions(query, [...reading, 'limit', 'cursor'])
    const { filter, partitionKey = null, cursor } = options
    const sort = checkSort(options['sort'])
    const select = checkSelect(options['select'])
    const limit = checkWhole(options['limit'], 1)
    const entries = this.#matching(filter, options)
    require(limit !== undefined, 'a limit')
    const binding = JSON.stringify([filter, Object.entries(sort), partitionKey])
    const order = compareBy({ ...sort, ...('id' in sort ? {} : { id: 1 }), '\0': 1 } as Sort, readPosition)
    const position = (entry: Entry): Fields => ({ ...entry.document, '\0': entry.key.partitionKey })
    let rest = entries.toSorted((one, other) => order(position(one), position(other)))
    if (cursor !== undefined) {
      const last = readCursor(cursor, binding)
      rest = rest.filter((entry) => order(position(entry), last) > 0)
    }
    const page = rest.slice(0, limit)
    const items = page.map((entry) => this.#deliver(entry, selectFrom(entry.document, select)))
    const last = page.at(-1)
    if (rest.length <= limit || last === undefined) return { items }
    for (const path of Object.keys(sort)) {
      const value = lookUp(last.document, path)
      require(typeof value !== 'string' || Array.from(value).length <= 1000, 'a sort value of at most 1,000 characters')
    }
    return { items, cursor: JSON.stringify({ binding, last: position(last) }) }
  }

  async *iterate(query: unknown): AsyncGenerator {
    const options = checkOptions(query, reading)
    let cursor: string | undefined
    do {
      const asked = { ...options, limit: 7, ...(cursor === undefined ? {} : { cursor }) }
      const page = (await this.findPage(asked)) as { items: unknown[]; cursor?: string }
      yield* page.items
      cursor = page.cursor
    } while (cursor !== undefined)
  }

  async count(filter: unknown, options?: unknown): Promise<unknown> {
    return this.#matching(filter, checkOptions(options, ['partitionKey'])).length
  }

  async exists(filter: unknown, options?: unknown): Promise<unknown> {
    return this.#matching(filter, checkOptions(options, ['partitionKey'])).length > 0
  }

  async distinct(path: unknown, query: unknown): Promise<unknown> {
    const options = checkOptions(query, ['filter', 'partitionKey'])
    const at = checkPath(path)
    const values = this.#matching(options['filter'], options).map(({ document }) => lookUp(document, at))
    return [...new Set(values.filter((value) => rank(value) >= 1 && rank(value) <= 4))].toSorted(compare)
  }

  async aggregate(given: unknown): Promise<unknown> {
    const query = checkAggregate(given)
    const options = given as Fields
    return aggregated(
      this.#matching(options['filter'], options).map(({ document }) => document),
      query,
    )
  }

  async create(document: unknown, options?: unknown): Promise<unknown> {
    checkOptions(options, [])
    return this.#copy(this.#store.create(checkDocument(document)))
  }

  async replace(id: unknown, partitionKey: unknown, document: unknown, options?: unknown): Promise<unknown> {
    const ifMatch = textOption(checkOptions(options, ['ifMatch']), 'ifMatch')
    const checked = this.#identified(checkDocument(document), checkKey(id, partitionKey))
    return this.#copy(this.#store.replace(checked, ifMatch))
  }

  async upsert(document: unknown, options?: unknown): Promise<unknown> {
    const ifMatch = textOption(checkOptions(options, ['ifMatch']), 'ifMatch')
    return this.#copy(this.#store.upsert(checkDocument(document), ifMatch))
  }

  async update(id: unknown, partitionKey: unknown, patch: unknown, given?: unknown): Promise<unknown> {
    const options = checkOptions(given, ['ifMatch', 'upsert'])
    const { upsert = false } = options
    require(typeof upsert === 'boolean', 'upsert: true or false')
    const ifMatch = textOption(options, 'ifMatch')
    require(!upsert || ifMatch === undefined, 'upsert without ifMatch')
    const key = checkKey(id, partitionKey)
    checkPatch(patch, upsert, this.#store.partitionKeyPath)
    if (upsert && this.#store.get(key) === undefined) {
      return this.#copy(this.#store.create(patched(this.#seed(key), patch as never, true)))
    }
    return this.#copy(this.#update(key, patch, ifMatch))
  }

  async delete(id: unknown, partitionKey: unknown, options?: unknown): Promise<unknown> {
    const ifMatch = textOption(checkOptions(options, ['ifMatch']), 'ifMatch')
    const key = checkKey(id, partitionKey)
    if (this.#store.get(key) === undefined) return false
    this.#store.delete(key, ifMatch)
    return true
  }

  async createMany(documents: unknown): Promise<unknown> {
    const seen = new Set<string>()
    // "The first of two equal ids wins, the others `already_exists`": also when the first one could not be stored.
    return this.#each(this.#batch(documents), (document) => {
      const key = JSON.stringify(keyOf(document, this.#store.partitionKeyPath))
      if (seen.has(key)) throw refusal('already_exists')
      seen.add(key)
      return this.#store.create(document)
    })
  }

  async upsertMany(documents: unknown): Promise<unknown> {
    const checked = this.#batch(documents)
    const keys = checked.map((document) => JSON.stringify(keyOf(document, this.#store.partitionKeyPath)))
    require(new Set(keys).size === keys.length, 'each id at most once')
    return this.#each(checked, (document) => this.#store.upsert(document, undefined))
  }

  async updateMany(filter: unknown, patch: unknown, options?: unknown): Promise<unknown> {
    const matching = this.#matching(filter, checkOptions(options, ['partitionKey']))
    checkPatch(patch, false, this.#store.partitionKeyPath)
    const { succeeded: updated, failed } = this.#each(matching, ({ key }) => this.#update(key, patch, undefined))
    return { updated, failed }
  }

  async deleteMany(filter: unknown, options?: unknown): Promise<unknown> {
    const matching = this.#matching(filter, checkOptions(options, ['partitionKey']))
    for (const { key } of matching) this.#store.delete(key, undefined)
    return { deleted: matching.length }
  }

  async transact(partitionKey: unknown, operations: unknown): Promise<unknown> {
    checkPartitionKey(partitionKey)
    require(Array.isArray(operations) && operations.length >= 1 && operations.length <= 100, '1 to 100 operations')
    const parsed = operations.map((operation: unknown) => this.#operation(operation, String(partitionKey)))
    require(new Set(parsed.map(({ id }) => id)).size === parsed.length, 'each id at most once')
    const results = this.#store.transact(parsed.map(({ run }) => run))
    return results.map((entry) => (entry === null ? null : this.#copy(entry)))
  }

  #operation(operation: unknown, partitionKey: string): { id: string; run: () => Entry | null } {
    require(isObject(operation), 'an operation')
    const { op, document, patch } = operation
    const { partitionKeyPath } = this.#store
    const known = { create: ['document'], delete: ['id', 'ifMatch'], update: ['id', 'patch', 'ifMatch'] }
    const fields = Object.hasOwn(known, op as string) ? known[op as 'create'] : ['document', 'ifMatch']
    checkOptions(operation, ['op', ...fields])
    require(!Object.keys(operation).some((field) => ['signal', 'timeoutMs'].includes(field)), 'an operation')
    const ifMatch = textOption(operation, 'ifMatch')
    if (op === 'delete' || op === 'update') {
      const key = checkKey(operation['id'], partitionKey)
      if (op === 'update') {
        checkPatch(patch, false, partitionKeyPath)
        return { id: key.id, run: () => this.#update(key, patch, ifMatch) }
      }
      return { id: key.id, run: () => (this.#store.delete(key, ifMatch), null) }
    }
    require(op === 'create' || op === 'replace' || op === 'upsert', 'an operation')
    const checked = checkDocument(document)
    const key = keyOf(checked, partitionKeyPath)
    require(key.partitionKey === partitionKey, 'the partition of the transaction')
    return {
      id: key.id,
      run: () => (op === 'create' ? this.#store.create(checked) : this.#store[op](checked, ifMatch)),
    }
  }

  #matching(filter: unknown, options: Fields): readonly Entry[] {
    checkFilter(filter, this.#limits)
    const partitionKey = textOption(options, 'partitionKey')
    return this.#store.entries.filter(
      ({ key, document }) =>
        (partitionKey === undefined || key.partitionKey === partitionKey) && matches(filter as Fields, document),
    )
  }

  #find(options: Fields, offset: number, limit: number | undefined): unknown[] {
    const order = compareBy(checkSort(options['sort']))
    const select = checkSelect(options['select'])
    return this.#matching(options['filter'], options)
      .toSorted((one, other) => order(one.document, other.document))
      .slice(offset, limit === undefined ? undefined : offset + limit)
      .map((entry) => this.#deliver(entry, selectFrom(entry.document, select)))
  }

  #update(key: Key, patch: unknown, ifMatch: string | undefined): Entry {
    const { document } = this.#store.expect(key, ifMatch)
    return this.#store.replace(patched(document, patch as never, false), undefined)
  }

  #each<I>(items: readonly I[], write: (item: I) => Entry): { items: unknown[]; succeeded: number; failed: number } {
    const results = items.map((item) => {
      try {
        return { ok: true, document: this.#copy(write(item)) } as const
      } catch (error) {
        if (isCloudError(error)) return { ok: false, error } as const
        throw error
      }
    })
    const succeeded = results.filter(({ ok }) => ok).length
    return { items: results, succeeded, failed: results.length - succeeded }
  }

  #batch(documents: unknown): Fields[] {
    require(Array.isArray(documents), 'a list of documents')
    const checked = documents.map(checkDocument)
    for (const document of checked) keyOf(document, this.#store.partitionKeyPath)
    return checked
  }

  #identified(document: Fields, key: Key): Fields {
    const own = keyOf(document, this.#store.partitionKeyPath)
    require(own.id === key.id && own.partitionKey === key.partitionKey, 'the identity of the call')
    return document
  }

  /** "A missing document starts as `{ id, <partition key> }`." */
  #seed({ id, partitionKey }: Key): Fields {
    const segments = this.#store.partitionKeyPath.split('.')
    const nested = segments.reduceRight<unknown>((value, segment) => ({ [segment]: value }), partitionKey)
    return this.#identified({ ...(nested as Fields), id }, { id, partitionKey })
  }

  #copy(entry: Entry): Fields {
    return this.#deliver(entry, structuredClone(entry.document))
  }
}

function readPosition(position: Fields, key: string): unknown {
  return key === '\0' ? position[key] : lookUp(position, key)
}

function readCursor(cursor: unknown, binding: string): Fields {
  let parsed: unknown
  try {
    parsed = JSON.parse(String(cursor))
  } catch {
    parsed = undefined
  }
  require(isObject(parsed) && parsed['binding'] === binding, 'a cursor of this query')
  return parsed['last'] as Fields
}
