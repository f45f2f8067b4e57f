import { randomUUID } from 'node:crypto'
import type { JsonObject } from '../json.ts'
import { ServiceError } from '../service-error.ts'
import { Container, type Change, type ContainerNumbers } from './container.ts'
import { parseContainerDefinition, type ContainerDefinition } from './container-definition.ts'
import { Database } from './database.ts'
import type { ContainerRecord, Journal } from './journal.ts'
import type { Offer, Throughput } from './offer.ts'
import { newOffer } from './offer.ts'
import { equalRanges, type RangeRecord } from './partition-range.ts'
import { requireId } from './resource-name.ts'

/** What an account is opened with. */
export interface AccountSettings {
  readonly clock: () => number
  /** How many physical partitions a container has. */
  readonly partitions: number
  /** Request units a second of a container that has been offered none of its own; undefined: nothing is limited. */
  readonly throughput: number | undefined
}

/** All databases. */
export class Account {
  readonly databases: Map<string, Database> = new Map()
  readonly offers: Map<string, Offer> = new Map()
  readonly settings: AccountSettings
  journal: Journal | undefined
  /** The number of the last write: it never goes back, also not when everything is deleted. */
  #lsn = 0
  #lastNumber = 0

  constructor(settings: AccountSettings) {
    this.settings = settings
  }

  readonly nextLsn = (): number => (this.#lsn += 1)

  /** What was read from a journal has used these numbers. */
  skipTo({ lsn = 0, number = 0 }: { readonly lsn?: number; readonly number?: number }): void {
    this.#lsn = Math.max(this.#lsn, lsn)
    this.#lastNumber = Math.max(this.#lastNumber, number)
  }

  database(id: string): Database {
    const found = this.databases.get(id)
    if (found === undefined) throw notFound()
    return found
  }

  container(database: string, id: string): Container {
    const found = this.database(database).containers.get(id)
    if (found === undefined) throw notFound()
    const expired = found.expire()
    if (expired.length > 0)
      this.journal?.appendChanges(
        database,
        id,
        expired.map((removed) => ({ removed })),
      )
    return found
  }

  createDatabase(body: JsonObject, throughput: Throughput | undefined): Database {
    const id = requireId(body['id'])
    if (this.databases.has(id)) throw conflict()
    const number = this.#nextNumber()
    const database = new Database({ id, number, etag: `"${randomUUID()}"`, timestamp: this.#now })
    this.databases.set(id, database)
    this.journal?.append({ kind: 'database', ...database.record })
    if (throughput !== undefined) this.offer(database.self, database.resourceId, throughput)
    return database
  }

  deleteDatabase(id: string): void {
    const database = this.database(id)
    for (const name of database.containers.keys()) this.deleteContainer(id, name)
    this.databases.delete(id)
    this.#withdraw(database.resourceId)
    this.journal?.append({ kind: 'database-deleted', id })
  }

  createContainer(databaseId: string, body: JsonObject, throughput: Throughput | undefined): Container {
    const database = this.database(databaseId)
    const definition = parseContainerDefinition(body)
    if (database.containers.has(definition.id)) throw conflict()
    const numbers = { database: database.number, container: this.#nextNumber() }
    const container = this.#openContainer(numbers, definition, equalRanges(this.settings.partitions))
    database.containers.set(definition.id, container)
    this.writeContainer(databaseId, container)
    this.offer(container.self, container.resourceId, throughput ?? { offerThroughput: 400 }, throughput !== undefined)
    return container
  }

  /**
   * Gives a container other settings.
   *
   * @throws ServiceError 400 for those that cannot be changed
   */
  redefineContainer(databaseId: string, container: Container, body: JsonObject): void {
    const definition = parseContainerDefinition(body)
    requireUnchanged(container.definition, definition)
    container.redefine(definition)
    this.writeContainer(databaseId, container)
  }

  deleteContainer(databaseId: string, id: string): void {
    const container = this.container(databaseId, id)
    this.database(databaseId).containers.delete(id)
    this.#withdraw(container.resourceId)
    this.journal?.append({ kind: 'container-deleted', database: databaseId, id })
  }

  /** Splits one range of a container. */
  split(databaseId: string, container: Container, range: string): void {
    container.split(range)
    this.writeContainer(databaseId, container)
  }

  /** Does all of it or nothing, and writes it down before it returns. */
  write<T>(databaseId: string, container: Container, run: () => T): T {
    const id = container.definition.id
    return container.transact(run, (changes: readonly Change[]) => {
      this.journal?.appendChanges(databaseId, id, changes)
    })
  }

  /** Gives a database or a container its throughput; what is not its own is what everything has. */
  offer(self: string, resourceId: string, content: Throughput, isOwn = true): Offer {
    const offer = newOffer(self, resourceId, content, isOwn, this.#now)
    this.offers.set(offer.id, offer)
    const { throughput } = this.settings
    if (throughput !== undefined) {
      this.#containerOf(resourceId)?.units.limitTo(isOwn ? unitsPerSecond(content) : throughput)
    }
    this.journal?.append({ kind: 'offer', self, resourceId, content, isOwn })
    return offer
  }

  /** Brings back a container as it was written down. */
  restoreContainer(databaseId: string, { numbers, resource, etag, timestamp, ranges }: ContainerRecord): void {
    const { containers } = this.database(databaseId)
    const definition = parseContainerDefinition(resource)
    const known = containers.get(definition.id)
    const container = known?.withRanges(definition, ranges) ?? this.#openContainer(numbers, definition, ranges)
    Object.assign(container, { etag, timestamp })
    containers.set(definition.id, container)
  }

  writeContainer(database: string, { numbers, definition, etag, timestamp, ranges }: Container): void {
    this.journal?.append({
      kind: 'container',
      database,
      numbers,
      resource: definition.resource,
      etag,
      timestamp,
      ranges: ranges.map(({ id, from, to, parents }) => ({ id, from, to, parents })),
    })
  }

  /** Deletes everything. */
  reset(): void {
    this.databases.clear()
    this.offers.clear()
    this.journal?.clear()
  }

  #openContainer(
    numbers: ContainerNumbers,
    definition: ContainerDefinition,
    ranges: readonly RangeRecord[],
  ): Container {
    const container = new Container(numbers, definition, ranges, { clock: this.settings.clock, nextLsn: this.nextLsn })
    container.units.limitTo(this.settings.throughput)
    return container
  }

  get #now(): number {
    return Math.floor(this.settings.clock() / 1000)
  }

  #nextNumber(): number {
    this.#lastNumber += 1
    return this.#lastNumber
  }

  #withdraw(resourceId: string): void {
    for (const [id, offer] of this.offers) if (offer.resourceId === resourceId) this.offers.delete(id)
  }

  #containerOf(resourceId: string): Container | undefined {
    for (const database of this.databases.values()) {
      for (const container of database.containers.values()) if (container.resourceId === resourceId) return container
    }
    return undefined
  }
}

function requireUnchanged(before: ContainerDefinition, after: ContainerDefinition): void {
  if (before.id !== after.id) throw new ServiceError(400, 'The id of a container cannot be changed.')
  if (!isSame(before.partitionKey, after.partitionKey)) {
    throw new ServiceError(400, 'Document collection partition key cannot be changed.')
  }
  if (!isSame(before.uniqueKeys, after.uniqueKeys)) {
    throw new ServiceError(
      400,
      'The unique index cannot be modified. To change the unique index, remove the collection and re-create a new one.',
    )
  }
}

function isSame(one: object, other: object): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

function unitsPerSecond({ offerThroughput, offerAutopilotSettings }: Throughput): number | undefined {
  return offerThroughput ?? offerAutopilotSettings?.maxThroughput
}

/** The refusal of what is addressed and not there. */
export function notFound(): ServiceError {
  return new ServiceError(
    404,
    'Message: {"Errors":["Resource Not Found. Learn more: https://aka.ms/cosmosdb-tsg-not-found"]}',
  )
}

/** The refusal of a second resource of one name. */
export function conflict(): ServiceError {
  return new ServiceError(409, 'Entity with the specified id already exists in the system.')
}
