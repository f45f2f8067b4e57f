import { randomUUID } from 'node:crypto'
import type { JsonObject } from '../json.ts'
import { CompiledQueries } from './compiled-queries.ts'
import type { ContainerDefinition } from './container-definition.ts'
import { expiryOf, stampDocument } from './document-body.ts'
import { effectivePartitionKey } from './effective-partition-key.ts'
import { Partition } from './partition.ts'
import { partitionKeyText, type PartitionKey } from './partition-key.ts'
import { halves, includes, openRange, type PartitionRange, type RangeRecord } from './partition-range.ts'
import { containerResourceId, databaseResourceId, documentResourceId } from './resource-id.ts'
import { RequestUnits } from './request-units.ts'
import { rememberText, type StoredDocument } from './stored-document.ts'

/** What a container takes from the account that it is in. */
export interface ContainerSurroundings {
  /** Milliseconds since 1970. */
  readonly clock: () => number
  /** The number of the next write. */
  readonly nextLsn: () => number
}

/** A change of a container's documents. */
export type Change =
  | { readonly put: StoredDocument; readonly previous: StoredDocument | undefined }
  | { readonly removed: StoredDocument }

/** The numbers of a container and its database, of which resource ids are made. */
export interface ContainerNumbers {
  readonly database: number
  readonly container: number
}

/** A container with its documents, in ranges and logical partitions. */
export class Container {
  readonly numbers: ContainerNumbers
  readonly resourceId: string
  readonly self: string
  readonly queries: CompiledQueries
  readonly units: RequestUnits
  definition: ContainerDefinition
  etag = ''
  timestamp = 0
  /** The number of the last write in it. */
  lsn: number
  ranges: readonly PartitionRange[]
  readonly #surroundings: ContainerSurroundings
  readonly #partitions = new Map<string, Partition>()
  #changes: Change[] = []
  #sequence = 0
  #nextRange: number
  /** No document expires before this second. */
  #nextExpiry = Number.POSITIVE_INFINITY

  constructor(
    numbers: ContainerNumbers,
    definition: ContainerDefinition,
    ranges: readonly RangeRecord[],
    surroundings: ContainerSurroundings,
  ) {
    this.numbers = numbers
    this.resourceId = containerResourceId(numbers.database, numbers.container)
    this.self = `dbs/${databaseResourceId(numbers.database)}/colls/${this.resourceId}/`
    this.definition = definition
    this.#surroundings = surroundings
    // Session tokens of an earlier container of this name must not be ahead of this one.
    this.lsn = surroundings.nextLsn()
    this.queries = new CompiledQueries(surroundings.clock)
    this.units = new RequestUnits(surroundings.clock)
    this.ranges = ranges.map((range) => openRange(range, definition.partitionKey))
    this.#nextRange = nextRangeId(ranges)
    this.redefine(definition)
  }

  get now(): number {
    return Math.floor(this.#surroundings.clock() / 1000)
  }

  /** Its resource as it is answered. */
  get resource(): JsonObject {
    return {
      ...this.definition.resource,
      _rid: this.resourceId,
      _self: this.self,
      _etag: this.etag,
      _ts: this.timestamp,
      _docs: 'docs/',
      _sprocs: 'sprocs/',
      _triggers: 'triggers/',
      _udfs: 'udfs/',
      _conflicts: 'conflicts/',
    }
  }

  redefine(definition: ContainerDefinition): void {
    this.definition = definition
    this.etag = `"${randomUUID()}"`
    this.timestamp = this.now
    this.queries.clear()
    // What was stored when nothing expired may have a `ttl` that is none; it stays.
    this.#nextExpiry = 0
  }

  /** The same container with other settings and ranges, as they were written down. */
  withRanges(definition: ContainerDefinition, ranges: readonly RangeRecord[]): this {
    const documents = [...this.documents()]
    this.redefine(definition)
    this.ranges = ranges.map((range) => openRange(range, definition.partitionKey))
    this.#nextRange = nextRangeId(ranges)
    for (const document of documents.toSorted((a, b) => a.sequence - b.sequence)) {
      this.rangeOf(document.partition.effectiveKey).documents.set(document.sequence, document)
    }
    return this
  }

  /** The partitions whose keys begin with this one. */
  partitionsUnder(key: PartitionKey): readonly Partition[] {
    if (key.length === this.definition.partitionKey.paths.length) {
      const found = this.partition(key)
      return found === undefined ? [] : [found]
    }
    return [...this.#partitions.values()]
      .filter((partition) => key.every((value, i) => value === partition.key[i]))
      .toSorted((a, b) => (a.effectiveKey < b.effectiveKey ? -1 : 1))
  }

  partition(key: PartitionKey): Partition | undefined {
    return this.#partitions.get(partitionKeyText(key))
  }

  /** The range that a key is in. */
  rangeOf(effectiveKey: string): PartitionRange {
    const found = this.ranges.find((range) => includes(range, effectiveKey))
    if (found === undefined) throw new Error(`no range holds the effective partition key ${effectiveKey}`)
    return found
  }

  effectiveKey(key: PartitionKey): string {
    return this.partition(key)?.effectiveKey ?? effectivePartitionKey(key, this.definition.partitionKey)
  }

  /**
   * Writes a new version of a document, or a new document.
   *
   * @throws ServiceError 409 for a unique key, 413, 400 for a `ttl` that is none
   */
  put(key: PartitionKey, id: string, document: JsonObject, previous: StoredDocument | undefined): StoredDocument {
    const partition = this.#openPartition(key)
    const sequence = previous?.sequence ?? this.#sequence + 1
    const etag = `"${randomUUID()}"`
    const timestamp = this.now
    const expiry = expiryOf(document, timestamp, this.definition.defaultTtl)
    const resourceId = documentResourceId(this.numbers.database, this.numbers.container, sequence)
    const { body, text } = stampDocument(document, {
      _rid: resourceId,
      _self: `${this.self}docs/${resourceId}/`,
      _etag: etag,
      _attachments: 'attachments/',
      _ts: timestamp,
    })
    const lsn = this.#surroundings.nextLsn()
    const stored = { id, partition, sequence, lsn, etag, timestamp, body, text }
    this.#place(stored)
    this.lsn = lsn
    this.#nextExpiry = Math.min(this.#nextExpiry, expiry)
    this.#changes.push({ put: stored, previous })
    return stored
  }

  remove(document: StoredDocument): void {
    this.#displace(document)
    this.lsn = this.#surroundings.nextLsn()
    this.#changes.push({ removed: document })
  }

  /** Brings back a document as it was written down. */
  restore(key: PartitionKey, document: Omit<StoredDocument, 'partition'>): void {
    const partition = this.#openPartition(key)
    const existing = partition.get(document.id)
    if (existing !== undefined && existing.sequence !== document.sequence) this.#displace(existing)
    this.#place({ ...document, partition })
    this.lsn = Math.max(this.lsn, document.lsn)
    this.#nextExpiry = 0
  }

  /** Takes out a document as it was written down. */
  restoreRemoval(key: PartitionKey, id: string): void {
    const existing = this.partition(key)?.get(id)
    if (existing !== undefined) this.#displace(existing)
  }

  /** Does all of it or, if it throws, nothing. */
  transact<T>(run: () => T, committed: (changes: readonly Change[]) => void): T {
    this.#changes = []
    try {
      const result = run()
      if (this.#changes.length > 0) committed(this.#changes)
      return result
    } catch (error) {
      for (const change of this.#changes.toReversed()) this.#undo(change)
      throw error
    }
  }

  /** Removes what has expired, and gives it back. */
  expire(): readonly StoredDocument[] {
    const now = this.now
    if (now < this.#nextExpiry || this.definition.defaultTtl === undefined) return []
    this.#nextExpiry = Number.POSITIVE_INFINITY
    const expired: StoredDocument[] = []
    for (const document of this.documents()) {
      const expiry = this.#expiryOf(document)
      if (expiry <= now) expired.push(document)
      else this.#nextExpiry = Math.min(this.#nextExpiry, expiry)
    }
    for (const document of expired) this.#displace(document)
    return expired
  }

  *documents(): Iterable<StoredDocument> {
    for (const range of this.ranges) yield* range.documents.values()
  }

  /** Makes two ranges of one, as the service does when one has grown too large. */
  split(id: string): void {
    const parent = this.ranges.find((range) => range.id === id)
    if (parent === undefined || parent.to - parent.from < 2) return
    const children = halves(parent, this.#nextRange).map((half) => openRange(half, this.definition.partitionKey))
    this.#nextRange += 2
    this.ranges = this.ranges.flatMap((range) => (range === parent ? children : [range]))
    for (const [sequence, document] of parent.documents) {
      this.rangeOf(document.partition.effectiveKey).documents.set(sequence, document)
    }
  }

  #expiryOf({ body, timestamp }: StoredDocument): number {
    try {
      return expiryOf(body, timestamp, this.definition.defaultTtl)
    } catch {
      return Number.POSITIVE_INFINITY
    }
  }

  #openPartition(key: PartitionKey): Partition {
    const text = partitionKeyText(key)
    const known = this.#partitions.get(text)
    if (known !== undefined) return known
    const effectiveKey = effectivePartitionKey(key, this.definition.partitionKey)
    const partition = new Partition(key, text, effectiveKey, this.definition.uniqueKeys)
    this.#partitions.set(text, partition)
    return partition
  }

  #place(document: StoredDocument): void {
    const { partition, sequence } = document
    partition.put(document)
    rememberText(document)
    this.#partitions.set(partition.text, partition)
    const { documents } = this.rangeOf(partition.effectiveKey)
    const isOutOfOrder = sequence < this.#sequence && !documents.has(sequence)
    documents.set(sequence, document)
    this.#sequence = Math.max(this.#sequence, sequence)
    if (isOutOfOrder) sortInPlace(documents)
  }

  #displace({ partition, id, sequence }: StoredDocument): void {
    partition.remove(id)
    this.rangeOf(partition.effectiveKey).documents.delete(sequence)
    if (partition.size === 0) this.#partitions.delete(partition.text)
  }

  #undo(change: Change): void {
    if ('removed' in change) this.#place(change.removed)
    else if (change.previous === undefined) this.#displace(change.put)
    else this.#place(change.previous)
  }
}

function nextRangeId(ranges: readonly RangeRecord[]): number {
  return Math.max(...ranges.map(({ id }) => Number(id))) + 1
}

function sortInPlace(documents: Map<number, StoredDocument>): void {
  const sorted = [...documents].toSorted(([a], [b]) => a - b)
  documents.clear()
  for (const [sequence, document] of sorted) documents.set(sequence, document)
}
