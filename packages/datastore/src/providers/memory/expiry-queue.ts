import type { Entry } from './entry.ts'

/** Entries that will expire, the soonest at hand (a binary heap): what is not due yet costs nothing. */
export class ExpiryQueue {
  #heap: Entry[] = []
  /** The heap is cleared of entries that are gone when it has grown to this length. */
  #crowded = 64
  readonly #isThere: (entry: Entry) => boolean

  /** @param isThere - whether an entry is still stored; the queue is not told when one goes */
  constructor(isThere: (entry: Entry) => boolean) {
    this.#isThere = isThere
  }

  add(entry: Entry): void {
    if (entry.expiresAt === Infinity) return
    if (this.#heap.length >= this.#crowded) this.#clean()
    this.#push(entry)
  }

  /** Takes out an entry that has expired at this moment; undefined when there is none left. */
  takeExpired(now: number): Entry | undefined {
    for (;;) {
      const [soonest] = this.#heap
      if (soonest === undefined || soonest.expiresAt > now) return undefined
      this.#shift()
      if (this.#isThere(soonest)) return soonest
    }
  }

  #push(entry: Entry): void {
    const heap = this.#heap
    let place = heap.length
    while (place > 0) {
      const parent = (place - 1) >>> 1
      const above = heap[parent] as Entry
      if (above.expiresAt <= entry.expiresAt) break
      heap[place] = above
      place = parent
    }
    heap[place] = entry
  }

  #shift(): void {
    const heap = this.#heap
    const moved = heap.pop() as Entry
    if (heap.length === 0) return
    let place = 0
    for (;;) {
      let child = 2 * place + 1
      if (child >= heap.length) break
      const right = heap[child + 1]
      if (right !== undefined && right.expiresAt < (heap[child] as Entry).expiresAt) child += 1
      const below = heap[child] as Entry
      if (below.expiresAt >= moved.expiresAt) break
      heap[place] = below
      place = child
    }
    heap[place] = moved
  }

  /** Entries that were taken back in again after a removal may be in the heap twice; here they become one. */
  #clean(): void {
    const kept = [...new Set(this.#heap)].filter(this.#isThere)
    this.#heap = []
    for (const entry of kept) this.#push(entry)
    this.#crowded = Math.max(64, 2 * kept.length)
  }
}
