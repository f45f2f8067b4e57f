import { batchChecks } from './batches.ts'
import { changeFeedChecks } from './change-feed.ts'
import type { Check } from './check.ts'
import { containerChecks } from './containers.ts'
import { documentChecks } from './documents.ts'
import { faultChecks } from './faults.ts'
import { patchChecks } from './patches.ts'
import { queryChecks } from './queries.ts'

/** All checks by what they are about. */
export const allChecks: Readonly<Record<string, readonly Check[]>> = {
  documents: documentChecks,
  containers: containerChecks,
  patches: patchChecks,
  batches: batchChecks,
  queries: queryChecks,
  'change feed': changeFeedChecks,
  faults: faultChecks,
}
