import { type Call, CloudError, safeCause } from '@bytelyst/core'
import { versionSource } from '../../document/version.ts'
import type {
  DeleteOutcome,
  DriverUpdate,
  Expected,
  Key,
  Outcome,
  Target,
  UpdateOutcome,
  WriteRecord,
} from '../../driver.ts'
import type { Attributes } from './attribute-value.ts'
import { dynamodbCapabilities } from './capabilities.ts'
import { conditionInput, expectedCondition, refusalOf } from './conditions.ts'
import { whileConflicting } from './conflicts.ts'
import { Aliases } from './expression.ts'
import { isLive, toItem, toKey, toStored, versionOf } from './item.ts'
import { isNamed, UnansweredError, type Answer, type Requests } from './requests.ts'
import type { Tables } from './tables.ts'
import { updateInput } from './update.ts'

/** How a record was written before, as far as is known. */
export interface EarlierAttempt {
  readonly version: string
  /** Whether it may have been applied without an answer. */
  readonly unanswered: boolean
}

/** Writes of single documents, each one conditional request. */
export class Writes {
  readonly nextVersion: () => string = versionSource()
  readonly #requests: Requests
  readonly #tables: Tables
  readonly #clock: () => number
  /** Set once the engine has given back the item for which a condition did not hold: from then on none is none. */
  #tellsStored = false

  constructor(requests: Requests, tables: Tables, clock: () => number) {
    this.#requests = requests
    this.#tables = tables
    this.#clock = clock
  }

  /** @param earlier - an attempt of the same write in a batch */
  async write(
    target: Target,
    record: WriteRecord,
    expected: Expected,
    call: Call,
    earlier?: EarlierAttempt,
  ): Promise<Outcome> {
    const version = earlier?.version ?? this.nextVersion()
    const now = this.#clock()
    const aliases = new Aliases()
    const conditions = conditionInput(expectedCondition(aliases, expected, now))
    const input = {
      TableName: this.#tables.nameOf(target.collection),
      Item: toItem(record, version, now),
      ...conditions,
      ...aliases.input(conditions.ConditionExpression),
    }
    const creates = expected === 'absent' || expected === 'any'
    const answer = await this.#sent(target, creates, call, () => this.#requests.write('PutItem', input, call))
    if (answer === 'no table') return { kind: 'missing' }
    if (answer.output !== undefined) return { kind: 'written', version }
    const stored = await this.#storedBehind(answer, target, record.key, call)
    // The SDK repeats what was not answered, and then meets its own write.
    if (stored !== null && versionOf(stored) === version) return { kind: 'written', version }
    if (answer.unanswered || earlier?.unanswered === true) throw inDoubt()
    return refusalOf(expected, stored, now)
  }

  async delete(target: Target, key: Key, version: string | undefined, call: Call): Promise<DeleteOutcome> {
    const now = this.#clock()
    const aliases = new Aliases()
    const conditions = conditionInput(expectedCondition(aliases, version === undefined ? 'present' : { version }, now))
    const input = {
      TableName: this.#tables.nameOf(target.collection),
      Key: toKey(key),
      ...conditions,
      ...aliases.input(conditions.ConditionExpression),
    }
    const answer = await this.#sent(target, false, call, () => this.#requests.write('DeleteItem', input, call))
    if (answer === 'no table') return { kind: 'missing' }
    if (answer.output !== undefined) return { kind: 'deleted' }
    // What is not there any more may be what an attempt without an answer has removed.
    if (answer.unanswered) throw inDoubt()
    if (version === undefined) return { kind: 'missing' }
    const stored = await this.#storedBehind(answer, target, key, call)
    return stored === null || !isLive(stored, now) ? { kind: 'missing' } : { kind: 'stale' }
  }

  async update(target: Target, update: DriverUpdate, call: Call): Promise<UpdateOutcome> {
    const version = this.nextVersion()
    const now = this.#clock()
    const expressions = updateInput(target, update, version, now, dynamodbCapabilities.maxDocumentBytes)
    if (expressions === undefined) return { kind: 'declined' }
    const input = {
      TableName: this.#tables.nameOf(target.collection),
      Key: toKey(update.key),
      ReturnValues: 'ALL_NEW' as const,
      ...expressions,
    }
    // On condition of a version it happens once however often it is sent; otherwise an increment would count twice.
    const repeat = update.version !== undefined
    let answer: Answer<{ Attributes?: Attributes | undefined }> | 'no table'
    try {
      answer = await this.#sent(target, false, call, () => this.#requests.write('UpdateItem', input, call, { repeat }))
    } catch (error) {
      if (repeat || !(error instanceof UnansweredError)) throw error
      // When that cannot be read either, the first error says more: the write is in doubt.
      const stored = await this.#item(target, update.key, call).catch(() => null)
      if (stored === null || versionOf(stored) !== version) throw error
      return { kind: 'written', stored: toStored(stored) }
    }
    if (answer === 'no table') return update.upsert ? { kind: 'declined' } : { kind: 'missing' }
    const written = answer.output?.Attributes
    if (written !== undefined) return { kind: 'written', stored: toStored(written) }
    if (answer.stored !== undefined) this.#tellsStored = true
    if (answer.unanswered) {
      const stored = await this.#storedBehind(answer, target, update.key, call)
      if (stored === null || versionOf(stored) !== version) throw inDoubt()
      return { kind: 'written', stored: toStored(stored) }
    }
    const { stored } = answer
    // An engine that does not tell leaves it to the portable layer to read.
    if (stored === undefined && !this.#tellsStored) return { kind: 'declined' }
    if (stored === undefined || !isLive(stored, now)) return update.upsert ? { kind: 'declined' } : { kind: 'missing' }
    const isStale = update.version !== undefined && versionOf(stored) !== update.version
    return isStale ? { kind: 'stale' } : { kind: 'declined' }
  }

  /** Sends a write again where a transaction was in its way, and makes a table that is missing if the write `creates`. */
  async #sent<Output>(
    { collection, settings }: Target,
    creates: boolean,
    call: Call,
    send: () => Promise<Answer<Output>>,
  ): Promise<Answer<Output> | 'no table'> {
    const attempt = (): Promise<Answer<Output>> =>
      whileConflicting(call, (error) => isNamed(error, 'TransactionConflictException'), send)
    try {
      return await attempt()
    } catch (error) {
      if (!isNamed(error, 'ResourceNotFoundException')) throw error
      if (!creates) return 'no table'
    }
    await this.#tables.restore({ name: collection, ...settings })
    return attempt()
  }

  /** The item for which a condition did not hold; an engine that has never told one is asked. */
  async #storedBehind(answer: Answer<unknown>, target: Target, key: Key, call: Call): Promise<Attributes | null> {
    if (answer.stored !== undefined) {
      this.#tellsStored = true
      return answer.stored
    }
    if (this.#tellsStored) return null
    const reading = this.#item(target, key, call)
    // A failure to read must not hide that the write may have been applied.
    return answer.unanswered ? reading.catch((cause: unknown) => Promise.reject(inDoubt(cause))) : reading
  }

  async #item(target: Target, key: Key, call: Call): Promise<Attributes | null> {
    const input = { TableName: this.#tables.nameOf(target.collection), Key: toKey(key), ConsistentRead: true }
    const { Item: item } = await this.#requests.send('GetItem', input, call)
    return item ?? null
  }
}

/** Neither done nor refused for certain. */
function inDoubt(cause?: unknown): CloudError {
  const message =
    'an attempt of this write had no answer, and what is stored now does not tell what became of it; read the document and decide again'
  return new CloudError({ code: 'unavailable', message, ambiguous: true, cause: safeCause(cause) })
}
