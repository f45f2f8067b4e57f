import { CloudError } from './cloud-error.ts'
import { aliasesOf, findVariable, type Environment } from './environment.ts'
import type { AnyProvider, CommonOptions, ProviderDefinition, Variable, Variables } from './provider-definition.ts'

/** What one variable of a provider is in an environment: what the factory and `doctor` report. */
export interface VariableState {
  /** Its generic name. */
  readonly name: string
  /** What the definition says of it. */
  readonly variable: Variable<unknown>
  /** The name under which it was found; its own or an alias. */
  readonly foundAs?: string
  /** What its text means, or its default; absent when there is neither. May be a secret. */
  readonly value?: unknown
  /** What is wrong with it, if anything: it is missing, or its text does not parse. */
  readonly problem?: string
}

/** Every variable of a definition as it stands in this environment. */
export function inspectVariables(
  variables: Readonly<Record<string, Variable<unknown>>>,
  environment: Environment,
): readonly VariableState[] {
  const find = (name: string): ReturnType<typeof findVariable> =>
    findVariable([name, ...(variables[name]?.aliases ?? aliasesOf(name))], environment)
  return Object.entries(variables).map(([name, variable]) => {
    const found = find(name)
    if (found === undefined) {
      if (variable.default !== undefined) return { name, variable, value: variable.default }
      if (variable.optional !== true) return { name, variable, problem: 'is not set' }
      if (variable.unless === undefined || find(variable.unless) !== undefined) return { name, variable }
      return { name, variable, problem: `is not set, nor ${variable.unless} in its place` }
    }
    const parsed = variable.parse(found.text)
    if ('expected' in parsed) {
      return { name, variable, foundAs: found.name, problem: `must be ${parsed.expected}` }
    }
    return { name, variable, foundAs: found.name, value: parsed.value }
  })
}

/**
 * Ties a definition's configuration to its `create`, so that a registry can hold providers of every configuration.
 * `fromEnvironment` of the result throws `misconfigured`, which names every missing and malformed variable at once.
 *
 * @param service - the service whose provider it is: `datastore`
 *
 * @example
 * ```ts
 * import { defineProvider, text } from '@bytelyst/core'
 *
 * const shelf = defineProvider<{ path: string }, { SHELF_PATH: string }, { durable: boolean }>('library', {
 *   name: 'shelf',
 *   description: 'books on a shelf',
 *   variables: { SHELF_PATH: text({ description: 'where the shelf stands', example: '/mnt/shelf' }) },
 *   capabilities: { durable: true },
 *   create: (config) => ({ path: config.SHELF_PATH }),
 * })
 * shelf.fromEnvironment({ SHELF_PATH: '/mnt/shelf' }, {}).path // '/mnt/shelf'
 * ```
 */
export function defineProvider<
  Provider,
  Config extends object,
  Capabilities,
  Options extends CommonOptions = CommonOptions,
>(
  service: string,
  definition: ProviderDefinition<Provider, Config, Capabilities, Options>,
): ProviderDefinition<Provider, Config, Capabilities, Options> & AnyProvider<Provider, Capabilities, Options> {
  return {
    ...definition,
    fromEnvironment: (environment, options) =>
      definition.create(readConfig(service, definition, environment, options.client !== undefined), options),
  }
}

function readConfig<Config extends object>(
  service: string,
  definition: { readonly name: string; readonly variables: Variables<Config> },
  environment: Environment,
  clientGiven: boolean,
): Config {
  const states = inspectVariables(definition.variables, environment)
  const wrong = states.filter((state) => state.problem !== undefined && (state.foundAs !== undefined || !clientGiven))
  if (wrong.length > 0) {
    const set = states.filter((state) => state.foundAs !== undefined && state.problem === undefined)
    throw new CloudError({
      code: 'misconfigured',
      service,
      provider: definition.name,
      message: [
        `the ${definition.name} provider is not configured: `,
        wrong.map((state) => `${state.foundAs ?? state.name} ${state.problem}`).join(', '),
        set.length > 0 ? ` (set: ${set.map((state) => state.foundAs).join(', ')})` : '',
      ].join(''),
    })
  }
  const values = states.filter((state) => state.value !== undefined).map((state) => [state.name, state.value])
  return Object.fromEntries(values) as Config
}
