import type { FlagSettings } from './documents/flag.ts'
import { bucketOf } from './rollout.ts'

/** For whom a flag is evaluated. */
export interface User {
  userId: string
  attributes?: Record<string, string>
}

/** Whether a flag is on for a user, and what decided it. */
export interface Evaluation {
  enabled: boolean
  reason: 'disabled' | 'rule' | 'rollout'
}

/** A disabled flag is off for everybody; else the first rule that fits decides, else the user's place in the roll-out. */
export function evaluate(flag: FlagSettings & { id: string }, { userId, attributes = {} }: User): Evaluation {
  if (!flag.enabled) return { enabled: false, reason: 'disabled' }
  const rule = flag.rules.find(
    ({ attribute, values }) => Object.hasOwn(attributes, attribute) && values.includes(attributes[attribute] ?? ''),
  )
  if (rule !== undefined) return { enabled: rule.serve, reason: 'rule' }
  return { enabled: bucketOf(flag.id, userId) < flag.rollout, reason: 'rollout' }
}
