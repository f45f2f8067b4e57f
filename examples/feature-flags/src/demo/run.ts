import type { Difference } from './compare-exchanges.ts'
import type { ServiceRun } from './stage.ts'

/** A row of the comparison: the script, or a part of it, on one provider. */
export interface Run extends ServiceRun {
  readonly name: string
  /** Absent for what the others are compared with, and for what could not be started. */
  readonly comparison?: { readonly with: string; readonly differences: readonly Difference[] }
}
