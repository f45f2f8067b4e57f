import { lackingCapabilities, type CapabilityRequirements } from './capabilities.ts'
import { CloudError, isCloudError } from './cloud-error.ts'
import { processEnvironment, type Environment } from './environment.ts'
import type { AnyProvider, CommonOptions } from './provider-definition.ts'

/** How a service's provider is selected. */
export interface ServiceSelection {
  /** The service's name: `datastore`. */
  readonly service: string
  /** The variable that names the provider: `DB_PROVIDER`. */
  readonly variable: string
  /** The provider that an unset variable means, because existing code relies on it. */
  readonly fallback: string
}

/** The provider that an environment selects, and by what. */
export interface SelectedProvider<Definition> {
  /** The name that was selected, known or not. */
  readonly name: string
  /** `default` when neither the argument nor the variable names one. */
  readonly selectedBy: 'argument' | 'variable' | 'default'
  /** Absent when there is no provider of that name. */
  readonly definition: Definition | undefined
}

/** What a registry's `create` takes. */
export interface RegistryOptions<Capabilities> extends CommonOptions {
  /** The provider's name; by default the service's variable has it. */
  readonly provider?: string | undefined
  /** Where variables come from; by default `process.env`. */
  readonly env?: Environment | undefined
  /** What the provider must be able to do. */
  readonly requires?: CapabilityRequirements<Capabilities> | undefined
}

/** The providers of one service. Third parties add theirs before the first `create`. */
export class ProviderRegistry<Provider, Capabilities extends object, Options extends RegistryOptions<Capabilities>> {
  /** The service, and the variable that selects its provider. */
  readonly selection: ServiceSelection
  readonly #definitions = new Map<string, AnyProvider<Provider, Capabilities, Options>>()

  constructor(
    selection: ServiceSelection,
    definitions: readonly AnyProvider<NoInfer<Provider>, NoInfer<Capabilities>, NoInfer<Options>>[],
  ) {
    this.selection = selection
    for (const definition of definitions) this.register(definition)
  }

  /** Adds a provider; one of the same name is replaced. */
  register(definition: AnyProvider<Provider, Capabilities, Options>): void {
    this.#definitions.set(definition.name, definition)
  }

  /** All providers, in the order in which they were added. */
  definitions(): readonly AnyProvider<Provider, Capabilities, Options>[] {
    return [...this.#definitions.values()]
  }

  /** The provider that the argument, else the variable, else the fallback names. */
  select(
    provider: string | undefined,
    environment: Environment,
  ): SelectedProvider<AnyProvider<Provider, Capabilities, Options>> {
    const variable = environment[this.selection.variable]
    const set = variable !== undefined && variable !== ''
    const name = provider ?? (set ? variable : this.selection.fallback)
    const selectedBy = provider !== undefined ? 'argument' : set ? 'variable' : 'default'
    return { name, selectedBy, definition: this.#definitions.get(name) }
  }

  /**
   * Makes the selected provider.
   *
   * @throws CloudError `misconfigured` for an unknown name (with the valid ones), for missing variables (all at once)
   * and for requirements that the provider does not meet (each by name)
   */
  create(options: Options): Provider {
    const environment = options.env ?? processEnvironment()
    const { name, selectedBy, definition } = this.select(options.provider, environment)
    const { service, variable, fallback } = this.selection
    const how = {
      argument: `provider: '${name}'`,
      variable: `${variable}=${name}`,
      default: `${variable} is not set, which means ${variable}=${fallback}`,
    }[selectedBy]
    const hint = `To run without a cloud, set ${variable}=memory.`
    const fail = (message: string): CloudError =>
      new CloudError({ code: 'misconfigured', service, provider: name, message: `${how}: ${message}` })

    if (definition === undefined) {
      throw fail(`there is no such provider; valid are ${[...this.#definitions.keys()].join(', ')}. ${hint}`)
    }
    const lacking = lackingCapabilities(definition.capabilities, options.requires ?? {})
    if (lacking.length > 0) throw fail(`the application requires what this provider lacks: ${lacking.join('; ')}`)
    try {
      return definition.fromEnvironment(environment, options)
    } catch (error) {
      if (isCloudError(error, 'misconfigured')) throw fail(`${error.message}. ${hint}`)
      throw error
    }
  }
}
