import { ServiceError } from '../service-error.ts'
import type { PartitionKey } from './partition-key.ts'
import type { StoredDocument } from './stored-document.ts'
import { uniqueValues, type UniqueKey } from './unique-key.ts'

/** A logical partition: the documents of one partition key, in the order of their creation. */
export class Partition {
  readonly key: PartitionKey
  /** The key as text. */
  readonly text: string
  readonly effectiveKey: string
  readonly #documents = new Map<string, StoredDocument>()
  /** By the unique key's place in the policy: the id of the document that has these values. */
  readonly #owners: readonly Map<string, string>[]
  readonly #uniqueKeys: readonly UniqueKey[]
  #newest = 0

  constructor(key: PartitionKey, text: string, effectiveKey: string, uniqueKeys: readonly UniqueKey[]) {
    this.key = key
    this.text = text
    this.effectiveKey = effectiveKey
    this.#uniqueKeys = uniqueKeys
    this.#owners = uniqueKeys.map(() => new Map())
  }

  get size(): number {
    return this.#documents.size
  }

  get(id: string): StoredDocument | undefined {
    return this.#documents.get(id)
  }

  /** In the order of creation. */
  documents(): Iterable<StoredDocument> {
    return this.#documents.values()
  }

  /** @throws ServiceError 409 when another document has the values of a unique key */
  put(document: StoredDocument): void {
    const values = uniqueValues(document.body, this.#uniqueKeys)
    for (const [i, owners] of this.#owners.entries()) {
      const owner = owners.get(values[i] ?? '')
      if (owner !== undefined && owner !== document.id) {
        throw new ServiceError(409, 'Unique index constraint violation.')
      }
    }
    this.#forget(document.id)
    for (const [i, owners] of this.#owners.entries()) owners.set(values[i] ?? '', document.id)
    // What was deleted and is put back, because what deleted it failed, is not the newest.
    const isOutOfOrder = document.sequence < this.#newest && !this.#documents.has(document.id)
    this.#documents.set(document.id, document)
    this.#newest = Math.max(this.#newest, document.sequence)
    if (isOutOfOrder) this.#sort()
  }

  remove(id: string): void {
    this.#forget(id)
    this.#documents.delete(id)
  }

  #forget(id: string): void {
    const document = this.#documents.get(id)
    if (document === undefined) return
    for (const [i, value] of uniqueValues(document.body, this.#uniqueKeys).entries()) this.#owners[i]?.delete(value)
  }

  #sort(): void {
    const sorted = [...this.#documents.values()].toSorted((a, b) => a.sequence - b.sequence)
    this.#documents.clear()
    for (const document of sorted) this.#documents.set(document.id, document)
  }
}
