/**
 * Distinct keys in order, for ranges. Additions are gathered and merged in by the next question, so that loading
 * many documents costs one sort.
 */
export class SortedKeys<K> {
  readonly #compare: (one: K, other: K) => number
  #sorted: K[] = []
  #added: K[] = []

  constructor(compare: (one: K, other: K) => number) {
    this.#compare = compare
  }

  /** The key must not be there. */
  add(key: K): void {
    this.#added.push(key)
  }

  /** The key must be there. */
  delete(key: K): void {
    this.#merge()
    this.#sorted.splice(this.#firstAtLeast(key), 1)
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
    if (this.#added.length === 0) return
    // Two runs of which one is sorted already: what Array.prototype.sort is good at.
    this.#sorted = this.#sorted.concat(this.#added.toSorted(this.#compare)).toSorted(this.#compare)
    this.#added = []
  }
}

/** One end of a range. */
export interface Bound<K> {
  readonly key: K
  readonly inclusive: boolean
}
