import { CloudError } from '@bytelyst/core'
import type { CollectionSettings, Expected, Key, Outcome } from '../../driver.ts'
import type { Index } from '../../types.ts'
import type { JsonDocument } from '../../types/document.ts'
import type { Entry } from './entry.ts'
import { ExpiryQueue } from './expiry-queue.ts'
import { Partitions } from './partitions.ts'
import { ValueIndex } from './value-index.ts'

/** What a change feed is told. */
export type TableListener = (change: { readonly kind: 'put' | 'delete'; readonly entry: Entry }) => void

/**
 * The documents of one collection: by partition and id, in a dense list for scans, and in the declared indexes.
 * Everything here is synchronous, and so atomic.
 */
export class Table {
  settings: CollectionSettings | undefined
  listener: TableListener | undefined
  readonly #clock: () => number
  readonly #partitions = new Partitions()
  readonly #entries: Entry[] = []
  /** The documents of `#entries`, slot by slot: what a scan reads. */
  readonly #documents: JsonDocument[] = []
  readonly #indexes = new Map<string, ValueIndex>()
  readonly #expiring = new ExpiryQueue((entry) => this.#entries[entry.slot] === entry)

  constructor(clock: () => number) {
    this.#clock = clock
  }

  get indexes(): Iterable<ValueIndex> {
    return this.#indexes.values()
  }

  get size(): number {
    return this.#entries.length
  }

  /** @throws CloudError `already_exists` when what is there has duplicates that this index would forbid */
  assertUnique(index: Index): void {
    if (index.unique !== true || this.#indexes.has(indexKey(index))) return
    this.removeExpired()
    const tried = new ValueIndex(index)
    for (const entry of this.#entries) {
      if (tried.ownerOf(entry) !== undefined) {
        throw new CloudError({
          code: 'already_exists',
          message: `the unique index ${tried.name} cannot be declared: documents of one partition have the same values`,
        })
      }
      tried.add(entry)
    }
  }

  /** Adds an index over what is there; one over the same paths is there once. */
  declareIndex(index: Index): void {
    const name = indexKey(index)
    if (this.#indexes.has(name)) return
    const added = new ValueIndex(index)
    for (const entry of this.#entries) added.add(entry)
    this.#indexes.set(name, added)
  }

  get({ id, partitionKey }: Key): Entry | undefined {
    const entry = this.#partitions.get(partitionKey, id)
    return entry !== undefined && this.#isLive(entry) ? entry : undefined
  }

  /** All entries of a partition that have not expired. */
  *partition(partitionKey: string): Generator<Entry> {
    this.removeExpired()
    yield* this.#partitions.of(partitionKey)
  }

  /** All entries, and all documents in the same order. None of them has expired. */
  scan(): { readonly entries: readonly Entry[]; readonly documents: readonly JsonDocument[] } {
    this.removeExpired()
    return { entries: this.#entries, documents: this.#documents }
  }

  /** What stands in the way of a write under this expectation; undefined when nothing does. */
  refusal(key: Key, expected: Expected): Exclude<Outcome, { readonly kind: 'written' }> | undefined {
    const current = this.get(key)
    if (expected === 'any') return undefined
    if (expected === 'absent') return current === undefined ? undefined : { kind: 'exists' }
    if (current === undefined) return { kind: 'missing' }
    return expected === 'present' || expected.version === current.version ? undefined : { kind: 'stale' }
  }

  /** Stores an entry in the place of the one with its key, unless a unique index forbids it. */
  put(entry: Entry): Exclude<Outcome, { readonly kind: 'written' }> | undefined {
    const before = this.#partitions.get(entry.partitionKey, entry.id)
    for (const index of this.#indexes.values()) {
      const owner = index.ownerOf(entry)
      if (owner === undefined || owner === before) continue
      if (this.#isLive(owner)) return { kind: 'duplicate', index: index.name }
      this.delete(owner)
    }
    if (before !== undefined) this.#remove(before)
    this.#insert(entry)
    this.listener?.({ kind: 'put', entry })
    return undefined
  }

  clear(): void {
    for (const entry of this.#entries.toReversed()) this.delete(entry)
  }

  delete(entry: Entry): void {
    this.#remove(entry)
    this.listener?.({ kind: 'delete', entry })
  }

  /** Removes what has expired; nothing else is touched. */
  removeExpired(): void {
    const now = this.#clock()
    let entry: Entry | undefined
    while ((entry = this.#expiring.takeExpired(now)) !== undefined) this.delete(entry)
  }

  /**
   * Runs `work`, which says how to take back each of its steps. When it is refused or throws they are taken back,
   * latest first, and the listener never hears of them.
   */
  atomically<R extends { readonly kind: string }>(work: (undo: (step: () => void) => void) => R): R {
    const { listener } = this
    const steps: (() => void)[] = []
    const changes: Parameters<TableListener>[0][] = []
    this.listener = listener && ((change) => void changes.push(change))
    let committed = false
    try {
      const result = work((step) => void steps.push(step))
      committed = result.kind === 'committed'
      return result
    } finally {
      if (!committed) for (const step of steps.toReversed()) step()
      this.listener = listener
      if (committed) for (const change of changes) listener?.(change)
    }
  }

  #isLive(entry: Entry): boolean {
    return entry.expiresAt === Infinity || entry.expiresAt > this.#clock()
  }

  #insert(entry: Entry): void {
    this.#partitions.add(entry)
    entry.slot = this.#entries.length
    this.#entries.push(entry)
    this.#documents.push(entry.document)
    this.#expiring.add(entry)
    for (const index of this.#indexes.values()) index.add(entry)
  }

  #remove(entry: Entry): void {
    this.#partitions.delete(entry)
    const last = this.#entries.pop() as Entry
    const lastDocument = this.#documents.pop() as JsonDocument
    if (last !== entry) {
      last.slot = entry.slot
      this.#entries[entry.slot] = last
      this.#documents[entry.slot] = lastDocument
    }
    for (const index of this.#indexes.values()) index.delete(entry)
  }
}

function indexKey(index: Index): string {
  return JSON.stringify([index.paths, index.unique === true])
}
