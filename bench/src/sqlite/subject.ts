import type { Booking } from '../documents/ledger.ts'
import type { Order } from '../documents/order.ts'

/** A store of orders and of accounts with their bookings, to which everything is done that is measured. */
export interface Subject {
  readonly name: string
  readOrder(id: string): unknown
  findOrders(customerId: string): unknown
  createBooking(booking: Booking): unknown
  createBookings(bookings: readonly Booking[]): unknown
  /** Creates the booking and adds its amount to the account's balance, both or neither. */
  book(booking: Booking): unknown
  readBooking(accountId: string, id: string): unknown
  readBalance(accountId: string): unknown
  /** Whether a write returns only when it is on the disk, as it does to begin with. */
  waitForDisk(wait: boolean): unknown
  close(): unknown
}

/** What a store holds before anything is measured. */
export interface Contents {
  readonly orders: readonly Order[]
  readonly accountIds: readonly string[]
}
