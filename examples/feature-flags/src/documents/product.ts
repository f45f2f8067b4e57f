import type { BaseDocument } from '@bytelyst/datastore'

export const plans = ['free', 'pro', 'enterprise'] as const
export type Plan = (typeof plans)[number]

/** What a client says about a new product. */
export interface NewProduct {
  id: string
  name: string
  plan: Plan
  seats: number
}

/** A product, whose behaviour its flags switch. */
export interface ProductDocument extends BaseDocument, NewProduct {
  createdAt: string
  updatedAt: string
}
