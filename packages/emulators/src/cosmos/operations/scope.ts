import type { Container } from '../store/container.ts'
import type { PartitionKey } from '../store/partition-key.ts'
import { includes, type KeyInterval, type PartitionRange } from '../store/partition-range.ts'
import type { StoredDocument } from '../store/stored-document.ts'

/** Which documents of a container a query or a feed is about; all, when nothing is said. */
export interface Scope {
  /** A whole partition key, or the prefix of a hierarchical one. */
  readonly key?: PartitionKey
  readonly range?: PartitionRange
  /** A part of the range. */
  readonly interval?: KeyInterval
}

/** A place in the order of a container's documents: by range, then by creation. It stays valid when a range splits. */
export interface Position extends KeyInterval {
  readonly sequence: number
}

/** The documents of a scope from a position on, it included, each with its range. */
export function* documentsIn(
  container: Container,
  scope: Scope,
  from?: Position,
): Iterable<readonly [StoredDocument, PartitionRange]> {
  const { key, interval, range: only } = scope
  for (const range of only === undefined ? container.ranges : [only]) {
    if (from !== undefined && range.max <= from.min) continue
    const isBegun = from !== undefined && range.min < from.max
    for (const document of key === undefined ? range.documents.values() : ofKey(container, key, range)) {
      if (isBegun && document.sequence < from.sequence) continue
      if (interval === undefined || includes(interval, document.partition.effectiveKey)) yield [document, range]
    }
  }
}

function ofKey(container: Container, key: PartitionKey, range: PartitionRange): Iterable<StoredDocument> {
  const partitions = container.partitionsUnder(key).filter(({ effectiveKey }) => includes(range, effectiveKey))
  const [first, second] = partitions
  if (first === undefined) return []
  if (second === undefined) return first.documents()
  return partitions.flatMap((partition) => [...partition.documents()]).toSorted((a, b) => a.sequence - b.sequence)
}
