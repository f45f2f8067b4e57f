/** A document of about 1 kB as JSON: an order with its lines and addresses. Every 500th is of the same customer. */
export interface Order {
  readonly id: string
  readonly customerId: string
  readonly status: string
  readonly currency: string
  readonly total: number
  readonly note: string
  readonly placedAt: string
  readonly paidAt: string | null
  readonly billTo: Address
  readonly shipTo: Address
  readonly lines: readonly Line[]
}

interface Address {
  readonly name: string
  readonly street: string
  readonly postcode: string
  readonly city: string
  readonly country: string
}

interface Line {
  readonly sku: string
  readonly title: string
  readonly quantity: number
  readonly price: number
}

export function orderOf(i: number): Order {
  return {
    id: `order-${i}`,
    customerId: `customer-${i % 500}`,
    status: i % 3 === 0 ? 'shipped' : 'open',
    currency: 'EUR',
    total: 249.9 + (i % 100),
    note: 'Please leave the parcel with the neighbours on the ground floor when nobody answers; the bell is broken.',
    placedAt: new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString(),
    paidAt: i % 4 === 0 ? null : new Date(Date.UTC(2026, 0, 2) + i * 60_000).toISOString(),
    billTo: addressOf(i),
    shipTo: addressOf(i + 1),
    lines: [lineOf(i), lineOf(i + 1), lineOf(i + 2), lineOf(i + 3), lineOf(i + 4), lineOf(i + 5)],
  }
}

function addressOf(i: number): Address {
  return {
    name: `Customer Number ${i}`,
    street: `${1 + (i % 200)} Long Acre`,
    postcode: `WC2E ${i % 10}AA`,
    city: 'London',
    country: 'GB',
  }
}

function lineOf(i: number): Line {
  return {
    sku: `sku-${10_000 + (i % 5000)}`,
    title: `Oak shelf, ${20 + (i % 100)} cm`,
    quantity: 1 + (i % 3),
    price: 49.9,
  }
}
