import type { BaseDocument } from '@bytelyst/datastore'
import type { Plan } from './product.ts'

/** How often a flag was asked for on one day. The partition is the product. */
export interface UsageCounterDocument extends BaseDocument {
  productId: string
  flagId: string
  /** `2026-01-31`, in UTC. */
  day: string
  /** The product's plan on that day, when the flag was first asked for. */
  plan: Plan
  evaluations: number
  /** Evaluations that found the flag on. */
  enabled: number
}
