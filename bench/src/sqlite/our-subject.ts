import { SqliteDatastoreProvider, type BatchResult } from '@bytelyst/datastore'
import { emptyBalance, type Balance, type Booking } from '../documents/ledger.ts'
import type { Order } from '../documents/order.ts'
import { setDurable } from './connection.ts'
import type { Contents, Subject } from './subject.ts'

/** The sqlite provider on a file. */
export async function openOurs(path: string, { orders, accountIds }: Contents): Promise<Subject> {
  const provider = new SqliteDatastoreProvider({ path })
  await provider.initialize({
    orders: { partitionKeyPath: '/id', indexes: [{ paths: { customerId: 1 } }] },
    ledger: { partitionKeyPath: '/accountId' },
  })
  const orderCollection = provider.collection<Order>('orders')
  const bookings = provider.collection<Booking>('ledger')
  const balances = provider.collection<Balance>('ledger')
  assertAll(await orderCollection.createMany(orders))
  assertAll(await balances.createMany(accountIds.map(emptyBalance)))
  return {
    name: 'datastore',
    readOrder: (id) => orderCollection.findById(id, id),
    findOrders: (customerId) => orderCollection.findMany({ filter: { customerId } }),
    createBooking: (booking) => bookings.create(booking),
    createBookings: async (list) => assertAll(await bookings.createMany(list)),
    book: (booking) => {
      const { accountId, amount } = booking
      return provider.collection<Balance | Booking>('ledger').transact(accountId, [
        { op: 'create', document: booking },
        { op: 'update', id: 'balance', patch: { $inc: { balance: amount, bookings: 1 } } },
      ])
    },
    readBooking: (accountId, id) => bookings.findById(id, accountId),
    readBalance: (accountId) => balances.findById('balance', accountId),
    waitForDisk: async (wait) => setDurable(await provider.native(), wait),
    close: () => provider.close(),
  }
}

function assertAll({ failed }: BatchResult<unknown>): void {
  if (failed > 0) throw new Error(`${failed} documents were not created`)
}
