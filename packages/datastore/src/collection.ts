import type { CloudError, OperationOptions } from '@bytelyst/core'
import type { Connection, Context, OperationName } from './connection.ts'
import { deliver } from './deliver.ts'
import { checkId, checkPartitionKey } from './document/identity.ts'
import { invalid } from './document/invalid.ts'
import { parsePath } from './document/path.ts'
import type { Key } from './driver.ts'
import { deleteMatching, updateMatching, writeEach } from './operations/bulk.ts'
import { changesOf } from './operations/changes.ts'
import { findDocuments, findPageOf, iterateOver } from './operations/read.ts'
import { parseOperations, transactOperations } from './operations/transact.ts'
import { parseUpdate, updateDocument } from './operations/update.ts'
import {
  deleteDocument,
  missingIsStale,
  parseDocument,
  parseIfMatch,
  writeDocument,
  type DocumentWrite,
} from './operations/write.ts'
import { parsePatch } from './patch/parse.ts'
import { parseAggregate, rowsOf } from './query/aggregate.ts'
import { checkOptions, wholeNumber, type CallKind } from './query/options.ts'
import { compareValues } from './query/order.ts'
import { parsePageQuery, parseQuery, parseScope, toDriverQuery } from './query/parse-query.ts'
import { unsupported } from './support.ts'
import type { DocumentCollection, Explanation } from './types.ts'
import type { DatastoreCapabilities } from './types/capabilities.ts'
import type { Change, ChangesOptions } from './types/change.ts'
import type { Input, Scalar } from './types/document.ts'
import type { Filter } from './types/filter.ts'
import type { Patch } from './types/patch.ts'
import type { Path } from './types/path.ts'
import type {
  AggregateQuery,
  AggregateRow,
  FindOneQuery,
  FindQuery,
  Page,
  PageQuery,
  ReadOptions,
  Selected,
  Sort,
} from './types/query.ts'
import type {
  BatchResult,
  CreateOptions,
  DeleteOptions,
  Operation,
  ReplaceOptions,
  UpdateOptions,
  UpsertOptions,
  WriteManyOptions,
} from './types/write.ts'

type Options = Readonly<Record<string, unknown>>

/**
 * The one implementation of {@link DocumentCollection}, over any driver: it checks, fills in, pages, repeats
 * conditional writes and explains errors, so that a driver only has to do what its engine does.
 */
export class PortableCollection<T extends { id: string }> implements DocumentCollection<T> {
  readonly name: string
  readonly #connection: Connection

  constructor(connection: Connection, name: string) {
    this.name = name
    this.#connection = connection
  }

  async findById(id: string, partitionKey: string, options?: OperationOptions): Promise<T | null> {
    const key = this.#check('findById', 'bounds', options, () => checkKey(id, partitionKey))
    const stored = await this.#perform('findById', options, ({ driver, target, call }) =>
      driver.read(target, key, call),
    )
    return stored && deliver<T>(stored)
  }

  async findOne<const S extends Path<T> = never>(query: FindOneQuery<T, S>): Promise<Selected<T, S> | null> {
    const parsed = this.#check('findOne', 'findOne', query, (options) => parseQuery(options, this.#capabilities))
    const [first] = await this.#perform('findOne', query, (context) =>
      findDocuments<Selected<T, S>>(context, { ...parsed, limit: 1 }),
    )
    return first ?? null
  }

  async findMany<const S extends Path<T> = never>(query: FindQuery<T, S>): Promise<Selected<T, S>[]> {
    const parsed = this.#check('findMany', 'findMany', query, (options) => parseQuery(options, this.#capabilities))
    if (parsed.limit === 0) return this.#connection.answer(this.#named('findMany'), query, [])
    return this.#perform('findMany', query, (context) => findDocuments(context, parsed))
  }

  async findPage<const S extends Path<T> = never>(query: PageQuery<T, S>): Promise<Page<Selected<T, S>>> {
    const parsed = this.#check('findPage', 'findPage', query, (options) => parsePageQuery(options, this.#capabilities))
    return this.#perform('findPage', query, (context) => findPageOf(context, parsed, query.cursor))
  }

  iterate<const S extends Path<T> = never>(query: FindOneQuery<T, S>): AsyncIterable<Selected<T, S>> {
    return iterateOver(() => {
      const parsed = this.#check('iterate', 'findOne', query, (options) => parseQuery(options, this.#capabilities))
      return (cursor, limit) =>
        this.#perform('iterate', query, (context) => findPageOf(context, { ...parsed, limit }, cursor))
    })
  }

  async count(filter: Filter<T>, options?: ReadOptions): Promise<number> {
    const scope = this.#check('count', 'scope', options, (given) => parseScope(filter, given, this.#capabilities))
    return this.#perform('count', options, ({ driver, target, call }) => driver.count(target, scope, call))
  }

  async exists(filter: Filter<T>, options?: ReadOptions): Promise<boolean> {
    const scope = this.#check('exists', 'scope', options, (given) => parseScope(filter, given, this.#capabilities))
    const query = { ...scope, sort: [], limit: 1, offset: 0, select: [['id']] }
    return this.#perform('exists', options, async ({ driver, target, call }) => {
      const found = await driver.find(target, toDriverQuery(query, target), call)
      return found.length > 0
    })
  }

  async distinct(path: Path<T>, query: { readonly filter: Filter<T> } & ReadOptions): Promise<Exclude<Scalar, null>[]> {
    const { at, scope } = this.#check('distinct', 'distinct', query, (options) => {
      if (!this.#capabilities.distinct) throw unsupported('distinct')
      return { at: parsePath(path, 'path'), scope: parseScope(options['filter'], options, this.#capabilities) }
    })
    return this.#perform('distinct', query, async ({ driver, target, call }) => {
      const values = await driver.distinct?.(target, at, scope, call)
      return (values ?? []).toSorted(compareValues)
    })
  }

  async aggregate<const Q extends AggregateQuery<T>>(query: Q): Promise<AggregateRow<T, Q>[]> {
    const { parsed, scope, limit } = this.#check('aggregate', 'aggregate', query, (options) => {
      if (!this.#capabilities.aggregate) throw unsupported('aggregate')
      return {
        parsed: parseAggregate(options),
        scope: parseScope(options['filter'], options, this.#capabilities),
        limit: wholeNumber(options['limit'], 'limit', 0),
      }
    })
    return this.#perform('aggregate', query, async ({ driver, target, call }) => {
      const { groupBy, columns } = parsed
      const groups = await driver.aggregate?.(target, { ...scope, groupBy, columns }, call)
      return rowsOf(groups ?? [], parsed, limit) as AggregateRow<T, Q>[]
    })
  }

  async create(document: Input<T>, options?: CreateOptions): Promise<T> {
    const write = this.#check('create', 'create', options, (given) => this.#document(document, given))
    return this.#perform('create', options, (context) => writeDocument<T>(context, write, 'absent'))
  }

  async replace(id: string, partitionKey: string, document: Input<T>, options?: ReplaceOptions): Promise<T> {
    const { write, expected } = this.#check('replace', 'write', options, (given) => {
      const key = checkKey(id, partitionKey)
      return { expected: parseIfMatch(given) ?? 'present', write: { ...this.#document(document, given), key } } as const
    })
    return this.#perform('replace', options, (context) => writeDocument<T>(context, write, expected))
  }

  async upsert(document: Input<T>, options?: UpsertOptions): Promise<T> {
    const { write, expected } = this.#check('upsert', 'write', options, (given) => {
      return { expected: parseIfMatch(given) ?? 'any', write: this.#document(document, given) } as const
    })
    return this.#perform('upsert', options, (context) => writeDocument<T>(context, write, expected, missingIsStale))
  }

  async update(id: string, partitionKey: string, patch: Patch<T>, options?: UpdateOptions): Promise<T> {
    const request = this.#check('update', 'update', options, (given) =>
      parseUpdate(checkKey(id, partitionKey), patch, given),
    )
    return this.#perform('update', options, async (context) => deliver<T>(await updateDocument(context, request)))
  }

  async delete(id: string, partitionKey: string, options?: DeleteOptions): Promise<boolean> {
    const { key, version } = this.#check('delete', 'delete', options, (given) => {
      return { key: checkKey(id, partitionKey), version: parseIfMatch(given)?.version }
    })
    return this.#perform('delete', options, (context) => deleteDocument(context, key, version))
  }

  createMany(documents: readonly Input<T>[], options?: CreateOptions): Promise<BatchResult<T>> {
    return this.#writeEach('createMany', documents, options, 'absent')
  }

  upsertMany(documents: readonly Input<T>[], options?: CreateOptions): Promise<BatchResult<T>> {
    return this.#writeEach('upsertMany', documents, options, 'any')
  }

  async updateMany(
    filter: Filter<T>,
    patch: Patch<T>,
    options?: WriteManyOptions,
  ): Promise<{ readonly updated: number; readonly failed: number }> {
    const { scope, parsed } = this.#check('updateMany', 'scope', options, (given) => {
      return { scope: parseScope(filter, given, this.#capabilities), parsed: parsePatch(patch, false) }
    })
    return this.#perform('updateMany', options, (context) => updateMatching(context, scope, parsed))
  }

  async deleteMany(filter: Filter<T>, options?: WriteManyOptions): Promise<{ readonly deleted: number }> {
    const scope = this.#check('deleteMany', 'scope', options, (given) => parseScope(filter, given, this.#capabilities))
    return this.#perform('deleteMany', options, async (context) => ({ deleted: await deleteMatching(context, scope) }))
  }

  async transact(
    partitionKey: string,
    operations: readonly Operation<T>[],
    options?: OperationOptions,
  ): Promise<(T | null)[]> {
    const parsed = this.#check('transact', 'bounds', options, () =>
      parseOperations(operations, checkPartitionKey(partitionKey, 'partitionKey'), this.#capabilities),
    )
    return this.#perform('transact', options, (context) => transactOperations<T>(context, partitionKey, parsed))
  }

  async *changes(options?: ChangesOptions): AsyncGenerator<Change<T>, void, undefined> {
    const name = this.#named('changes')
    const from = this.#check('changes', 'changes', options, (given) => {
      if (this.#capabilities.changes === 'none') throw unsupported('changes')
      const start = given['from'] ?? 'now'
      if (typeof start !== 'string' || start === '') throw invalid('from', "a change's token, 'start' or 'now'", start)
      return start
    })
    const session = await this.#perform('changes', options, ({ driver, target }) => Promise.resolve({ driver, target }))
    try {
      yield* changesOf<T>(session, from, options ?? {})
    } catch (error) {
      throw this.#connection.explain(error, name, false)
    }
  }

  async explain(
    query: { readonly filter: Filter<T>; readonly sort?: Sort<T> | undefined } & ReadOptions,
  ): Promise<Explanation> {
    const parsed = this.#check('explain', 'explain', query, (options) => parseQuery(options, this.#capabilities))
    return this.#perform('explain', query, ({ driver, target, call }) =>
      driver.explain(target, toDriverQuery(parsed, target), call),
    )
  }

  async rawQuery<R = unknown>(query: unknown, options?: OperationOptions): Promise<R[]> {
    this.#check('rawQuery', 'bounds', options, () => {
      if (!this.#capabilities.rawQuery) throw unsupported('rawQuery')
    })
    return this.#perform('rawQuery', options, async ({ driver, target, call }) => {
      const rows = await driver.rawQuery?.(target, query, call)
      return (rows ?? []) as R[]
    })
  }

  native(): Promise<unknown> {
    this.#connection.assertOpen(this.#named('native'))
    return this.#perform('native', undefined, ({ driver, target }) => driver.nativeCollection(target))
  }

  async #writeEach(
    operation: 'createMany' | 'upsertMany',
    documents: readonly Input<T>[],
    options: CreateOptions | undefined,
    expected: 'absent' | 'any',
  ): Promise<BatchResult<T>> {
    const writes = this.#check(operation, 'create', options, (given) => {
      if (!Array.isArray(documents)) throw invalid('documents', 'a list of documents', documents)
      return Array.from(documents, (document, i) => this.#document(document, given, `documents[${i}]`))
    })
    const name = this.#named(operation)
    if (writes.length === 0) return this.#connection.answer(name, options ?? {}, { items: [], succeeded: 0, failed: 0 })
    const explain = (error: CloudError): CloudError => this.#connection.explain(error, name, false)
    return this.#perform(operation, options, (context) => writeEach<T>(context, writes, { expected, explain }))
  }

  get #capabilities(): DatastoreCapabilities {
    return this.#connection.capabilities
  }

  #document(document: unknown, options: Options, where?: string): DocumentWrite {
    return parseDocument(document, options, this.#capabilities, where)
  }

  #named(operation: string): OperationName & { readonly collection: string } {
    return { operation, collection: this.name }
  }

  /** Everything that can be refused before any I/O. */
  #check<P>(operation: string, kind: CallKind, options: unknown, parse: (options: Options) => P): P {
    const name = this.#named(operation)
    this.#connection.assertOpen(name)
    try {
      return parse(checkOptions(options, kind))
    } catch (error) {
      throw this.#connection.explain(error, name, false)
    }
  }

  #perform<R>(
    operation: string,
    options: OperationOptions | undefined,
    work: (context: Context) => Promise<R>,
  ): Promise<R> {
    return this.#connection.perform(this.#named(operation), options, work)
  }
}

function checkKey(id: unknown, partitionKey: unknown): Key {
  return { id: checkId(id, 'id'), partitionKey: checkPartitionKey(partitionKey, 'partitionKey') }
}
