import { clauseDifferences } from './clauses.ts'
import type { Difference } from './difference.ts'
import { expressionDifferences } from './expressions.ts'
import { groupDifferences } from './groups.ts'

/**
 * All that may differ between our emulator and Microsoft's in-memory one. The rules are laid over each other in this order.
 */
export const differences = {
  ...expressionDifferences,
  ...groupDifferences,
  ...clauseDifferences,
} as const satisfies Readonly<Record<string, Difference>>

export type DifferenceName = keyof typeof differences

export const differenceNames = Object.keys(differences) as readonly DifferenceName[]
