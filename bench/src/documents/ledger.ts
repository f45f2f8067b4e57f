/** A booking on an account, about 150 bytes as JSON. */
export interface Booking {
  readonly id: string
  readonly accountId: string
  readonly amount: number
  readonly currency: string
  readonly bookedAt: string
  readonly text: string
}

/** What an account holds: a document beside the bookings, in the same partition. */
export interface Balance {
  readonly id: 'balance'
  readonly accountId: string
  readonly balance: number
  readonly bookings: number
}

export function bookingOf(accountId: string, id: string): Booking {
  return {
    id,
    accountId,
    amount: 5 + (id.length % 10),
    currency: 'EUR',
    bookedAt: '2026-01-01T09:30:00.000Z',
    text: 'standing order, rent and heating',
  }
}

export function emptyBalance(accountId: string): Balance {
  return { id: 'balance', accountId, balance: 0, bookings: 0 }
}
