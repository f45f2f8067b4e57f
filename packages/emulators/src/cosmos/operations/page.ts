const usualCount = 100
const mostCount = 1000
const mostBytes = 4 * 1024 * 1024

/** The rows of one answer: as many as are asked for, and not more than 4 MiB, but at least one. */
export class Page {
  readonly rows: string[] = []
  readonly #count: number
  #bytes = 0

  /** Nothing said means 100 rows, -1 that the server may choose. */
  constructor(count: number | undefined) {
    this.#count = count === undefined ? usualCount : count < 0 ? mostCount : count
  }

  /** Takes a row, or says that the page is full. */
  add(row: string): boolean {
    const isFull = this.rows.length >= this.#count || this.#bytes + row.length > mostBytes
    if (isFull && this.rows.length > 0) return false
    this.rows.push(row)
    this.#bytes += row.length
    return true
  }
}
