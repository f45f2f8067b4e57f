import { aggregateMutants } from './aggregates.ts'
import { callMutants } from './calls.ts'
import { filterMutants } from './filters.ts'
import { keyMutants } from './keys.ts'
import { lifetimeMutants } from './lifetimes.ts'
import { manyMutants } from './many.ts'
import type { DatastoreMutant } from './mutant.ts'
import { orderMutants } from './order.ts'
import { updateMutants } from './updates.ts'
import { valueMutants } from './values.ts'
import { writeMutants } from './writes.ts'

/** Wrong datastores, each breaking one sentence of the contract. The suite must tell every one of them from a right one. */
export const mutants: readonly DatastoreMutant[] = [
  ...valueMutants,
  ...keyMutants,
  ...filterMutants,
  ...orderMutants,
  ...aggregateMutants,
  ...writeMutants,
  ...updateMutants,
  ...manyMutants,
  ...lifetimeMutants,
  ...callMutants,
]
