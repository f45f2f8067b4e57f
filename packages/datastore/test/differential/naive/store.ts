import { CloudError, type CloudErrorCode } from '@bytelyst/core'
import type { Index } from '@bytelyst/datastore'
import { fit, type Key, keyOf } from './check.ts'
import { lookUp, rank, type Fields } from './order.ts'

/** A document and its version. */
export interface Entry {
  readonly key: Key
  readonly document: Fields
  readonly etag: string
}

let etags = 0

/** Documents in a list, and the rules of writing. What is refused throws. */
export class Store {
  readonly partitionKeyPath: string
  readonly #unique: readonly Index[]
  entries: readonly Entry[] = []

  constructor(partitionKeyPath: string, indexes: readonly Index[]) {
    this.partitionKeyPath = partitionKeyPath.slice(1).replaceAll('/', '.')
    this.#unique = indexes.filter(({ unique }) => unique === true)
  }

  get({ id, partitionKey }: Key): Entry | undefined {
    return this.entries.find(({ key }) => key.id === id && key.partitionKey === partitionKey)
  }

  create(document: Fields): Entry {
    const key = keyOf(document, this.partitionKeyPath)
    if (this.get(key) !== undefined) throw refusal('already_exists')
    return this.#put(key, document)
  }

  replace(document: Fields, ifMatch: string | undefined): Entry {
    const key = keyOf(document, this.partitionKeyPath)
    this.expect(key, ifMatch)
    return this.#put(key, document)
  }

  upsert(document: Fields, ifMatch: string | undefined): Entry {
    const key = keyOf(document, this.partitionKeyPath)
    if (ifMatch !== undefined) fit(this.get(key)?.etag === ifMatch, 'the version')
    return this.#put(key, document)
  }

  delete(key: Key, ifMatch: string | undefined): void {
    this.expect(key, ifMatch)
    this.entries = this.entries.filter((entry) => entry !== this.get(key))
  }

  /** The document that is there, of this version: "absence comes before the precondition". */
  expect(key: Key, ifMatch: string | undefined): Entry {
    const entry = this.get(key)
    if (entry === undefined) throw refusal('not_found')
    if (ifMatch !== undefined) fit(entry.etag === ifMatch, 'the version')
    return entry
  }

  /** All of it or nothing. The error of a step that fails says which. */
  transact<R>(steps: readonly (() => R)[]): R[] {
    const before = this.entries
    return steps.map((step, index) => {
      try {
        return step()
      } catch (error) {
        this.entries = before
        throw error instanceof CloudError ? refusal(error.code, index) : error
      }
    })
  }

  #put(key: Key, document: Fields): Entry {
    const before = this.get(key)
    for (const { paths } of this.#unique) {
      const valuesOf = (fields: Fields): unknown[] => Object.keys(paths).map((path) => lookUp(fields, path))
      const values = valuesOf(document)
      if (values.some((value) => rank(value) === 0 || rank(value) === 5)) continue
      for (const other of this.entries) {
        if (other === before || other.key.partitionKey !== key.partitionKey) continue
        const others = valuesOf(other.document)
        if (values.every((value, i) => value === others[i])) throw refusal('already_exists')
      }
    }
    const entry = { key, document, etag: `naive-${(etags += 1)}` }
    this.entries = [...this.entries.filter((other) => other !== before), entry]
    return entry
  }
}

/** The error for what is refused for the sake of what is stored. */
export function refusal(code: CloudErrorCode, index?: number): CloudError {
  return new CloudError({ code, message: 'refused by the naive evaluator', index })
}
