import type { Json } from '../json.ts'

/** What of a container decides how its queries are planned and refused. */
export interface IndexingFacts {
  /** Each a composite index: paths like `/name` in order, with their direction. */
  readonly compositeIndexes: readonly (readonly {
    readonly path: string
    readonly order: 'ascending' | 'descending'
  }[])[]
}

/** The parameters of a query, by name with the `@`. */
export type Parameters = ReadonlyMap<string, Json>

/** A query that has been parsed, checked and compiled. */
export interface CompiledQuery {
  /**
   * The rows that the service answers for these documents: of one partition, one physical range, or all. With the
   * rewritten query of a plan these are the rows that the SDK merges.
   *
   * @throws SqlError for a parameter that is not given or does not fit
   */
  run(documents: Iterable<Json>, parameters: Parameters): readonly Json[]
  /**
   * The same for documents that come one by one: what {@link CompiledQuery.run} answers for each alone.
   *
   * @throws SqlError for a parameter that is not given
   */
  bind(parameters: Parameters): (documents: Iterable<Json>) => readonly Json[]
  /**
   * Whether the service refuses it across partitions without a plan, so that the SDK asks for one and merges: ORDER BY, OFFSET,
   * TOP, DISTINCT, aggregates, GROUP BY.
   */
  readonly needsMerge: boolean
  /**
   * The plan that the service answers: `partitionedQueryExecutionInfoVersion`, `queryInfo`, `queryRanges`. The parameters
   * are those of the plan's request: the plan says TOP, OFFSET and LIMIT as numbers.
   *
   * @throws SqlError for what no plan merges, like several aggregates in one expression
   */
  plan(parameters?: Parameters): Json
}

/** Where in the text of a query something stands: the first character, and the one behind the last. */
export interface Location {
  readonly start: number
  readonly end: number
}

/** What the service says of a query that it refuses: status 400 with this code and message. */
export class SqlError extends Error {
  override readonly name = 'SqlError'
  /** Like `SC1001`; empty where the service gives a message alone. */
  readonly code: string
  readonly location: Location | undefined

  constructor(code: string, message: string, location?: Location) {
    super(message)
    this.code = code
    this.location = location
  }

  /** The errors as the service writes them into the message of its reply. */
  get errors(): string {
    if (this.code === '') return JSON.stringify({ Errors: [this.message] })
    const { location, code, message } = this
    return JSON.stringify({ errors: [{ severity: 'Error', ...(location && { location }), code, message }] })
  }
}
