import type { ItemDefinition } from '@azure/cosmos'
import { bookingOf } from '../documents/ledger.ts'
import { byId } from '../measure/answers.ts'
import { customer, orders, ordersOfOne, type RankedOrder } from './documents.ts'
import type { Subject } from './subject.ts'

/** One kind of call. */
export interface Work {
  readonly name: string
  readonly call: (subject: Subject, n: number) => Promise<unknown>
  /** What a right server has to say after the first call, and what this one says. */
  readonly expected: unknown
  readonly answer: (subject: Subject) => Promise<unknown>
}

const accounts = 20
/** Of the 2,000 orders 14 are shipped and come to so much. */
const least = 347

/** Everything that is measured, as any server has to answer it. */
export const works: readonly Work[] = [
  {
    name: 'point read, 1 kB',
    call: (subject, n) => subject.readOrder(orderAt(n * 7919)),
    expected: orders[0],
    answer: async (subject) => documentOf(await subject.readOrder(orderAt(0))),
  },
  {
    name: 'create',
    call: (subject, n) => subject.createBooking(accountOf(n), `booking-${n}`),
    expected: bookingOf(accountOf(0), 'booking-0'),
    answer: async (subject) => documentOf(await subject.readBooking(bookingOf(accountOf(0), 'booking-0'))),
  },
  {
    name: 'upsert, 1 kB',
    call: (subject, n) => subject.upsertOrder({ ...orderAt(n), note: noted(n) }),
    expected: { ...orders[0], note: noted(0) },
    answer: async (subject) => documentOf(await subject.readOrder(orderAt(0))),
  },
  {
    name: 'replace, 1 kB',
    call: (subject, n) => subject.replaceOrder({ ...orderAt(n), paidAt: noted(n) }),
    expected: { ...orders[0], paidAt: noted(0) },
    answer: async (subject) => documentOf(await subject.readOrder(orderAt(0))),
  },
  {
    name: 'filter over 2,000 in a partition',
    call: (subject) => subject.findShipped(least),
    expected: byId(ordersOfOne.filter(({ status, total }) => status === 'shipped' && total >= least)),
    answer: async (subject) => byId((await subject.findShipped(least)).map(orderOfItem)),
  },
  {
    name: 'page of 100 of 2,000 in a partition',
    call: (subject) => subject.firstPage(),
    // Which hundred is not promised, but that they are of the partition.
    expected: { count: 100, customers: [customer] },
    async answer(subject) {
      const found = (await subject.firstPage()).map(orderOfItem)
      return { count: found.length, customers: [...new Set(found.map(({ customerId }) => customerId))] }
    },
  },
  {
    name: '2,000 of 500 partitions, sorted',
    call: (subject) => subject.allByRank(),
    // What is measured before it changes the rest of them.
    expected: orders.toSorted((one, other) => one.rank - other.rank).map(({ id }) => id),
    answer: async (subject) => (await subject.allByRank()).map(({ id }) => id),
  },
]

function orderAt(n: number): RankedOrder {
  return orders[n % orders.length] as RankedOrder
}

function accountOf(n: number): string {
  return `account-${n % accounts}`
}

function noted(n: number): string {
  return `changed for the ${n}. time`
}

function orderOfItem(item: ItemDefinition): RankedOrder {
  return documentOf(item) as unknown as RankedOrder
}

/** A document without what the engine keeps in it. */
function documentOf(item: ItemDefinition | undefined): Record<string, unknown> | undefined {
  return item && Object.fromEntries(Object.entries(item).filter(([field]) => !field.startsWith('_')))
}
