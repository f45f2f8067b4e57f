import type { Entry } from './entry.ts'

/**
 * Entries by partition and id. A partition of one entry, which each is where the id is the partition key, is that entry
 * itself: a map for each would take more memory than most documents, and time with every read.
 */
export class Partitions {
  readonly #partitions = new Map<string, Entry | Map<string, Entry>>()

  get(partitionKey: string, id: string): Entry | undefined {
    const partition = this.#partitions.get(partitionKey)
    if (partition instanceof Map) return partition.get(id)
    return partition?.id === id ? partition : undefined
  }

  /** All entries of a partition. */
  of(partitionKey: string): Iterable<Entry> {
    const partition = this.#partitions.get(partitionKey)
    if (partition instanceof Map) return partition.values()
    return partition === undefined ? [] : [partition]
  }

  /** Adds an entry, in the place of the one with its key. */
  add(entry: Entry): void {
    const { partitionKey, id } = entry
    const partition = this.#partitions.get(partitionKey)
    if (partition instanceof Map) partition.set(id, entry)
    else if (partition === undefined || partition.id === id) this.#partitions.set(partitionKey, entry)
    else this.#partitions.set(partitionKey, new Map([partition, entry].map((one) => [one.id, one])))
  }

  delete({ partitionKey, id }: Entry): void {
    const partition = this.#partitions.get(partitionKey)
    if (partition instanceof Map) partition.delete(id)
    if (!(partition instanceof Map) || partition.size === 0) this.#partitions.delete(partitionKey)
  }
}
