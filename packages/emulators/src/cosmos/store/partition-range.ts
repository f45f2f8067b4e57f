import { firstVersionBoundary, secondVersionBoundary } from './effective-partition-key.ts'
import type { PartitionKeyDefinition } from './partition-key.ts'
import type { StoredDocument } from './stored-document.ts'

/** The places of the ring that ranges begin and end at. */
const ring = 2 ** 30

/** Effective partition keys from one, inclusive, to another, exclusive. */
export interface KeyInterval {
  readonly min: string
  readonly max: string
}

/** The whole ring. */
export const wholeRing: KeyInterval = { min: '', max: 'FF' }

/** A physical partition: what of a container one machine of the service holds. */
export interface PartitionRange extends KeyInterval {
  readonly id: string
  readonly parents: readonly string[]
  /** Where it begins and ends on the ring. */
  readonly from: number
  readonly to: number
  /** Its documents by their place in the order of creation, in that order. */
  readonly documents: Map<number, StoredDocument>
}

/** How a range is written down. */
export type RangeRecord = Pick<PartitionRange, 'id' | 'from' | 'to' | 'parents'>

/** So many ranges of the same size. */
export function equalRanges(count: number): readonly RangeRecord[] {
  const boundary = (i: number): number => Math.floor((ring * i) / count)
  return Array.from({ length: count }, (_, i) => ({
    id: String(i),
    from: boundary(i),
    to: boundary(i + 1),
    parents: [],
  }))
}

/** An empty range. */
export function openRange({ id, from, to, parents }: RangeRecord, definition: PartitionKeyDefinition): PartitionRange {
  const boundary = definition.kind === 'Hash' && definition.version === 1 ? firstVersionBoundary : secondVersionBoundary
  return {
    id,
    from,
    to,
    parents,
    min: from === 0 ? wholeRing.min : boundary(from),
    max: to === ring ? wholeRing.max : boundary(to),
    documents: new Map(),
  }
}

/** The two halves of a range. */
export function halves({ id, from, to, parents }: RangeRecord, nextId: number): readonly RangeRecord[] {
  const middle = Math.floor((from + to) / 2)
  const known = { parents: [...parents, id] }
  return [
    { ...known, id: String(nextId), from, to: middle },
    { ...known, id: String(nextId + 1), from: middle, to },
  ]
}

/** Whether an effective partition key is in an interval. */
export function includes({ min, max }: KeyInterval, effectiveKey: string): boolean {
  return effectiveKey >= min && effectiveKey < max
}
