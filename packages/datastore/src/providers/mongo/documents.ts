import type { Collection } from 'mongodb'
import type { Call } from '@bytelyst/core'
import { isLarger } from '../../document/copy.ts'
import type {
  DeleteOutcome,
  DriverUpdate,
  Expected,
  Key,
  Outcome,
  StoredDocument,
  UpdateOutcome,
  WriteRecord,
} from '../../driver.ts'
import { forEachConcurrently, singleWrites } from '../../operations/concurrency.ts'
import { isDuplicateKey, writeErrorsOf } from './classify.ts'
import { both, type Query } from './filter.ts'
import { expired, hidden, unexpired, type Layout, type RawDocument } from './layout.ts'
import { nativeUpdate } from './update.ts'
import { violatedIndex } from './unique.ts'

/** How often a write that met a document's key is tried again, when that has gone in the meantime. */
const attempts = 8
/** From here on, half of the limit, updates look at a document's size. */
const largeBytes = 1_000_000

/** The documents of one collection, by key. */
export class Documents {
  readonly native: Collection<RawDocument>
  readonly layout: Layout
  readonly #clock: () => number
  readonly #nextEtag: () => string

  constructor(native: Collection<RawDocument>, layout: Layout, clock: () => number, nextEtag: () => string) {
    this.native = native
    this.layout = layout
    this.#clock = clock
    this.#nextEtag = nextEtag
  }

  async read(key: Key): Promise<StoredDocument | null> {
    const raw = await this.native.findOne(both(this.layout.where(key), unexpired(this.#clock())))
    return raw && this.layout.toStored(raw)
  }

  async write(record: WriteRecord, expected: Expected, call: Call): Promise<Outcome> {
    let how: Expected | 'expired' = expected
    for (let attempt = 1; ; attempt += 1) {
      call.check()
      try {
        const outcome = await this.#write(record, how)
        if (outcome !== undefined) return outcome
        how = expected
      } catch (error) {
        if (!isDuplicateKey(error)) throw error
        const found = await this.#meaningOfDuplicate(record, expected)
        if (typeof found === 'object') return found
        if (attempt === attempts) throw error
        how = found === 'expired' ? found : expected
      }
    }
  }

  async delete(key: Key, version: string | undefined): Promise<DeleteOutcome> {
    const there = both(this.layout.where(key), unexpired(this.#clock()))
    const condition = version === undefined ? there : both(there, this.layout.ofVersion(version, key))
    const { deletedCount } = await this.native.deleteOne(condition)
    if (deletedCount === 1) return { kind: 'deleted' }
    return { kind: version !== undefined && (await this.#matches(there)) ? 'stale' : 'missing' }
  }

  /** One request where MongoDB's own operators do what the patch means; `declined` wherever that is not sure. */
  async update(update: DriverUpdate): Promise<UpdateOutcome> {
    const native = nativeUpdate(update.patch)
    if (native === undefined) return { kind: 'declined' }
    const { key, version, upsert } = update
    const { layout } = this
    const now = this.#clock()
    const expiry = this.expiryOf(update.ttlSeconds, now)
    const etag = this.#nextEtag()
    const conditions = [unexpired(now), ...expiry.guards, ...native.guards]
    if (version !== undefined) conditions.push(layout.ofVersion(version, key))
    const { $set, $unset, $setOnInsert, ...others } = native.operators
    const identity = upsert ? { id: key.id, [layout.partitionKeyField]: key.partitionKey } : {}
    const operators = withoutEmpty({
      ...others,
      $set: { ...$set, ...expiry.set, [hidden.etag]: etag },
      $unset: { ...$unset, ...expiry.unset },
      $setOnInsert: upsert ? { ...$setOnInsert, ...identity } : {},
    })
    try {
      const raw = await this.native.findOneAndUpdate(
        { ...layout.where(key), $and: conditions }, // what an upsert begins with stands at the top
        operators,
        { upsert, returnDocument: 'after', includeResultMetadata: false },
      )
      if (raw === null) return { kind: 'declined' }
      const stored = layout.toStored(raw)
      if (isLarger([stored.document], largeBytes)) await this.#markLarge(raw._id, etag)
      return { kind: 'written', stored }
    } catch (error) {
      // The guard did not hold and the upsert met the document, or a unique index has the value.
      if (isDuplicateKey(error)) return { kind: 'declined' }
      throw error
    }
  }

  async createMany(records: readonly WriteRecord[], call: Call): Promise<readonly Outcome[]> {
    const now = this.#clock()
    const prepared = records.map((record) => this.prepare(record, now))
    const raws = prepared.map(({ raw }) => raw)
    const failed = await duplicatesOf(() => this.native.insertMany(raws, { ordered: false, forceServerObjectId: true }))
    const outcomes = prepared.map(({ version }): Outcome => ({ kind: 'written', version }))
    if (failed.length === 0) return outcomes
    const ids = failed.map((i) => this.layout.idOf((records[i] as WriteRecord).key))
    const there = await this.native
      .find(both({ _id: { $in: ids } }, unexpired(now)), { projection: { _id: 1 } })
      .toArray()
    const taken = new Set(there.map(({ _id }) => _id))
    await forEachConcurrently(failed, singleWrites, async (i) => {
      const record = records[i] as WriteRecord
      const isTaken = taken.has(this.layout.idOf(record.key))
      outcomes[i] = isTaken ? { kind: 'exists' } : await this.write(record, 'absent', call)
    })
    return outcomes
  }

  async upsertMany(records: readonly WriteRecord[], call: Call): Promise<readonly Outcome[]> {
    const now = this.#clock()
    const prepared = records.map((record) => this.prepare(record, now))
    const operations = prepared.map(({ raw }, i) => ({
      replaceOne: { filter: this.layout.where((records[i] as WriteRecord).key), replacement: raw, upsert: true },
    }))
    const failed = await duplicatesOf(() => this.native.bulkWrite(operations, { ordered: false }))
    const outcomes = prepared.map(({ version }): Outcome => ({ kind: 'written', version }))
    await forEachConcurrently(failed, singleWrites, async (i) => {
      outcomes[i] = await this.write(records[i] as WriteRecord, 'any', call)
    })
    return outcomes
  }

  /** What an update does to a document's expiry, and of which documents it is true. */
  expiryOf(
    ttlSeconds: number | null | undefined,
    now: number,
  ): { readonly guards: readonly Query[]; readonly set: Query; readonly unset: Query } {
    const own = this.layout.target.settings.defaultTtl ?? null
    const life = ttlSeconds === undefined ? own : ttlSeconds
    const set = life === null ? {} : { [hidden.ttl]: life, [hidden.expiresAt]: new Date(now + life * 1000) }
    // MongoDB cannot add a document's own time to live to the time that it is.
    if (ttlSeconds === undefined) {
      return { guards: [{ [hidden.ttl]: own === null ? { $exists: false } : { $eq: own } }], set, unset: {} }
    }
    return { guards: [], set, unset: life === null ? { [hidden.ttl]: '', [hidden.expiresAt]: '' } : {} }
  }

  /** The document of a record, as it is to be stored, and its version. */
  prepare(record: WriteRecord, now: number): { readonly raw: RawDocument; readonly version: string } {
    const version = this.#nextEtag()
    return { raw: this.layout.toRaw(record, version, now, isLarger([record.document], largeBytes)), version }
  }

  /** The unique index whose values in this record another document has. */
  violatedBy(record: WriteRecord): Promise<string | undefined> {
    return violatedIndex(this.native, this.layout, record, this.#clock())
  }

  async #write(record: WriteRecord, expected: Expected | 'expired'): Promise<Outcome | undefined> {
    const now = this.#clock()
    const { raw, version } = this.prepare(record, now)
    const written: Outcome = { kind: 'written', version }
    const where = this.layout.where(record.key)
    const there = both(where, unexpired(now))
    if (expected === 'absent') {
      await this.native.insertOne(raw, { forceServerObjectId: true })
      return written
    }
    const replace = async (condition: Query, upsert = false): Promise<boolean> => {
      const result = await this.native.replaceOne(condition, raw, { upsert })
      return result.matchedCount + result.upsertedCount === 1
    }
    if (expected === 'any') return (await replace(where, true)) ? written : undefined
    if (expected === 'expired') return (await replace(both({ _id: raw._id }, expired(now)))) ? written : undefined
    if (expected === 'present') return (await replace(there)) ? written : { kind: 'missing' }
    if (await replace(both(there, this.layout.ofVersion(expected.version, record.key)))) return written
    return { kind: (await this.#matches(there)) ? 'stale' : 'missing' }
  }

  /** What another document has that this one wants: its key, or a value of a unique index. */
  async #meaningOfDuplicate(record: WriteRecord, expected: Expected): Promise<Outcome | 'expired' | 'gone'> {
    const now = this.#clock()
    if (expected === 'absent' || expected === 'any') {
      const _id = this.layout.idOf(record.key)
      const raw = await this.native.findOne({ _id }, { projection: { [hidden.expiresAt]: 1 } })
      const isExpired = raw !== null && isExpiredAt(raw, now)
      if (isExpired) return 'expired'
      if (raw !== null && expected === 'absent') return { kind: 'exists' }
      if (raw !== null && !(await this.#matches(this.layout.where(record.key)))) return { kind: 'exists' }
    }
    const index = await this.violatedBy(record)
    return index === undefined ? 'gone' : { kind: 'duplicate', index }
  }

  async #matches(condition: Query): Promise<boolean> {
    return (await this.native.findOne(condition, { projection: { _id: 1 } })) !== null
  }

  async #markLarge(_id: string, etag: string): Promise<void> {
    await this.native.updateOne({ _id, [hidden.etag]: etag }, { $set: { [hidden.large]: true } })
  }
}

/** Whether a document had expired by then. */
export function isExpiredAt(raw: RawDocument, now: number): boolean {
  const at = raw[hidden.expiresAt]
  return at instanceof Date && at.getTime() <= now
}

/** The operators that have something to do: MongoDB refuses others. */
export function withoutEmpty(operators: Readonly<Record<string, Query>>): Record<string, Query> {
  return Object.fromEntries(Object.entries(operators).filter(([, fields]) => Object.keys(fields).length > 0))
}

/** The places of the writes that met a unique value; any other failure is thrown. */
async function duplicatesOf(write: () => Promise<unknown>): Promise<readonly number[]> {
  try {
    await write()
    return []
  } catch (error) {
    const failures = writeErrorsOf(error)
    if (failures === undefined || !failures.every(isDuplicateKey)) throw error
    return failures.map(({ index }) => index)
  }
}
