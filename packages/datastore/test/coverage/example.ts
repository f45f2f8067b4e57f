import type { DocumentCollection } from '@bytelyst/datastore'
import type { Feature } from '../../../../scripts/coverage/features.ts'
import type { Boat } from './fleet.ts'

/** A query of our own that needs one feature, and what stands for it in the contract. */
export interface Example {
  readonly feature: Feature
  readonly sql: string
  /** Fragments that are appended to the text on demand. */
  readonly append?: readonly string[]
  /** Its source text is what the report shows. Absent where the contract has nothing. */
  readonly call?: (boats: DocumentCollection<Boat>) => Promise<unknown>
  /** What Cosmos answers by its documentation, and so must the call. */
  readonly answer?: unknown
}

/** An answer of documents of which only the ids, in any order, are looked at. */
export class AnyOrder {
  readonly ids: readonly string[]

  constructor(ids: readonly string[]) {
    this.ids = ids
  }
}

export function boatsNamed(...ids: readonly string[]): AnyOrder {
  return new AnyOrder(ids)
}
