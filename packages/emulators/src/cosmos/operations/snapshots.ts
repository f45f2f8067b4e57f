import type { Json } from '../json.ts'

const mostSnapshots = 256
const mostRows = 200_000

/**
 * The answers of which a part was given out, so that the pages of one answer go together whatever is written meanwhile.
 * The oldest are forgotten: their queries are run again.
 */
export class Snapshots {
  readonly #kept = new Map<string, readonly Json[]>()
  #rows = 0
  #number = 0

  get(name: string): readonly Json[] | undefined {
    return this.#kept.get(name)
  }

  /** Keeps rows under a name that they may have already. */
  keep(rows: readonly Json[], known: string | undefined): string {
    if (known !== undefined && this.#kept.get(known) === rows) return known
    this.#number += 1
    const name = String(this.#number)
    this.#kept.set(name, rows)
    this.#rows += rows.length
    while (this.#kept.size > mostSnapshots || (this.#rows > mostRows && this.#kept.size > 1)) this.#forgetOldest()
    return name
  }

  clear(): void {
    this.#kept.clear()
    this.#rows = 0
  }

  #forgetOldest(): void {
    const [oldest] = this.#kept
    if (oldest === undefined) return
    this.#kept.delete(oldest[0])
    this.#rows -= oldest[1].length
  }
}
