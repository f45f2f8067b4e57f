import { orderOf, type Order } from '../documents/order.ts'

/** An order with a place in an order of which the order of creation tells nothing; no two have the same. */
export interface RankedOrder extends Order {
  readonly rank: number
}

const count = 2000

/** 2,000 orders of 500 customers. */
export const orders: readonly RankedOrder[] = Array.from({ length: count }, (_, i) => ({
  ...orderOf(i),
  rank: (i * 7919) % count,
}))

/** The customer of 2,000 orders. */
export const customer = 'customer-of-many'

/** 2,000 orders of one customer. */
export const ordersOfOne: readonly RankedOrder[] = orders.map((order) => ({ ...order, customerId: customer }))

/** A few orders of others beside them, which are not to be found. */
export const ordersOfOthers: readonly RankedOrder[] = orders.slice(0, 100)
