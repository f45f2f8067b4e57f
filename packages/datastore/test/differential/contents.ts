import { lookUp, type Fields } from './naive/order.ts'
import type { Place } from './subject.ts'

interface Entry {
  readonly document: Fields
  readonly etag: string | undefined
}

/** Every document of a collection with its etag, by identity. */
export class Contents {
  static readonly none: Contents = new Contents(new Map())
  readonly #byKey: ReadonlyMap<string, Entry>

  private constructor(byKey: ReadonlyMap<string, Entry>) {
    this.#byKey = byKey
  }

  static async of({ collection, subject, layout }: Place): Promise<Contents> {
    const found = (await collection.findMany({ filter: {} })) as Fields[]
    return new Contents(
      new Map(
        found.map((document) => {
          const entry = { document, etag: subject.etagOf(document) }
          return [keyText(document, layout.partitionKeyPath), entry] as const
        }),
      ),
    )
  }

  get size(): number {
    return this.#byKey.size
  }

  /** All documents, in an order that is the same for the same documents. */
  get sorted(): readonly Fields[] {
    const entries = [...this.#byKey].toSorted(([one], [other]) => (one < other ? -1 : 1))
    return entries.map(([, { document }]) => document)
  }

  etagOf(key: string): string | undefined {
    return this.#byKey.get(key)?.etag
  }

  /** The documents that have another etag than before: those that were written. */
  writtenSince(before: Contents): string[] {
    return [...this.#byKey].filter(([key, { etag }]) => etag !== before.etagOf(key)).map(([key]) => key)
  }

  removedSince(before: Contents): string[] {
    return [...before.#byKey.keys()].filter((key) => !this.#byKey.has(key))
  }

  /** "An etag belongs to one incarnation of one document." */
  faultOfEtags(): string | undefined {
    const etags = [...this.#byKey.values()].map(({ etag }) => etag)
    if (etags.some((etag) => etag === undefined || etag === '')) return 'a document that was read has no etag'
    return new Set(etags).size === etags.length ? undefined : 'two documents have the same etag'
  }
}

/** A document's identity as text. */
export function keyText(document: Fields, partitionKeyPath: string): string {
  return JSON.stringify([lookUp(document, partitionKeyPath.slice(1).replaceAll('/', '.')), document['id']])
}
