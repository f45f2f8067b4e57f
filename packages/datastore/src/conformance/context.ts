import type { Case, CaseContext } from '@bytelyst/conformance'
import type { CollectionConfig, DatastoreProvider, DocumentCollection } from '../types.ts'
import type { DatastoreCapabilities } from '../types/capabilities.ts'

/** What an adapter's author opens. */
export interface DatastoreSubject {
  /** Makes a provider, each time over the same data where the engine keeps any. */
  readonly create: () => DatastoreProvider | Promise<DatastoreProvider>
  /** Lets so many milliseconds pass on the engine's clock, and is awaited; without it the cases of expiry really wait. */
  readonly advanceClock?: (milliseconds: number) => unknown
  /** How often each race is run; 100 by default. */
  readonly raceRounds?: number
  /** How many documents are written at once where there are to be many, a multiple of 8; 10,000 by default. */
  readonly many?: number
}

/** Documents of the suite have any field. */
export interface AnyDocument {
  id: string
  [field: string]: unknown
}

/** What a datastore case is given. */
export interface DatastoreContext extends CaseContext<DatastoreCapabilities> {
  /** The provider that most cases share. Never closed by a case. */
  readonly provider: DatastoreProvider
  readonly raceRounds: number
  /** How many documents many are. */
  readonly many: number
  /** A collection of this case's own, initialised with `partitionKeyPath: '/pk'` unless told otherwise. */
  readonly collection: (config?: Partial<CollectionConfig>) => Promise<DocumentCollection<AnyDocument>>
  /** A collection that several cases read and none writes, filled on first use. */
  readonly shared: (name: string, documents: readonly AnyDocument[]) => Promise<DocumentCollection<AnyDocument>>
  /** The name of a collection that nobody has used, or this one; what has it is removed at the end. */
  readonly freshName: (name?: string) => string
  /** Another provider, made like the first; closed at the end if the case does not. */
  readonly another: () => Promise<DatastoreProvider>
  /** Lets time pass. */
  readonly pass: (milliseconds: number) => Promise<void>
}

/** One sentence of the contract, and the program that proves it. */
export type DatastoreCase = Case<DatastoreContext>

/** The partition of documents that do not care. */
export const partition = 'p'

/** A document in {@link partition}. */
export function doc(id: string, fields: Readonly<Record<string, unknown>> = {}): AnyDocument {
  return { id, pk: partition, ...fields }
}
