import type { BaseDocument } from '@bytelyst/datastore'

/** Decides for the users whose attribute has one of these values, whatever the roll-out says. */
export interface TargetingRule {
  attribute: string
  values: string[]
  serve: boolean
}

/** What a client says about a flag. */
export interface FlagSettings {
  description: string
  enabled: boolean
  /** The percentage of users, 0 to 100, for whom the flag is on. */
  rollout: number
  /** The first rule that fits decides; the roll-out decides for everyone else. */
  rules: TargetingRule[]
  tags: string[]
}

/** A flag. Its id is its key, which is unique within its product, the partition. */
export interface FlagDocument extends BaseDocument, FlagSettings {
  productId: string
  createdAt: string
  updatedAt: string
}
