import { emptyBalance, type Balance } from '../documents/ledger.ts'
import { setDurable, type Connection } from './connection.ts'
import { RawCollection, type Layout } from './raw-collection.ts'
import type { Contents, Subject } from './subject.ts'

/** The same written by hand, with the settings of our provider: a write is on the disk when it returns. */
export function openRaw(
  name: string,
  connection: Connection,
  layout: Layout,
  { orders, accountIds }: Contents,
): Subject {
  connection.exec('PRAGMA busy_timeout = 50; PRAGMA journal_mode = WAL')
  setDurable(connection, true)
  const orderTable = new RawCollection(connection, 'orders', layout, 'customerId')
  const ledger = new RawCollection(connection, 'ledger', layout)
  const inTransaction = (work: () => void): void => {
    connection.exec('BEGIN IMMEDIATE')
    try {
      work()
      connection.exec('COMMIT')
    } catch (error) {
      connection.exec('ROLLBACK')
      throw error
    }
  }
  inTransaction(() => {
    for (const order of orders) orderTable.create(order.id, order)
    for (const accountId of accountIds) ledger.create(accountId, emptyBalance(accountId))
  })
  return {
    name,
    readOrder: (id) => orderTable.findById(id, id),
    findOrders: (customerId) => orderTable.findByField(customerId),
    createBooking: (booking) => ledger.create(booking.accountId, booking),
    createBookings: (list) =>
      inTransaction(() => {
        for (const booking of list) ledger.create(booking.accountId, booking)
      }),
    book: (booking) =>
      inTransaction(() => {
        const { accountId, amount } = booking
        ledger.create(accountId, booking)
        const current = ledger.findById(accountId, 'balance') as Balance
        const next: Balance = { ...current, balance: current.balance + amount, bookings: current.bookings + 1 }
        ledger.replace(accountId, next)
      }),
    readBooking: (accountId, id) => ledger.findById(accountId, id),
    readBalance: (accountId) => ledger.findById(accountId, 'balance'),
    waitForDisk: (wait) => setDurable(connection, wait),
    close: () => connection.close(),
  }
}
