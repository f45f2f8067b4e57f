import { ServiceError } from '../service-error.ts'
import { compileQuery, SqlError, type CompiledQuery, type IndexingFacts } from '../sql/index.ts'

const mostEntries = 200
const longestKept = 10_000
const longestQuery = 512 * 1024

/** The queries of a container that were compiled lately. */
export class CompiledQueries {
  readonly #known = new Map<string, CompiledQuery>()
  readonly #clock: () => number

  /** @param clock - what the functions of the current time answer, in milliseconds since 1970 */
  constructor(clock: () => number) {
    this.#clock = clock
  }

  /** @throws ServiceError 400 for what is no query */
  compile(text: string, indexing: IndexingFacts): CompiledQuery {
    const known = this.#known.get(text)
    if (known !== undefined) {
      this.#known.delete(text)
      this.#known.set(text, known)
      return known
    }
    if (text.length > longestQuery)
      throw new ServiceError(400, 'The SQL query text exceeded the maximum limit of 512 KB.')
    const compiled = asServiceErrors(() => compileQuery(text, indexing, this.#clock))
    if (text.length <= longestKept) this.#known.set(text, compiled)
    const [oldest] = this.#known.keys()
    if (this.#known.size > mostEntries && oldest !== undefined) this.#known.delete(oldest)
    return compiled
  }

  clear(): void {
    this.#known.clear()
  }
}

/** Runs what may throw an error of SQL: as the service says it. */
export function asServiceErrors<T>(run: () => T): T {
  try {
    return run()
  } catch (error) {
    if (error instanceof SqlError) throw new ServiceError(400, `Message: ${error.errors}`)
    // A query that nests too deeply for this machine's stack is the query's fault.
    if (error instanceof RangeError) throw new ServiceError(400, 'The query is too complex.')
    throw error
  }
}
