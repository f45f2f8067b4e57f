import { isCloudError, type Call } from '@bytelyst/core'
import type { Outcome, Target, WriteRecord } from '../../driver.ts'
import { forEachConcurrently, singleWrites } from '../../operations/concurrency.ts'
import type { Attributes } from './attribute-value.ts'
import { attribute, toItem } from './item.ts'
import { isNamed, UnansweredError, type Requests } from './requests.ts'
import type { Tables } from './tables.ts'
import type { Writes } from './writes.ts'

/** Documents that DynamoDB takes in one request. */
const batchSize = 25
/** Requests under way at a time. */
const batchesAtOnce = 8

/** Which documents of a batch are written. */
interface BatchAnswer {
  readonly done: readonly boolean[]
  /** Whether the SDK repeated the request after an attempt without an answer. */
  readonly unanswered: boolean
}

const nothingDone: BatchAnswer = { done: [], unanswered: false }

/** Many documents by 25 a request; what DynamoDB does not take so is written singly, and told by that. */
export class Batches {
  readonly #requests: Requests
  readonly #tables: Tables
  readonly #writes: Writes
  readonly #clock: () => number
  /** Set when the engine has no PartiQL, or the credentials do not allow it: single writes do the same. */
  #insertsSingly = false

  constructor(requests: Requests, tables: Tables, writes: Writes, clock: () => number) {
    this.#requests = requests
    this.#tables = tables
    this.#writes = writes
    this.#clock = clock
  }

  async write(
    target: Target,
    records: readonly WriteRecord[],
    expected: 'absent' | 'any',
    call: Call,
  ): Promise<readonly Outcome[]> {
    try {
      return await this.#write(target, records, expected, call)
    } catch (error) {
      // Whatever is told of the one that failed, others may be written.
      if (records.length === 1) throw error
      throw isCloudError(error) ? error.with({ ambiguous: true }) : new UnansweredError(error)
    }
  }

  async #write(
    target: Target,
    records: readonly WriteRecord[],
    expected: 'absent' | 'any',
    call: Call,
  ): Promise<readonly Outcome[]> {
    const attempts = new Map(
      records.map((record) => [record, { version: this.#writes.nextVersion(), unanswered: false }]),
    )
    const versionsOf = (batch: readonly WriteRecord[]): string[] =>
      batch.map((record) => attempts.get(record)?.version ?? '')
    const written = new Set<WriteRecord>()
    if (records.length > 1) {
      const batches: WriteRecord[][] = []
      for (let start = 0; start < records.length; start += batchSize)
        batches.push(records.slice(start, start + batchSize))
      await forEachConcurrently(batches, batchesAtOnce, async (batch) => {
        const versions = versionsOf(batch)
        const { done, unanswered } =
          expected === 'absent'
            ? await this.#insert(target, batch, versions, call)
            : await this.#put(target, batch, versions, call)
        for (const [i, record] of batch.entries()) {
          if (done[i] === true) written.add(record)
          else attempts.set(record, { version: versions[i] as string, unanswered })
        }
      })
    }
    const outcomes = new Map<WriteRecord, Outcome>()
    await forEachConcurrently(records, singleWrites, async (record) => {
      const attempt = attempts.get(record)
      outcomes.set(
        record,
        written.has(record) && attempt !== undefined
          ? { kind: 'written', version: attempt.version }
          : await this.#writes.write(target, record, expected, call, attempt),
      )
    })
    return records.map((record) => outcomes.get(record) as Outcome)
  }

  /** Inserts what is not there. */
  async #insert(
    target: Target,
    records: readonly WriteRecord[],
    versions: readonly string[],
    call: Call,
  ): Promise<BatchAnswer> {
    if (this.#insertsSingly) return nothingDone
    const table = this.#tables.nameOf(target.collection)
    const now = this.#clock()
    const Statements = records.map((record, i) => insertStatement(table, toItem(record, versions[i] as string, now)))
    try {
      const { output, unanswered } = await this.#requests.write('BatchExecuteStatement', { Statements }, call)
      const done = records.map(
        (_, i) => output?.Responses?.[i] !== undefined && output.Responses[i]?.Error === undefined,
      )
      return { done, unanswered }
    } catch (error) {
      if (!isNamed(error, 'UnknownOperationException', 'AccessDeniedException')) throw error
      this.#insertsSingly = true
      return nothingDone
    }
  }

  /** Puts over what is there. */
  async #put(
    target: Target,
    records: readonly WriteRecord[],
    versions: readonly string[],
    call: Call,
  ): Promise<BatchAnswer> {
    const table = this.#tables.nameOf(target.collection)
    const now = this.#clock()
    const items = records.map((record, i) => toItem(record, versions[i] as string, now))
    try {
      const RequestItems = { [table]: items.map((Item) => ({ PutRequest: { Item } })) }
      const { output, unanswered } = await this.#requests.write('BatchWriteItem', { RequestItems }, call)
      const left = output?.UnprocessedItems?.[table] ?? []
      const leftKeys = new Set(left.map(({ PutRequest }) => keyText(PutRequest?.Item ?? {})))
      return { done: items.map((item) => !leftKeys.has(keyText(item))), unanswered }
    } catch (error) {
      // A missing table is made by the first single write; of a batch that is not valid each one is told by itself.
      if (!isNamed(error, 'ResourceNotFoundException', 'ValidationException', 'AccessDeniedException')) throw error
      return nothingDone
    }
  }
}

function insertStatement(table: string, item: Attributes): { Statement: string; Parameters: Attributes[string][] } {
  const fields = Object.keys(item).map((name) => `'${name}': ?`)
  return { Statement: `INSERT INTO "${table}" VALUE {${fields.join(', ')}}`, Parameters: Object.values(item) }
}

function keyText(item: Attributes): string {
  return `${item[attribute.partitionKey]?.S}\0${item[attribute.id]?.S}`
}
