import type { DatastoreCapabilities } from '@bytelyst/datastore'
import type { LeftOut, Subject } from '../subject.ts'

/** What both sides can do: what one of them lacks is left out of what is generated. */
export interface Steering {
  readonly capabilities: DatastoreCapabilities
  /** Numbers are zero or at least this far from it. */
  readonly smallestNumber: number
  readonly leftOut: Required<LeftOut>
  /** More conditions and more values of `$in` than either takes. */
  readonly tooManyLeaves: number
  readonly tooManyValues: number
}

export function steeringFor(one: Subject, other: Subject): Steering {
  const [a, b] = [one.capabilities, other.capabilities]
  const elemMatch = [a, b].map((each) => each.elemMatch)
  return {
    tooManyLeaves: Math.max(a.maxFilterLeaves, b.maxFilterLeaves) + 1,
    tooManyValues: Math.max(a.maxInValues, b.maxInValues) + 1,
    smallestNumber: Math.max(one.smallestNumber, other.smallestNumber),
    leftOut: {
      nestedArrays: [one, other].some(({ leftOut }) => leftOut?.nestedArrays === true),
      deepFilters: [one, other].some(({ leftOut }) => leftOut?.deepFilters === true),
      largeFractions: [one, other].some(({ leftOut }) => leftOut?.largeFractions === true),
      fields: [one, other].flatMap(({ leftOut }) => leftOut?.fields ?? []),
    },
    capabilities: {
      ...a,
      transactions: a.transactions !== false && b.transactions !== false,
      sort: a.sort && b.sort,
      mixedSort: a.mixedSort && b.mixedSort,
      offset: a.offset && b.offset,
      aggregate: a.aggregate && b.aggregate,
      distinct: a.distinct && b.distinct,
      endsWith: a.endsWith && b.endsWith,
      caseInsensitive: a.caseInsensitive !== false && b.caseInsensitive !== false,
      elemMatch: elemMatch.includes('none') ? 'none' : elemMatch.includes('equality') ? 'equality' : 'full',
      uniqueIndexes: a.uniqueIndexes && b.uniqueIndexes,
      stringOrder: a.stringOrder === b.stringOrder ? a.stringOrder : 'utf-16',
      maxFilterLeaves: Math.min(a.maxFilterLeaves, b.maxFilterLeaves),
      maxInValues: Math.min(a.maxInValues, b.maxInValues),
    },
  }
}
