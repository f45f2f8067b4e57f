import type { Balance, Booking } from '../documents/ledger.ts'
import type { Order } from '../documents/order.ts'

/** A store of orders, by customer, and of accounts with their bookings, to which everything is done that is measured. */
export interface Subject {
  readonly name: string
  findOrder(customerId: string, id: string): Promise<Order | null>
  /** The open orders of one customer, in any order. */
  findOpenOrders(customerId: string): Promise<readonly Order[]>
  versionOfOrder(customerId: string, id: string): Promise<string>
  /** Replaces an order of this version, and gives the version that it has then. */
  replaceOrder(order: Order, version: string): Promise<string>
  createBooking(booking: Booking): Promise<unknown>
  findBooking(accountId: string, id: string): Promise<Booking | null>
  createBookings(bookings: readonly Booking[]): Promise<unknown>
  /** Adds to an account's balance, and gives what it is then. */
  addToBalance(accountId: string, amount: number): Promise<Balance>
  close(): Promise<unknown>
}

/** The names of the two collections of a subject. Orders are partitioned by customer, bookings by account. */
export interface CollectionNames {
  readonly orders: string
  readonly bookings: string
}
