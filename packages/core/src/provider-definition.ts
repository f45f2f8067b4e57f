import type { Environment } from './environment.ts'

/** One environment variable of a provider: all that the factory, `doctor`, `.env.example` and the docs need to know. */
export interface Variable<Value> {
  /** What it is, as a phrase: `the database file, or :memory:`. */
  readonly description: string
  /** Other names of this variable, tried after it in this order; by default its row of `ENV_ALIASES`. */
  readonly aliases?: readonly string[]
  /** A secret's value is never printed. */
  readonly secret?: boolean
  /** A text that it could have. */
  readonly example?: string
  /** Its value when it is not set. */
  readonly default?: Value
  /** Whether it may be unset; one that is not, and has no default, is required. */
  readonly optional?: boolean
  /** The variable that takes its place: an optional one that has such a one is needed where neither is set. */
  readonly unless?: string
  /** Turns the text into a value, or says what was expected, without repeating the text. */
  readonly parse: (text: string) => { readonly value: Value } | { readonly expected: string }
}

/** The variables of a provider, by the name that wins over its aliases. */
export type Variables<Config> = { readonly [K in keyof Config]-?: Variable<NonNullable<Config[K]>> }

/** The SDK that the user installs: the package and the versions that work. */
export interface Peer {
  /** The name to install: `mongodb`. */
  readonly name: string
  /** The versions, as npm writes them: `>=6 <8`. */
  readonly range: string
}

/**
 * One provider of one service, as data. Everything that is said about a provider anywhere derives from this record.
 *
 * @typeParam Provider - what `create` gives: the service's provider interface
 * @typeParam Config - the parsed variables
 * @typeParam Capabilities - the service's capability record
 * @typeParam Options - what the service's factory hands through
 */
export interface ProviderDefinition<Provider, Config, Capabilities, Options> {
  /** The value of the service's `*_PROVIDER` variable. */
  readonly name: string
  /** What it is, as a phrase. */
  readonly description: string
  /** The environment variables that it reads. */
  readonly variables: Variables<Config>
  /** What it can do; what depends on the server is `'probed'`. */
  readonly capabilities: Capabilities
  /** The SDK that it needs; absent when it needs none. */
  readonly peer?: Peer
  /** Makes the provider. Imports no SDK and does no I/O. With an injected client no variable is required. */
  readonly create: (config: Config, options: Options) => Provider
}

/** A {@link ProviderDefinition} whose configuration is known only to itself: what a registry holds. */
export interface AnyProvider<Provider, Capabilities, Options> {
  readonly name: string
  readonly description: string
  readonly variables: Readonly<Record<string, Variable<unknown>>>
  readonly capabilities: Capabilities
  readonly peer?: Peer
  /** Reads the variables and makes the provider; `misconfigured` names every missing and malformed one at once. */
  readonly fromEnvironment: (environment: Environment, options: Options) => Provider
}

/** What every service's factory options have. */
export interface CommonOptions {
  /** A ready-made SDK client; no variable is required then. */
  readonly client?: unknown
}
