import { etagOf, type BatchResult, type DatastoreProvider, type DocumentCollection } from '@bytelyst/datastore'
import type { Balance, Booking } from '../documents/ledger.ts'
import type { Order } from '../documents/order.ts'
import type { CollectionNames, Subject } from './subject.ts'

/** Collections of a provider, whatever its engine. */
export class OurSubject implements Subject {
  readonly name = 'datastore'
  readonly #provider: DatastoreProvider
  readonly #names: CollectionNames
  readonly #orders: DocumentCollection<Order>
  readonly #bookings: DocumentCollection<Booking>
  readonly #balances: DocumentCollection<Balance>

  constructor(provider: DatastoreProvider, names: CollectionNames) {
    const { orders, bookings } = names
    this.#provider = provider
    this.#names = names
    this.#orders = provider.collection<Order>(orders)
    this.#bookings = provider.collection<Booking>(bookings)
    this.#balances = provider.collection<Balance>(bookings)
  }

  /** Makes the collections, and what they hold before anything is measured. */
  async fill(orders: readonly Order[], balances: readonly Balance[]): Promise<void> {
    await this.#provider.initialize({
      [this.#names.orders]: { partitionKeyPath: '/customerId' },
      [this.#names.bookings]: { partitionKeyPath: '/accountId' },
    })
    assertAll(await this.#orders.createMany(orders))
    assertAll(await this.#balances.createMany(balances))
  }

  findOrder(customerId: string, id: string): Promise<Order | null> {
    return this.#orders.findById(id, customerId)
  }

  findOpenOrders(customerId: string): Promise<readonly Order[]> {
    return this.#orders.findMany({ filter: { status: 'open' }, partitionKey: customerId })
  }

  async versionOfOrder(customerId: string, id: string): Promise<string> {
    const order = await this.findOrder(customerId, id)
    if (order === null) throw new Error(`there is no order ${id}`)
    return versionOf(order)
  }

  async replaceOrder(order: Order, version: string): Promise<string> {
    return versionOf(await this.#orders.replace(order.id, order.customerId, order, { ifMatch: version }))
  }

  createBooking(booking: Booking): Promise<unknown> {
    return this.#bookings.create(booking)
  }

  findBooking(accountId: string, id: string): Promise<Booking | null> {
    return this.#bookings.findById(id, accountId)
  }

  async createBookings(bookings: readonly Booking[]): Promise<void> {
    assertAll(await this.#bookings.createMany(bookings))
  }

  addToBalance(accountId: string, amount: number): Promise<Balance> {
    return this.#balances.update('balance', accountId, { $inc: { balance: amount, bookings: 1 } })
  }

  /** Closes the provider. */
  close(): Promise<void> {
    return this.#provider.close()
  }
}

function versionOf(order: Order): string {
  const version = etagOf(order)
  if (version === undefined) throw new Error(`the order ${order.id} has no version`)
  return version
}

function assertAll({ failed }: BatchResult<unknown>): void {
  if (failed > 0) throw new Error(`${failed} documents were not created`)
}
