/** A value that can be bound. */
export type Value = string | number | null | readonly string[] | readonly (string | null)[] | readonly (number | null)[]

/** The values bound to a statement's parameters. */
export class Parameters {
  readonly values: Value[] = []

  /** Binds a value, and gives the SQL that stands for it. */
  bind(value: Value, type: 'text' | 'text[]' | 'jsonb' | 'float8' | 'bigint' | 'integer'): string {
    this.values.push(value)
    return `$${this.values.length}::${type}`
  }
}

/** A statement and the values of its parameters. */
export interface Statement {
  readonly sql: string
  readonly values: readonly Value[]
  /** Under which a session keeps it prepared; decided by the text, since sessions may be shared by a pooler. */
  readonly name?: string
}
