import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { CloudError, type Call } from '@bytelyst/core'
import type {
  Classification,
  CollectionDefinition,
  CollectionSettings,
  DatastoreDriver,
  DeleteOutcome,
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
import { everything } from '../../filter/tree.ts'
import { forEachConcurrently } from '../../operations/concurrency.ts'
import type { Explanation } from '../../types.ts'
import type { DatastoreCapabilities } from '../../types/capabilities.ts'
import { Batches } from './batches.ts'
import { dynamodbCapabilities } from './capabilities.ts'
import { classifyDynamoDb } from './classify.ts'
import { isLive, toKey, toStored } from './item.ts'
import { planOf, type Plan } from './query.ts'
import { rawQuery } from './raw-query.ts'
import { isNamed, UnansweredError, type Operations, type Requests } from './requests.ts'
import { Tables } from './tables.ts'
import { transact } from './transaction.ts'
import { Writes } from './writes.ts'

/** Tables that are made at a time. */
const tablesAtOnce = 4
/** Items that are read first for a filter, where few are wanted; twice as many each further time. */
const firstItems = 64
/** A megabyte, which ends a page anyway, holds no more. */
const mostItems = 65_536

/** What `Query` and `Scan` answer. */
type DocumentPage = Pick<Operations['Query'][1], 'Items' | 'Count' | 'LastEvaluatedKey'>

/** How a driver is made. */
export interface DynamoDbDriverOptions {
  readonly requests: Requests
  readonly tablePrefix: string
  /** Milliseconds since the epoch. */
  readonly clock: () => number
  readonly allowScans: boolean
  /** Ends what is under way, and the client if it is ours. */
  readonly close: () => void
}

/** Documents in DynamoDB: one table for each collection, and every answer strongly consistent. */
export class DynamoDbDriver implements DatastoreDriver<DynamoDBClient> {
  readonly capabilities: DatastoreCapabilities = dynamodbCapabilities
  readonly #options: DynamoDbDriverOptions
  readonly #requests: Requests
  readonly #tables: Tables
  readonly #writes: Writes
  readonly #batches: Batches
  #closed = false

  constructor(options: DynamoDbDriverOptions) {
    const { requests, tablePrefix, clock } = options
    this.#options = options
    this.#requests = requests
    this.#tables = new Tables(requests, tablePrefix)
    this.#writes = new Writes(requests, this.#tables, clock)
    this.#batches = new Batches(requests, this.#tables, this.#writes, clock)
  }

  initialize(collections: readonly CollectionDefinition[], call: Call): Promise<void> {
    return forEachConcurrently(collections, tablesAtOnce, (collection) => this.#tables.initialize(collection, call))
  }

  readSettings(collection: string, call: Call): Promise<CollectionSettings | null> {
    return this.#tables.readSettings(collection, call)
  }

  drop(collection: string, call: Call): Promise<void> {
    return this.#tables.drop(collection, call)
  }

  async ping(call: Call): Promise<void> {
    await this.#tables.readSettings('-', call)
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#options.close()
  }

  async native(): Promise<DynamoDBClient> {
    return this.#requests.client
  }

  async nativeCollection({ collection }: Target): Promise<{ readonly client: DynamoDBClient; readonly table: string }> {
    return { client: this.#requests.client, table: this.#tables.nameOf(collection) }
  }

  classify(error: unknown): Classification | undefined {
    const failure = error instanceof UnansweredError ? error.failure : error
    if (this.#closed && isNamed(failure, 'AbortError')) return { code: 'closed', ambiguous: error !== failure }
    return classifyDynamoDb(error)
  }

  async read(target: Target, key: Key, call: Call): Promise<StoredDocument | null> {
    const input = { TableName: this.#tables.nameOf(target.collection), Key: toKey(key), ConsistentRead: true }
    const { Item: item } = await ifThere<Pick<Operations['GetItem'][1], 'Item'>>(
      this.#requests.send('GetItem', input, call),
      {},
    )
    return item === undefined || !isLive(item, this.#options.clock()) ? null : toStored(item)
  }

  write(target: Target, record: WriteRecord, expected: Expected, call: Call): Promise<Outcome> {
    return this.#writes.write(target, record, expected, call)
  }

  delete(target: Target, key: Key, version: string | undefined, call: Call): Promise<DeleteOutcome> {
    return this.#writes.delete(target, key, version, call)
  }

  update(target: Target, update: DriverUpdate, call: Call): Promise<UpdateOutcome> {
    return this.#writes.update(target, update, call)
  }

  writeMany(
    target: Target,
    records: readonly WriteRecord[],
    expected: 'absent' | 'any',
    call: Call,
  ): Promise<readonly Outcome[]> {
    return this.#batches.write(target, records, expected, call)
  }

  transact(
    target: Target,
    _partitionKey: string,
    operations: readonly DriverOperation[],
    call: Call,
  ): Promise<TransactOutcome> {
    const parts = { requests: this.#requests, tables: this.#tables, writes: this.#writes }
    return transact(parts, target, operations, this.#options.clock(), call)
  }

  async find(target: Target, query: DriverQuery, call: Call): Promise<readonly StoredDocument[]> {
    const plan = this.#allowed(planOf(target, query, this.#options.clock()))
    const found: StoredDocument[] = []
    const { limit = Infinity } = query
    // DynamoDB's own limit counts what is read, not what matches.
    let step = firstItems
    const pageLimit = (): number | undefined => {
      if (limit === Infinity) return undefined
      if (!plan.filters) return limit - found.length
      const bound = Math.max(step, limit - found.length)
      step = Math.min(step * 2, mostItems)
      return bound
    }
    for await (const { Items: items = [] } of this.#pages(target, plan, call, pageLimit)) {
      for (const item of items) {
        found.push(toStored(item))
        if (found.length === limit) return found
      }
    }
    return found
  }

  async count(target: Target, query: Scope, call: Call): Promise<number> {
    const plan = this.#allowed(planOf(target, query, this.#options.clock()))
    let count = 0
    for await (const page of this.#pages(target, plan, call, () => undefined, { Select: 'COUNT' })) {
      count += page.Count ?? 0
    }
    return count
  }

  async explain(target: Target, query: DriverQuery): Promise<Explanation> {
    const { operation, single } = planOf(target, query, this.#options.clock())
    const crossPartition = operation === 'Scan' || (operation === 'none' && query.partitionKey === undefined)
    if (operation === 'none') return { scan: false, crossPartition, requests: 0 }
    const scan = operation === 'Scan' || (query.filter !== everything && !single)
    return single ? { scan: false, crossPartition, requests: 1 } : { scan, crossPartition }
  }

  async rawQuery(_target: Target, query: unknown, call: Call): Promise<readonly unknown[]> {
    return rawQuery(this.#requests, query, call)
  }

  /** @throws CloudError `unsupported` for a scan where scans are not allowed */
  #allowed(plan: Plan): Plan {
    if (plan.operation !== 'Scan' || this.#options.allowScans) return plan
    const message =
      'the query would read the whole table, and allowScans is false; give partitionKey, or the partition key in the filter'
    throw new CloudError({ code: 'unsupported', message })
  }

  /** The pages of a query, one request each; none of a table that is not there. */
  async *#pages(
    target: Target,
    { operation, input }: Plan,
    call: Call,
    limit: () => number | undefined,
    select: { readonly Select?: 'COUNT' } = {},
  ): AsyncGenerator<DocumentPage> {
    if (operation === 'none') return
    const common = { TableName: this.#tables.nameOf(target.collection), ...input, ...select }
    let from = input.ExclusiveStartKey
    do {
      call.check()
      const bound = limit()
      const page = { ...common, ...(from && { ExclusiveStartKey: from }), ...(bound !== undefined && { Limit: bound }) }
      const answer: DocumentPage = await ifThere<DocumentPage>(this.#requests.send(operation, page, call), {})
      yield answer
      from = answer.LastEvaluatedKey
    } while (from !== undefined)
  }
}

/** The answer about a table, or what stands for it where there is no table. */
async function ifThere<Answer>(answer: Promise<Answer>, none: Answer): Promise<Answer> {
  try {
    return await answer
  } catch (error) {
    if (isNamed(error, 'ResourceNotFoundException')) return none
    throw error
  }
}
