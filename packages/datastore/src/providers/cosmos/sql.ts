import type { FieldPath } from '../../document/path.ts'
import type { Scalar } from '../../types/document.ts'

/** A value bound to a statement. */
export interface Parameter {
  readonly name: string
  readonly value: Scalar | readonly Scalar[]
}

/** A query as the SDK takes it. */
export interface Statement {
  readonly query: string
  readonly parameters: Parameter[]
}

/** The values of one statement; each gets a name of its own. */
export class Parameters {
  readonly list: Parameter[] = []

  /** The parameter that stands for a value in the text. */
  bind(value: Parameter['value']): string {
    const name = `@p${this.list.length}`
    this.list.push({ name, value })
    return name
  }
}

/** A field in SQL: names are quoted as JSON, which is what a string literal of the engine's is. */
export function fieldSql(path: FieldPath, from = 'c'): string {
  return from + path.map((segment) => `[${JSON.stringify(segment)}]`).join('')
}
