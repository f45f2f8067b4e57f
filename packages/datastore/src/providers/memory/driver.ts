import { CloudError, type Call } from '@bytelyst/core'
import { copyJson } from '../../document/copy.ts'
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
import type { FieldPath } from '../../document/path.ts'
import type { Explanation } from '../../types.ts'
import type { DatastoreCapabilities } from '../../types/capabilities.ts'
import type { Scalar } from '../../types/document.ts'
import { aggregateTable, distinctValues } from './aggregate.ts'
import { memoryCapabilities } from './capabilities.ts'
import { ChangeLog } from './change-log.ts'
import { toStored, type Entry } from './entry.ts'
import { isScan, planOf } from './plan.ts'
import { findEntries, visitMatching } from './query.ts'
import { Table } from './table.ts'

/**
 * Documents in this process. Every method does its work at once, without waiting in between, and is therefore atomic.
 */
export class MemoryDriver implements DatastoreDriver<ReadonlyMap<string, Table>> {
  readonly capabilities: DatastoreCapabilities = memoryCapabilities
  readonly appliesUpdates = true
  readonly #tables = new Map<string, Table>()
  readonly #logs = new WeakMap<Table, ChangeLog>()
  readonly #clock: () => number
  readonly #nextVersion = versionSource()
  readonly #closing = new AbortController()
  readonly #onClose: ((tables: ReadonlyMap<string, Table>) => void) | undefined

  /** @param clock - milliseconds since the epoch */
  constructor(clock: () => number, onClose?: (tables: ReadonlyMap<string, Table>) => void) {
    this.#clock = clock
    this.#onClose = onClose
  }

  async initialize(collections: readonly CollectionDefinition[]): Promise<void> {
    for (const { name, indexes } of collections) {
      for (const index of indexes) this.#open.get(name)?.assertUnique(index)
    }
    for (const { name, partitionKeyPath, defaultTtl, indexes } of collections) {
      const table = this.table(name)
      table.settings ??= { partitionKeyPath, defaultTtl }
      table.settings = { partitionKeyPath: table.settings.partitionKeyPath, defaultTtl }
      for (const index of indexes) table.declareIndex(index)
    }
  }

  async readSettings(collection: string): Promise<CollectionSettings | null> {
    return this.#open.get(collection)?.settings ?? null
  }

  async drop(collection: string): Promise<void> {
    this.#open.delete(collection)
  }

  async ping(): Promise<void> {
    this.#assertOpen()
  }

  async close(): Promise<void> {
    this.#closing.abort()
    this.#onClose?.(this.#tables)
    this.#tables.clear()
  }

  async native(): Promise<ReadonlyMap<string, Table>> {
    return this.#open
  }

  async nativeCollection(target: Target): Promise<Table> {
    return this.table(target.collection)
  }

  classify(): Classification | undefined {
    return undefined
  }

  async read(target: Target, key: Key): Promise<StoredDocument | null> {
    const entry = this.#open.get(target.collection)?.get(key)
    return entry === undefined ? null : toStored(entry)
  }

  async write(target: Target, record: WriteRecord, expected: Expected, call: Call): Promise<Outcome> {
    call.check()
    return this.#write(this.table(target.collection), record, expected)
  }

  async delete(target: Target, key: Key, version: string | undefined, call: Call): Promise<DeleteOutcome> {
    call.check()
    const table = this.table(target.collection)
    const current = table.get(key)
    if (current === undefined) return { kind: 'missing' }
    if (version !== undefined && current.version !== version) return { kind: 'stale' }
    table.delete(current)
    return { kind: 'deleted' }
  }

  async update(target: Target, update: DriverUpdate, call: Call): Promise<UpdateOutcome> {
    call.check()
    return this.#update(this.table(target.collection), update)
  }

  async find(target: Target, query: DriverQuery, call: Call): Promise<readonly StoredDocument[]> {
    call.check()
    return findEntries(this.table(target.collection), query).map(toStored)
  }

  async count(target: Target, query: Scope, call: Call): Promise<number> {
    call.check()
    let count = 0
    visitMatching(this.table(target.collection), query, () => {
      count += 1
      return true
    })
    return count
  }

  async distinct(target: Target, path: FieldPath, query: Scope, call: Call): Promise<Exclude<Scalar, null>[]> {
    call.check()
    return distinctValues(this.table(target.collection), path, query)
  }

  async aggregate(target: Target, query: DriverAggregate, call: Call): Promise<readonly DriverGroup[]> {
    call.check()
    return aggregateTable(this.table(target.collection), query)
  }

  async explain(target: Target, query: DriverQuery): Promise<Explanation> {
    const plan = planOf(this.table(target.collection), query)
    const facts = { scan: isScan(plan, query), crossPartition: query.partitionKey === undefined, requests: 0 }
    return plan.index === undefined ? facts : { ...facts, index: plan.index }
  }

  async writeMany(
    target: Target,
    records: readonly WriteRecord[],
    expected: 'absent' | 'any',
    call: Call,
  ): Promise<Outcome[]> {
    call.check()
    const table = this.table(target.collection)
    return records.map((record) => this.#write(table, record, expected))
  }

  async updateMany(
    target: Target,
    query: Scope,
    update: DriverBulkUpdate,
    call: Call,
  ): Promise<{ updated: number; failed: number }> {
    call.check()
    const table = this.table(target.collection)
    let updated = 0
    let failed = 0
    for (const entry of this.#matching(table, query)) {
      const record = update.apply(toStored(entry), entry)
      if (record !== null && this.#write(table, record, 'any').kind === 'written') updated += 1
      else failed += 1
    }
    return { updated, failed }
  }

  async deleteMany(target: Target, query: Scope, call: Call): Promise<number> {
    call.check()
    const table = this.table(target.collection)
    const matching = this.#matching(table, query)
    for (const entry of matching) table.delete(entry)
    return matching.length
  }

  /** Applies one operation after the other, and takes all of them back when one is refused. */
  async transact(
    target: Target,
    partitionKey: string,
    operations: readonly DriverOperation[],
    call: Call,
  ): Promise<TransactOutcome> {
    call.check()
    const table = this.table(target.collection)
    return table.atomically<TransactOutcome>((undo) => {
      const results: (StoredDocument | null)[] = []
      for (const [index, operation] of operations.entries()) {
        const key = { ...keyOf(operation), partitionKey }
        const before = table.get(key)
        const outcome = this.#apply(table, operation, before)
        if ('kind' in outcome) return { kind: 'refused', index, outcome }
        undo(() => restore(table, key, before))
        results.push(outcome.result)
      }
      return { kind: 'committed', results }
    })
  }

  async *changes(target: Target, from: string, signal: AbortSignal): AsyncGenerator<DriverChange, void, undefined> {
    const table = this.table(target.collection)
    let log = this.#logs.get(table)
    if (log === undefined) this.#logs.set(table, (log = new ChangeLog(table, this.#nextVersion())))
    yield* log.read(from, AbortSignal.any([signal, this.#closing.signal]))
    this.#assertOpen()
  }

  /** The documents of a collection, which is made when it is first asked for. */
  table(name: string): Table {
    let table = this.#open.get(name)
    if (table === undefined) this.#open.set(name, (table = new Table(this.#clock)))
    return table
  }

  get #open(): Map<string, Table> {
    this.#assertOpen()
    return this.#tables
  }

  /** A call that was under way when the driver was closed must not succeed on documents nobody keeps. */
  #assertOpen(): void {
    if (!this.#closing.signal.aborted) return
    throw new CloudError({ code: 'closed', message: 'the provider has been closed', ambiguous: false })
  }

  #matching(table: Table, query: Scope): readonly Entry[] {
    const matching: Entry[] = []
    visitMatching(table, query, (entry) => matching.push(entry) > 0)
    return matching
  }

  #write(table: Table, record: WriteRecord, expected: Expected): Outcome {
    const entry = this.#entryOf(record)
    const refusal = table.refusal(record.key, expected) ?? table.put(entry)
    return refusal ?? { kind: 'written', version: entry.version }
  }

  #update(table: Table, update: DriverUpdate): UpdateOutcome {
    const current = table.get(update.key)
    if (current === undefined && !update.upsert) return { kind: 'missing' }
    if (update.version !== undefined && current?.version !== update.version) return { kind: 'stale' }
    const record = update.apply(current === undefined ? null : current)
    const outcome = this.#write(table, record, 'any')
    if (outcome.kind !== 'written') return outcome
    return { kind: 'written', stored: { ...record, version: outcome.version } }
  }

  #apply(
    table: Table,
    operation: DriverOperation,
    before: Entry | undefined,
  ): { readonly result: StoredDocument | null } | Exclude<Outcome, { readonly kind: 'written' }> {
    if (operation.kind === 'delete') {
      if (before === undefined) return { kind: 'missing' }
      if (operation.version !== undefined && before.version !== operation.version) return { kind: 'stale' }
      table.delete(before)
      return { result: null }
    }
    if (operation.kind === 'update') {
      const outcome = this.#update(table, operation.update)
      if (outcome.kind === 'written') return { result: outcome.stored }
      return outcome.kind === 'declined' ? { kind: 'stale' } : outcome
    }
    const outcome = this.#write(table, operation.record, operation.expected)
    if (outcome.kind !== 'written') return outcome
    return { result: { ...operation.record, version: outcome.version } }
  }

  #entryOf({ key, document, ttlSeconds }: WriteRecord): Entry {
    const expiresAt = ttlSeconds === null ? Infinity : this.#clock() + ttlSeconds * 1000
    return { ...key, document: copyJson(document), version: this.#nextVersion(), ttlSeconds, expiresAt, slot: 0 }
  }
}

function keyOf(operation: DriverOperation): Key {
  if (operation.kind === 'write') return operation.record.key
  return operation.kind === 'update' ? operation.update.key : operation.key
}

function restore(table: Table, key: Key, before: Entry | undefined): void {
  if (before !== undefined) {
    table.put(before)
    return
  }
  const added = table.get(key)
  if (added !== undefined) table.delete(added)
}
