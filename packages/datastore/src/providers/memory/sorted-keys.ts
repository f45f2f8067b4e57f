/** As many changes are put in place one by one; more of them cost one pass over all keys. */
const fewChanges = 8

/**
 * Distinct keys in order, for ranges. Changes are gathered and worked in by the next question, so that changing many
 * documents costs one sort of what has changed and one pass.
 */
export class SortedKeys<K> {
  readonly #compare: (one: K, other: K) => number
  #sorted: K[] = []
  /** Not in `#sorted` yet. */
  readonly #added = new Set<K>()
  /** Still in `#sorted`. */
  readonly #removed = new Set<K>()

  constructor(compare: (one: K, other: K) => number) {
    this.#compare = compare
  }

  /** The key must not be there. */
  add(key: K): void {
    if (!this.#removed.delete(key)) this.#added.add(key)
  }

  /** The key must be there. */
  delete(key: K): void {
    if (!this.#added.delete(key)) this.#removed.add(key)
  }

  /** The keys between two bounds, each of which counts itself or not. */
  between(lower: Bound<K> | undefined, upper: Bound<K> | undefined): readonly K[] {
    this.#merge()
    const start = lower === undefined ? 0 : this.#position(lower, !lower.inclusive)
    const end = upper === undefined ? this.#sorted.length : this.#position(upper, upper.inclusive)
    return this.#sorted.slice(start, Math.max(start, end))
  }

  /** Where the bound's key stands, or would; behind it when `after`. */
  #position({ key }: Bound<K>, after: boolean): number {
    const position = this.#firstAtLeast(key)
    const present = position < this.#sorted.length && this.#compare(this.#sorted[position] as K, key) === 0
    return after && present ? position + 1 : position
  }

  #firstAtLeast(key: K): number {
    let low = 0
    let high = this.#sorted.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#compare(this.#sorted[middle] as K, key) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  #merge(): void {
    const changes = this.#added.size + this.#removed.size
    if (changes === 0) return
    if (changes <= fewChanges) {
      for (const key of this.#removed) this.#sorted.splice(this.#firstAtLeast(key), 1)
      for (const key of this.#added) this.#sorted.splice(this.#firstAtLeast(key), 0, key)
    } else {
      this.#sorted = this.#merged([...this.#added].toSorted(this.#compare))
    }
    this.#added.clear()
    this.#removed.clear()
  }

  /** The keys that stay and the added ones, in order. */
  #merged(added: readonly K[]): K[] {
    const merged: K[] = []
    let next = 0
    for (const key of this.#sorted) {
      if (this.#removed.has(key)) continue
      while (next < added.length && this.#compare(added[next] as K, key) < 0) {
        merged.push(added[next] as K)
        next += 1
      }
      merged.push(key)
    }
    for (; next < added.length; next += 1) merged.push(added[next] as K)
    return merged
  }
}

/** One end of a range. */
export interface Bound<K> {
  readonly key: K
  readonly inclusive: boolean
}
