import type { CollectionConfig, DatastoreCapabilities, Explanation } from '@bytelyst/datastore'
import type { Layout, ProviderMethod } from './step.ts'

/** The methods of a collection, called with what a step holds. */
export type SubjectCollection = Readonly<Record<ProviderMethod, (...parameters: unknown[]) => Promise<unknown>>> & {
  readonly iterate: (...parameters: unknown[]) => AsyncIterable<unknown>
  /** How a query is answered; not every side can tell. */
  readonly explain?: (query: unknown) => Promise<Explanation>
}

/** What an engine that stands in for another does otherwise than that one, and so is not asked. */
export interface LeftOut {
  /** Arrays as elements of arrays. */
  readonly nestedArrays?: boolean
  /** Filters as deep as the contract allows. */
  readonly deepFilters?: boolean
  /** Fractions of numbers above a million, and what makes them of others. */
  readonly largeFractions?: boolean
  /** Names of fields. */
  readonly fields?: readonly string[]
}

/** One of the two that are asked the same. */
export interface Subject {
  readonly name: string
  readonly capabilities: DatastoreCapabilities
  /** Numbers are zero or at least this far from it. */
  readonly smallestNumber: number
  readonly leftOut?: LeftOut
  /** How a program makes this provider; undefined when it cannot. */
  readonly source: string | undefined
  /** A collection that holds nothing; the one before it is gone. */
  readonly fresh: (config: CollectionConfig) => Promise<SubjectCollection>
  readonly etagOf: (document: object) => string | undefined
  readonly close: () => Promise<void>
}

/** A collection of one side. */
export interface Place {
  readonly subject: Subject
  readonly collection: SubjectCollection
  readonly layout: Layout
}
