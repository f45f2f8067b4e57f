import { randomUUID } from 'node:crypto'
import { MongoClient, type Collection } from 'mongodb'
import { mongoJava } from '../../../scripts/servers/mongo-java-server/definition.ts'
import type { Benchmark } from '../benchmark.ts'
import type { Balance, Booking } from '../documents/ledger.ts'
import type { Order } from '../documents/order.ts'
import { engineBenchmark } from './benchmark.ts'
import type { CollectionNames, Subject } from './subject.ts'

/** A document as our provider stores it. */
type Stored<T> = T & { readonly _id: string; readonly _etag: string; readonly _bytelystExpiresAt?: Date }

/** The collections of our provider by MongoDB's driver: a new version with every write. */
class MongoByHand implements Subject {
  readonly name = 'mongodb'
  readonly #client: MongoClient
  readonly #orders: Collection<Stored<Order>>
  readonly #bookings: Collection<Stored<Booking>>
  readonly #balances: Collection<Stored<Balance>>

  constructor(uri: string, database: string, { orders, bookings }: CollectionNames) {
    this.#client = new MongoClient(uri)
    const db = this.#client.db(database)
    this.#orders = db.collection(orders)
    this.#bookings = db.collection(bookings)
    this.#balances = db.collection(bookings)
  }

  async findOrder(customerId: string, id: string): Promise<Order | null> {
    const stored = await this.#orders.findOne({ _id: `${customerId}/${id}`, ...live() })
    return stored && documentOf(stored)
  }

  async findOpenOrders(customerId: string): Promise<Order[]> {
    // The range is for the index of the key; another customer's key may begin with this one.
    const partition = { _id: { $gte: `${customerId}/`, $lt: `${customerId}0` }, customerId }
    const found = await this.#orders.find({ ...partition, status: 'open', ...live() }).toArray()
    return found.map((stored) => documentOf(stored))
  }

  async versionOfOrder(customerId: string, id: string): Promise<string> {
    return (await this.#orders.findOne({ _id: `${customerId}/${id}` }))?._etag ?? ''
  }

  async replaceOrder(order: Order, version: string): Promise<string> {
    const _etag = randomUUID()
    const condition = { _id: `${order.customerId}/${order.id}`, _etag: version, ...live() }
    assertCount((await this.#orders.replaceOne(condition, { ...order, _etag })).modifiedCount, 1)
    return _etag
  }

  async createBooking(booking: Booking): Promise<void> {
    await this.#bookings.insertOne(storedBooking(booking))
  }

  async findBooking(accountId: string, id: string): Promise<Booking | null> {
    const stored = await this.#bookings.findOne({ _id: `${accountId}/${id}`, ...live() })
    return stored && documentOf(stored)
  }

  async createBookings(bookings: readonly Booking[]): Promise<void> {
    const { insertedCount } = await this.#bookings.insertMany(bookings.map(storedBooking), { ordered: false })
    assertCount(insertedCount, bookings.length)
  }

  async addToBalance(accountId: string, amount: number): Promise<Balance> {
    const stored = await this.#balances.findOneAndUpdate(
      { _id: `${accountId}/balance`, ...live() },
      { $inc: { balance: amount, bookings: 1 }, $set: { _etag: randomUUID() } },
      { returnDocument: 'after' },
    )
    if (stored === null) throw new Error(`the account ${accountId} has no balance`)
    return documentOf(stored)
  }

  close(): Promise<void> {
    return this.#client.close()
  }
}

/** What has not expired. */
function live(): { readonly _bytelystExpiresAt: object } {
  return { _bytelystExpiresAt: { $not: { $lte: new Date() } } }
}

function storedBooking(booking: Booking): Stored<Booking> {
  return { _id: `${booking.accountId}/${booking.id}`, ...booking, _etag: randomUUID() }
}

/** A document without what is kept beside its own fields. */
function documentOf<T extends object>(stored: Stored<T>): T {
  const document: Record<string, unknown> = {}
  for (const [field, value] of Object.entries(stored)) if (!field.startsWith('_')) document[field] = value
  return document as T
}

function assertCount(count: number, expected: number): void {
  if (count !== expected) throw new Error(`${count} documents were written instead of ${expected}`)
}

/** The mongo provider against MongoDB's driver. */
export const run: Benchmark = engineBenchmark({
  id: 'mongo',
  servers: [mongoJava],
  bulk: 1000,
  openByHand: async (environment, names) =>
    new MongoByHand(environment['MONGO_URI'] ?? '', environment['MONGO_DATABASE'] ?? '', names),
})
