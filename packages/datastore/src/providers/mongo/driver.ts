import type { Collection, Db, MongoClient } from 'mongodb'
import { CloudError, isCloudError, type Call } from '@bytelyst/core'
import { invalid } from '../../document/invalid.ts'
import { isPlainObject } from '../../document/plain-object.ts'
import type { FieldPath } from '../../document/path.ts'
import { versionSource } from '../../document/version.ts'
import type {
  Classification,
  CollectionDefinition,
  CollectionSettings,
  DatastoreDriver,
  DeleteOutcome,
  DriverAggregate,
  DriverBulkUpdate,
  DriverChange,
  DriverGroup,
  DriverOperation,
  DriverQuery,
  DriverUpdate,
  Expected,
  Key,
  Outcome,
  Scope,
  StoredDocument,
  Target,
  TransactOutcome,
  UpdateOutcome,
  WriteRecord,
} from '../../driver.ts'
import { allOf } from '../../filter/combine.ts'
import { findByTypeClass, type HomogeneousQuery } from '../../query/type-classes.ts'
import type { Explanation } from '../../types.ts'
import type { DatastoreCapabilities } from '../../types/capabilities.ts'
import type { Scalar } from '../../types/document.ts'
import { aggregatePipeline, groupsOf, hasScalar, type GroupRow } from './aggregate.ts'
import { updateMatching } from './bulk.ts'
import { changesOf } from './changes.ts'
import { classifyMongo, codeOf, commandNotFound, isMissingNamespace } from './classify.ts'
import { closeClient } from './close-client.ts'
import { Documents } from './documents.ts'
import { explanationOfIndexes, explanationOfPlan } from './explain.ts'
import { fieldOf } from './filter.ts'
import { declareIndexes, indexesOf } from './indexes.ts'
import { Layout, type RawDocument } from './layout.ts'
import { projectionOf, scopeOf, sortOf } from './query.ts'
import { valueOptions, type MongoServer } from './server.ts'
import { readSettings, removeSettings, storeSettings } from './settings.ts'
import { transactWith } from './transact.ts'

/** Documents in MongoDB, by the official SDK, which also is the one that repeats what is safe to repeat. */
export class MongoDriver implements DatastoreDriver<MongoClient> {
  readonly capabilities: DatastoreCapabilities
  readonly appliesUpdates = true
  readonly #client: MongoClient
  readonly #database: Db
  readonly #server: MongoServer
  readonly #clock: () => number
  readonly #nextEtag = versionSource()
  readonly #known = new WeakMap<Target, Documents>()
  /** Errors after which a part of several writes may be there. */
  readonly #ofParts = new WeakSet<object>()
  #isClosed = false

  /** @param clock - milliseconds since the epoch */
  constructor(server: MongoServer, clock: () => number) {
    this.#server = server
    this.#client = server.client
    this.#database = server.database
    this.#clock = clock
    this.capabilities = server.capabilities
  }

  async initialize(collections: readonly CollectionDefinition[], call: Call): Promise<void> {
    for (const definition of collections) {
      call.check()
      const target = await storeSettings(this.#database, definition)
      const { native, layout } = this.#documents(target)
      await declareIndexes(native, layout, definition)
    }
  }

  readSettings(collection: string): Promise<CollectionSettings | null> {
    return readSettings(this.#database, collection)
  }

  async drop(collection: string): Promise<void> {
    await dropped(this.#database.collection(collection))
    await removeSettings(this.#database, collection)
  }

  async ping(): Promise<void> {
    await this.#database.command({ ping: 1 })
  }

  async close(): Promise<void> {
    this.#isClosed = true
    if (this.#server.isOurs) await closeClient(this.#client)
  }

  async native(): Promise<MongoClient> {
    return this.#client
  }

  async nativeCollection(target: Target): Promise<Collection<RawDocument>> {
    return this.#documents(target).native
  }

  classify(error: unknown): Classification | undefined {
    if (this.#isClosed) return { code: 'closed' }
    const known = classifyMongo(error, this.#server.isReplicated)
    if (known?.ambiguous !== false || typeof error !== 'object' || error === null) return known
    return this.#ofParts.has(error) ? { ...known, ambiguous: true } : known
  }

  read(target: Target, key: Key): Promise<StoredDocument | null> {
    return this.#documents(target).read(key)
  }

  write(target: Target, record: WriteRecord, expected: Expected, call: Call): Promise<Outcome> {
    return this.#documents(target).write(record, expected, call)
  }

  delete(target: Target, key: Key, version: string | undefined): Promise<DeleteOutcome> {
    return this.#documents(target).delete(key, version)
  }

  update(target: Target, update: DriverUpdate): Promise<UpdateOutcome> {
    return this.#documents(target).update(update)
  }

  async writeMany(
    target: Target,
    records: readonly WriteRecord[],
    expected: 'absent' | 'any',
    call: Call,
  ): Promise<readonly Outcome[]> {
    const documents = this.#documents(target)
    try {
      return await (expected === 'absent' ? documents.createMany(records, call) : documents.upsertMany(records, call))
    } catch (error) {
      // Whatever is told of the one that failed, others may be written.
      if (isCloudError(error)) throw records.length === 1 ? error : error.with({ ambiguous: true })
      if (typeof error === 'object' && error !== null) this.#ofParts.add(error)
      throw error
    }
  }

  find(target: Target, query: DriverQuery, call: Call): Promise<readonly StoredDocument[]> {
    return findByTypeClass(query, target.partitionKeyPath, (part) => this.#findPart(target, part, call))
  }

  async #findPart(target: Target, query: HomogeneousQuery, call: Call): Promise<readonly StoredDocument[]> {
    const { native, layout } = this.#documents(target)
    const { limit, offset, sort, partitionKey, select } = query
    const projection = projectionOf(select)
    const cursor = native.find(scopeOf(layout, query, this.#clock()), {
      ...(sort.length > 0 && { sort: sortOf(layout, sort, partitionKey) }),
      ...(limit !== undefined && { limit, batchSize: limit }),
      ...(offset > 0 && { skip: offset }),
      ...(projection !== undefined && { projection }),
      ...(call.signal !== undefined && { signal: call.signal }),
    })
    const found: StoredDocument[] = []
    for await (const raw of cursor) found.push(layout.toStored(raw))
    return found
  }

  count(target: Target, query: Scope): Promise<number> {
    const { native, layout } = this.#documents(target)
    return native.countDocuments(scopeOf(layout, query, this.#clock()))
  }

  async explain(target: Target, query: DriverQuery): Promise<Explanation> {
    const { native, layout } = this.#documents(target)
    const filter = scopeOf(layout, query, this.#clock())
    const sort = Object.fromEntries(sortOf(layout, query.sort, query.partitionKey))
    const find = { find: target.collection, filter, ...(query.sort.length > 0 && { sort }) }
    const explanation = explanationOfPlan(await this.#planOf(find), query)
    if (explanation !== undefined) return explanation
    return explanationOfIndexes(await indexesOf(native), layout, query)
  }

  /** @returns undefined where the server tells no plans */
  async #planOf(find: Readonly<Record<string, unknown>>): Promise<unknown> {
    try {
      return await this.#database.command({ explain: find, verbosity: 'queryPlanner' })
    } catch (error) {
      if (codeOf(error) === commandNotFound) return undefined
      throw error
    }
  }

  async distinct(target: Target, path: FieldPath, query: Scope): Promise<readonly Exclude<Scalar, null>[]> {
    const { native, layout } = this.#documents(target)
    const scope = { ...query, filter: allOf(query.filter, hasScalar(path)) }
    const values = await native.distinct(fieldOf(path, layout), scopeOf(layout, scope, this.#clock()))
    return [...new Set(values.map((value) => layout.scalarOf(value)))].filter((value) => value !== null)
  }

  async aggregate(target: Target, query: DriverAggregate, call: Call): Promise<readonly DriverGroup[]> {
    const { native, layout } = this.#documents(target)
    const rows = await native
      .aggregate<GroupRow>(aggregatePipeline(layout, query, this.#clock()), signalOf(call))
      .toArray()
    return groupsOf(rows, query)
  }

  updateMany(
    target: Target,
    query: Scope,
    update: DriverBulkUpdate,
    call: Call,
  ): Promise<{ updated: number; failed: number }> {
    return updateMatching(this.#documents(target), query, update, this.#nextEtag(), this.#clock(), call)
  }

  async deleteMany(target: Target, query: Scope): Promise<number> {
    const { native, layout } = this.#documents(target)
    const { deletedCount } = await native.deleteMany(scopeOf(layout, query, this.#clock()))
    return deletedCount
  }

  async transact(
    target: Target,
    _partitionKey: string,
    operations: readonly DriverOperation[],
    call: Call,
  ): Promise<TransactOutcome> {
    if (!this.#server.isReplicated) throw needsReplicaSet('transact')
    return transactWith(this.#client, this.#documents(target), operations, this.#clock, call)
  }

  async *changes(target: Target, from: string, signal: AbortSignal): AsyncGenerator<DriverChange, void, undefined> {
    if (this.capabilities.changes === 'none') throw needsReplicaSet('changes')
    yield* changesOf(this.#documents(target), from, signal)
  }

  /** An aggregation pipeline, as a list of stages. */
  async rawQuery(target: Target, query: unknown, call: Call): Promise<readonly unknown[]> {
    if (!Array.isArray(query) || !query.every(isPlainObject)) throw invalid('query', 'an aggregation pipeline', query)
    const writes = query.find((stage) => Object.hasOwn(stage, '$out') || Object.hasOwn(stage, '$merge'))
    if (writes !== undefined) throw invalid('query', 'a pipeline that only reads, without $out and $merge')
    return this.#documents(target).native.aggregate(query, signalOf(call)).toArray()
  }

  #documents(target: Target): Documents {
    let documents = this.#known.get(target)
    if (documents === undefined) {
      const { idFormat, readAs } = this.#server
      const native = this.#database.collection<RawDocument>(target.collection, valueOptions)
      documents = new Documents(native, new Layout(target, idFormat, readAs), this.#clock, this.#nextEtag)
      this.#known.set(target, documents)
    }
    return documents
  }
}

/** Older servers refuse to drop what is not there. */
async function dropped(collection: Collection): Promise<void> {
  try {
    await collection.drop()
  } catch (error) {
    if (!isMissingNamespace(error)) throw error
  }
}

function signalOf({ signal }: Call): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal }
}

function needsReplicaSet(what: string): CloudError {
  const message = `${what}: this server cannot do it; MongoDB needs a replica set for that`
  return new CloudError({ code: 'unsupported', message })
}
