import { valueAt, type FieldPath } from '../../document/path.ts'
import { compareCodePoints } from '../../filter/text.ts'
import { indexLabel } from '../../query/index-label.ts'
import type { Index } from '../../types.ts'
import type { Scalar } from '../../types/document.ts'
import type { Entry } from './entry.ts'
import { SortedKeys, type Bound } from './sorted-keys.ts'

/** A range of numbers or of strings. */
export interface ValueRange {
  readonly lower?: Bound<number | string> | undefined
  readonly upper?: Bound<number | string> | undefined
}

/** A declared index: entries by the value of its first path, and the guard of its uniqueness. */
export class ValueIndex {
  readonly name: string
  readonly path: FieldPath
  readonly #paths: readonly FieldPath[]
  readonly #unique: boolean
  readonly #byValue = new Map<Scalar, Set<Entry>>()
  readonly #numbers = new SortedKeys<number>((one, other) => one - other)
  readonly #strings = new SortedKeys<string>(compareCodePoints)
  readonly #owners = new Map<string, Entry>()

  constructor(index: Index) {
    const names = Object.keys(index.paths)
    this.name = indexLabel(index)
    this.#paths = names.map((name) => name.split('.'))
    this.path = this.#paths[0] as FieldPath
    this.#unique = index.unique === true
  }

  /** The entry of the partition that has the values this one would have; undefined where nothing has to be unique. */
  ownerOf(entry: Entry): Entry | undefined {
    const key = this.#uniqueKey(entry)
    return key === undefined ? undefined : this.#owners.get(key)
  }

  add(entry: Entry): void {
    const key = this.#uniqueKey(entry)
    if (key !== undefined) this.#owners.set(key, entry)
    const value = this.#value(entry)
    if (value === undefined) return
    const bucket = this.#byValue.get(value)
    if (bucket !== undefined) {
      bucket.add(entry)
      return
    }
    this.#byValue.set(value, new Set([entry]))
    if (typeof value === 'number') this.#numbers.add(value)
    else if (typeof value === 'string') this.#strings.add(value)
  }

  delete(entry: Entry): void {
    const key = this.#uniqueKey(entry)
    if (key !== undefined && this.#owners.get(key) === entry) this.#owners.delete(key)
    const value = this.#value(entry)
    const bucket = value === undefined ? undefined : this.#byValue.get(value)
    if (value === undefined || bucket === undefined) return
    bucket.delete(entry)
    if (bucket.size > 0) return
    this.#byValue.delete(value)
    if (typeof value === 'number') this.#numbers.delete(value)
    else if (typeof value === 'string') this.#strings.delete(value)
  }

  /** The entries whose value equals one of these; null stands for missing too. */
  equalTo(values: readonly Scalar[]): readonly ReadonlySet<Entry>[] {
    return values.flatMap((value) => this.#byValue.get(value) ?? [])
  }

  /** The entries whose value is of the bounds' type and between them. */
  between({ lower, upper }: ValueRange): readonly ReadonlySet<Entry>[] {
    const ofStrings = typeof (lower ?? upper)?.key === 'string'
    const keys = ofStrings
      ? this.#strings.between(lower as Bound<string> | undefined, upper as Bound<string> | undefined)
      : this.#numbers.between(lower as Bound<number> | undefined, upper as Bound<number> | undefined)
    return this.equalTo(keys)
  }

  /** The indexed value; undefined for an array or an object, which no equality and no range can mean. */
  #value(entry: Entry): Scalar | undefined {
    const value = valueAt(entry.document, this.path) ?? null
    return typeof value === 'object' && value !== null ? undefined : value
  }

  /** Only documents with a scalar in every path have to be unique. */
  #uniqueKey(entry: Entry): string | undefined {
    if (!this.#unique) return undefined
    const values = this.#paths.map((path) => valueAt(entry.document, path) ?? null)
    if (values.some((value) => typeof value === 'object')) return undefined
    return JSON.stringify([entry.partitionKey, ...values])
  }
}
