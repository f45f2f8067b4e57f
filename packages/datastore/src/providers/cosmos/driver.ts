/** @ts-ignore: a project without the SDK does not use this provider */
import type {
  Container as ContainerClient,
  CosmosClient,
  FeedOptions,
  ItemDefinition,
  RequestOptions,
} from '@azure/cosmos'
import { CloudError, type Call } from '@bytelyst/core'
import type { FieldPath } from '../../document/path.ts'
import type {
  Classification,
  CollectionDefinition,
  CollectionSettings,
  DatastoreDriver,
  DeleteOutcome,
  DriverAggregate,
  DriverGroup,
  DriverOperation,
  DriverQuery,
  DriverUpdate,
  Expected,
  Key,
  Outcome,
  Scope,
  SortKey,
  StoredDocument,
  Target,
  TransactOutcome,
  UpdateOutcome,
  WriteRecord,
} from '../../driver.ts'
import { findByTypeClass } from '../../query/type-classes.ts'
import type { Explanation } from '../../types.ts'
import type { JsonValue, Scalar } from '../../types/document.ts'
import { aggregate, countSql, distinctSql } from './aggregate.ts'
import type { DatastoreCapabilities } from '../../types/capabilities.ts'
import { cosmosCapabilities } from './capabilities.ts'
import { classifyCosmos } from './classify.ts'
import { settingsOf, sortsNatively } from './container.ts'
import { Containers, isBehind, statusOf } from './containers.ts'
import { conditionOf, resourceOf, storedOf, type Resource } from './document.ts'
import { explainQuery, readsEverything } from './explain.ts'
import { compareUtf16, findInOrder } from './in-order.ts'
import { nativePatch } from './patch.ts'
import { compositeKeys, findSql, missingComposite, parseRawQuery, type Selection } from './query.ts'
import { signalOf } from './signal.ts'
import type { Statement } from './sql.ts'
import { batchError, batchOperation, batchOutcome, refusalOf, type BatchResult } from './transact.ts'

/** Documents of one answer of the engine, at most. */
const pageSize = 1000

/** What a driver is told beside its client. */
export interface CosmosDriverOptions {
  readonly database: string
  /** Whether closing disposes of the client. */
  readonly ownsClient: boolean
  /** Whether a query may read every document of every partition. */
  readonly allowScans: boolean
}

/** Documents in the containers of one Cosmos DB database. */
export class CosmosDriver implements DatastoreDriver<CosmosClient> {
  readonly capabilities: DatastoreCapabilities = cosmosCapabilities
  readonly #client: CosmosClient
  readonly #containers: Containers
  readonly #options: CosmosDriverOptions

  constructor(client: CosmosClient, options: CosmosDriverOptions) {
    const { database } = options
    this.#client = client
    this.#options = options
    this.#containers = new Containers(client.database(database), (call) =>
      client.databases.create({ id: database }, signalOf(call)),
    )
  }

  async initialize(collections: readonly CollectionDefinition[], call: Call): Promise<void> {
    for (const definition of collections) await this.#containers.ensure(definition, call)
  }

  async readSettings(collection: string, call: Call): Promise<CollectionSettings | null> {
    const container = await this.#containers.read(collection, call)
    return container && settingsOf(container)
  }

  drop(collection: string, call: Call): Promise<void> {
    return this.#containers.drop(collection, call)
  }

  ping(call: Call): Promise<void> {
    return this.#containers.ping(call)
  }

  async close(): Promise<void> {
    if (this.#options.ownsClient) this.#client.dispose()
  }

  async native(): Promise<CosmosClient> {
    return this.#client
  }

  async nativeCollection({ collection }: Target): Promise<ContainerClient> {
    return this.#containers.client(collection)
  }

  classify(error: unknown): Classification | undefined {
    return classifyCosmos(error)
  }

  async read(target: Target, key: Key, call: Call): Promise<StoredDocument | null> {
    await this.#containers.checkDatabase(call)
    if (!isAddressable(key)) return this.#readByBatch(target, key, call)
    const { resource, statusCode: code, substatus } = await this.#item(target, key).read<ItemDefinition>(signalOf(call))
    // The SDK tells every 404 as a document that is not there.
    if (isBehind(code, substatus)) {
      throw Object.assign(new Error('no replica has caught up with the session'), { code, substatus })
    }
    return resource === undefined ? null : storedOf(resource, target.settings)
  }

  async write(target: Target, record: WriteRecord, expected: Expected, call: Call): Promise<Outcome> {
    if (!isAddressable(record.key)) return this.#writeByBatch(target, { kind: 'write', record, expected }, call)
    const { collection, settings } = target
    await this.#containers.ensureForWriting(collection, settings.partitionKeyPath, call)
    const resource = resourceOf(record, settings)
    const options = signalOf(call)
    const { items } = this.#containers.client(collection)
    try {
      const { etag } =
        expected === 'absent'
          ? await items.create(resource, options)
          : expected === 'any'
            ? await items.upsert(resource, options)
            : await this.#item(target, record.key).replace(resource as ItemDefinition, ifMatch(expected, options))
      return { kind: 'written', version: etag }
    } catch (error) {
      const refusal = answerOf(error)
      if (refusal.kind !== 'missing' || (expected !== 'absent' && expected !== 'any')) return refusal
      // What needs no document found no container: another process has removed it.
      this.#containers.forget(collection)
      throw error
    }
  }

  async delete(target: Target, key: Key, version: string | undefined, call: Call): Promise<DeleteOutcome> {
    await this.#containers.checkDatabase(call)
    if (!isAddressable(key)) {
      const outcome = await this.#writeByBatch(target, { kind: 'delete', key, version }, call)
      return outcome.kind === 'stale' || outcome.kind === 'missing' ? outcome : { kind: 'deleted' }
    }
    const expected = version === undefined ? 'any' : { version }
    try {
      await this.#item(target, key).delete(ifMatch(expected, signalOf(call)))
      return { kind: 'deleted' }
    } catch (error) {
      const refusal = answerOf(error)
      if (refusal.kind === 'missing' || refusal.kind === 'stale') return refusal
      throw error
    }
  }

  async find(target: Target, query: DriverQuery, call: Call): Promise<readonly StoredDocument[]> {
    this.#checkScan(target, query)
    const composite = query.limit === undefined ? [] : compositeKeys(query.sort)
    if (composite.length > 0) await this.#checkComposite(target, composite, call)
    const native = (keys: readonly SortKey[]): number => this.#nativeKeys(target, keys)
    return findByTypeClass(
      query,
      target.partitionKeyPath,
      async ({ sort, ...part }) => {
        const select = (selection: Partial<Selection>): Promise<readonly StoredDocument[]> =>
          this.#select(target, { ...part, order: sort, ...selection }, call)
        if (part.limit === undefined || native(sort) === sort.length) return select({})
        const found = await findInOrder(part.filter, sort, part.offset + part.limit, native, (filter, order, limit) =>
          select({ filter, order, limit, offset: 0 }),
        )
        return found.slice(part.offset)
      },
      compareUtf16,
    )
  }

  async count(target: Target, query: Scope, call: Call): Promise<number> {
    this.#checkScan(target, query)
    const [count] = await this.#query(target, countSql(target, query), query.partitionKey, call)
    return typeof count === 'number' ? count : 0
  }

  async explain(target: Target, query: DriverQuery): Promise<Explanation> {
    return explainQuery(target, query, this.#containers.known(target.collection))
  }

  async distinct(target: Target, path: FieldPath, query: Scope, call: Call): Promise<readonly Exclude<Scalar, null>[]> {
    this.#checkScan(target, query)
    const rows = await this.#query(target, distinctSql(target, path, query), query.partitionKey, call)
    return [...new Set(rows.map((row) => (row as { readonly v: Exclude<Scalar, null> }).v))]
  }

  async aggregate(target: Target, query: DriverAggregate, call: Call): Promise<readonly DriverGroup[]> {
    this.#checkScan(target, query)
    return aggregate(target, query, async (statement) => {
      const rows = await this.#query(target, statement, query.partitionKey, call)
      return rows as readonly Record<string, JsonValue | undefined>[]
    })
  }

  async transact(
    target: Target,
    partitionKey: string,
    operations: readonly DriverOperation[],
    call: Call,
  ): Promise<TransactOutcome> {
    const { collection, settings } = target
    await this.#containers.ensureForWriting(collection, settings.partitionKeyPath, call)
    const inputs = operations.map((operation) => batchOperation(operation, settings))
    const { items } = this.#containers.client(collection)
    const { result } = await items.batch(inputs, partitionKey, signalOf(call))
    return batchOutcome(operations, (result ?? []) as readonly BatchResult[])
  }

  async rawQuery(target: Target, query: unknown, call: Call): Promise<readonly unknown[]> {
    return this.#query(target, parseRawQuery(query), undefined, call)
  }

  async update(target: Target, update: DriverUpdate, call: Call): Promise<UpdateOutcome> {
    const patch = nativePatch(update)
    if (patch === undefined || !isAddressable(update.key)) return { kind: 'declined' }
    await this.#containers.checkDatabase(call)
    const expected = update.version === undefined ? 'any' : { version: update.version }
    try {
      const options = ifMatch(expected, signalOf(call))
      const { resource } = await this.#item(target, update.key).patch(patch, options)
      return { kind: 'written', stored: storedOf(resource, target.settings) }
    } catch (error) {
      // Nothing was written: the engine adds no whole number to a fraction, and may refuse more.
      if (statusOf(error) === 400) return { kind: 'declined' }
      const refusal = answerOf(error)
      // Whether it was the version or the guard, only reading tells; and what is missing may be to be created.
      if (refusal.kind === 'stale' || (refusal.kind === 'missing' && update.upsert)) return { kind: 'declined' }
      return refusal
    }
  }

  #item({ collection }: Target, { id, partitionKey }: Key): ReturnType<ContainerClient['item']> {
    return this.#containers.client(collection).item(id, partitionKey)
  }

  async #readByBatch(target: Target, { id, partitionKey }: Key, call: Call): Promise<StoredDocument | null> {
    const { items } = this.#containers.client(target.collection)
    const { result } = await items.batch([{ operationType: 'Read', id }], partitionKey, signalOf(call))
    const [read] = (result ?? []) as readonly BatchResult[]
    if (read?.statusCode === 404) return null
    if (read?.resourceBody === undefined) throw batchError(read)
    return storedOf(read.resourceBody, target.settings)
  }

  async #writeByBatch(
    target: Target,
    operation: Exclude<DriverOperation, { readonly kind: 'update' }>,
    call: Call,
  ): Promise<Outcome> {
    const { partitionKey } = operation.kind === 'write' ? operation.record.key : operation.key
    const outcome = await this.transact(target, partitionKey, [operation], call)
    if (outcome.kind === 'refused') return outcome.outcome
    return { kind: 'written', version: outcome.results[0]?.version ?? '' }
  }

  /** How many of these keys the engine sorts by at once. */
  #nativeKeys({ collection }: Target, keys: readonly SortKey[]): number {
    const container = this.#containers.known(collection)
    let count = keys.length
    while (count > 1 && !sortsNatively(container, keys.slice(0, count))) count -= 1
    return count
  }

  /** @throws CloudError `unsupported` for a query that reads every document, where that is not allowed */
  #checkScan(target: Target, query: Scope & { readonly limit?: number | undefined }): void {
    if (this.#options.allowScans || !readsEverything(target, query)) return
    const message =
      'the query would read every document of every partition, and allowScans is false; give partitionKey, or a filter that an index serves'
    throw new CloudError({ code: 'unsupported', message })
  }

  /** @throws CloudError `misconfigured` when the engine has no index of these keys, also since it was asked last */
  async #checkComposite({ collection }: Target, keys: readonly SortKey[], call: Call): Promise<void> {
    if (sortsNatively(this.#containers.known(collection), keys)) return
    const container = await this.#containers.read(collection, call)
    if (container !== null && !sortsNatively(container, keys)) throw missingComposite(keys)
  }

  async #select(target: Target, selection: Selection, call: Call): Promise<readonly StoredDocument[]> {
    const statement = findSql(target, selection)
    const rows = await this.#query(target, statement, selection.partitionKey, call, selection.limit)
    return rows.map((row) => storedOf(row as Resource, target.settings))
  }

  /** The rows of a query, all of them or so many; none where there is no container. */
  async #query(
    { collection }: Target,
    statement: Statement,
    partitionKey: string | undefined,
    call: Call,
    limit = Infinity,
  ): Promise<readonly unknown[]> {
    await this.#containers.checkDatabase(call)
    // Without a page size the SDK merges partitions ten documents at a time.
    const options: FeedOptions = { ...signalOf(call), maxItemCount: Math.min(limit, pageSize) }
    if (partitionKey !== undefined) options.partitionKey = partitionKey
    const pages = this.#containers.client(collection).items.query<unknown>(statement, options)
    const rows: unknown[] = []
    try {
      for (let hasMore = true; hasMore && rows.length < limit;) {
        call.check()
        const page = await pages.fetchNext()
        for (const row of page.resources ?? []) rows.push(row)
        hasMore = page.hasMoreResults
      }
    } catch (error) {
      if (statusOf(error) !== 404) throw error
      await this.#containers.read(collection, call)
      await this.#containers.checkDatabase(call)
      return []
    }
    return rows.length > limit ? rows.slice(0, limit) : rows
  }
}

/** The SDK refuses to address a document whose id is white space alone; a batch of one operation is not so particular. */
function isAddressable({ id }: Key): boolean {
  return id.trim() !== ''
}

function ifMatch(expected: Expected, options: RequestOptions): RequestOptions {
  if (typeof expected === 'string') return options
  return { ...options, accessCondition: { type: 'IfMatch', condition: conditionOf(expected.version) } }
}

/** What an error of a write means, where it is an answer. */
function answerOf(error: unknown): Exclude<Outcome, { readonly kind: 'written' }> {
  const refusal = refusalOf(statusOf(error))
  if (refusal === undefined) throw error
  return refusal
}
