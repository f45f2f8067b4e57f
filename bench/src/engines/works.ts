import { bookingOf, type Booking } from '../documents/ledger.ts'
import { orderOf, type Order } from '../documents/order.ts'
import type { Subject } from './subject.ts'

const customers = 20
const accounts = 20

/** Every customer has 30 orders, of which 20 are open. */
export const orders: readonly Order[] = Array.from({ length: 30 * customers }, (_, i) => orderWith(i))

export const accountIds: readonly string[] = Array.from({ length: accounts }, (_, n) => accountOf(n))

/** One kind of call, made on a store for the n-th time. */
export interface Work {
  readonly name: string
  readonly isBulk: boolean
  readonly call: (n: number) => Promise<unknown>
  /** What there is to compare after the n-th call. */
  readonly outcome: (n: number) => Promise<unknown>
}

/**
 * Everything that is measured on a subject; in the same order on all.
 *
 * @param bulk - how many documents are created at once
 */
export function worksOn(subject: Subject, bulk: number): readonly Work[] {
  const read = (n: number): Promise<unknown> => {
    const i = (n * 7919) % orders.length
    return subject.findOrder(customerOf(i), `order-${i}`)
  }
  const find = (n: number): Promise<unknown> => subject.findOpenOrders(customerOf(n * 7))
  const versions = new Map<string, string>()
  return [
    { name: 'read by id, 1 kB', isBulk: false, call: read, outcome: read },
    { name: 'find 20 in a partition', isBulk: false, call: find, outcome: find },
    {
      name: 'create',
      isBulk: false,
      call: (n) => subject.createBooking(bookingOf(accountOf(n), `single-${n}`)),
      outcome: (n) => subject.findBooking(accountOf(n), `single-${n}`),
    },
    {
      name: 'replace a version, 1 kB',
      isBulk: false,
      async call(n) {
        const order = { ...orderWith(n % customers), note: `changed for the ${n}. time` }
        const version = versions.get(order.id) ?? (await subject.versionOfOrder(order.customerId, order.id))
        versions.set(order.id, await subject.replaceOrder(order, version))
      },
      outcome: (n) => subject.findOrder(customerOf(n), `order-${n % customers}`),
    },
    {
      name: 'update with $inc',
      isBulk: false,
      call: (n) => subject.addToBalance(accountOf(n), 5),
      outcome: (n) => subject.addToBalance(accountOf(n), 5),
    },
    {
      name: `create ${bulk.toLocaleString('en')} at once`,
      isBulk: true,
      call: (n) => subject.createBookings(batchOf(n, bulk)),
      outcome: (n) => subject.findBooking(accountOf(bulk - 1), `batch-${n}-${bulk - 1}`),
    },
  ]
}

function customerOf(i: number): string {
  return `customer-${i % customers}`
}

function accountOf(n: number): string {
  return `account-${n % accounts}`
}

function orderWith(i: number): Order {
  return { ...orderOf(i), customerId: customerOf(i) }
}

function batchOf(n: number, length: number): Booking[] {
  return Array.from({ length }, (_, i) => bookingOf(accountOf(i), `batch-${n}-${i}`))
}
