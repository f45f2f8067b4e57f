import { aliasesOf, type Variable } from '@bytelyst/core'

/** What is written down about a variable. */
export interface VariableFacts {
  readonly name: string
  readonly description: string
  /** The names under which it is found too. */
  readonly otherNames: readonly string[]
  readonly example: string
  readonly secret: boolean
  /** The value that it has when it is not set, as a text; undefined when it has none. */
  readonly initial: string | undefined
  readonly required: boolean
}

/** The variables of a provider, in its order. */
export function variableFacts(variables: Readonly<Record<string, Variable<unknown>>>): readonly VariableFacts[] {
  return Object.entries(variables).map(([name, variable]) => {
    const { description, aliases = aliasesOf(name), example = '', secret = false, optional = false } = variable
    const value = variable.default
    const initial = value === undefined || typeof value === 'string' ? value : JSON.stringify(value)
    const required = initial === undefined && !optional
    return { name, description, otherNames: aliases, example, secret, initial, required }
  })
}

/** What an unset selection means: the name of a provider, which may not be there yet. */
export function fallbackText(fallback: string, names: readonly string[], code: (name: string) => string): string {
  return names.includes(fallback) ? code(fallback) : `${code(fallback)}, which is not written yet`
}
