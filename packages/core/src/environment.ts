import { warnOnce } from './warn.ts'

/** Where variables come from: `process.env`, or a record of the same form. */
export type Environment = Readonly<Record<string, string | undefined>>

/**
 * The other names under which a variable is known, by its generic name, which wins over them. The list is ours,
 * gathered from vendors' samples and existing services, and no standard: one that is missing is a bug.
 * Names that belong to one vendor alone (`AWS_REGION`, `OPENAI_API_KEY`) stand with their provider.
 */
export const ENV_ALIASES: Readonly<Record<string, readonly string[]>> = {
  COSMOS_ENDPOINT: ['AZURE_COSMOS_ENDPOINT', 'COSMOS_DB_ENDPOINT'],
  COSMOS_KEY: ['AZURE_COSMOS_KEY', 'COSMOS_DB_KEY'],
  COSMOS_DATABASE: ['AZURE_COSMOS_DATABASE', 'COSMOS_DB_DATABASE', 'COSMOS_DATABASE_ID'],
  COSMOS_CONNECTION_STRING: ['AZURE_COSMOS_CONNECTION_STRING', 'COSMOS_DB_CONNECTION_STRING'],
  MONGO_URI: ['MONGODB_URI', 'MONGO_URL'],
  DATABASE_URL: ['POSTGRES_URL'],
  STORAGE_CONNECTION_STRING: ['AZURE_STORAGE_CONNECTION_STRING', 'AZURE_BLOB_CONNECTION_STRING'],
  STORAGE_ACCOUNT_NAME: ['AZURE_STORAGE_ACCOUNT_NAME', 'AZURE_STORAGE_ACCOUNT'],
  STORAGE_ACCOUNT_KEY: ['AZURE_STORAGE_ACCOUNT_KEY', 'AZURE_STORAGE_KEY'],
  KEYVAULT_URL: ['AZURE_KEYVAULT_URL', 'AZURE_KEY_VAULT_URL'],
  SPEECH_KEY: ['AZURE_SPEECH_KEY'],
  SPEECH_REGION: ['AZURE_SPEECH_REGION'],
  NOTIFICATION_HUB_CONNECTION_STRING: ['AZURE_NOTIFICATION_HUB_CONNECTION_STRING'],
  NOTIFICATION_HUB_NAME: ['AZURE_NOTIFICATION_HUB_NAME'],
  SERVICE_BUS_CONNECTION_STRING: ['AZURE_SERVICE_BUS_CONNECTION_STRING', 'AZURE_SERVICEBUS_CONNECTION_STRING'],
}

/** A variable's text and the name under which it was found. */
export interface FoundVariable {
  /** The variable's own name, or an alias. */
  readonly name: string
  readonly text: string
}

/** The first of these names that is set and not empty. Warns, by name, when two of them hold different texts. */
export function findVariable(names: readonly string[], environment: Environment): FoundVariable | undefined {
  let found: FoundVariable | undefined
  for (const name of names) {
    const text = Object.hasOwn(environment, name) ? environment[name] : undefined
    if (text === undefined || text === '') continue
    if (found === undefined) found = { name, text }
    else if (found.text !== text) warnOnce(`${found.name} and ${name} are both set and differ: ${found.name} is used`)
  }
  return found
}

/**
 * The text of a variable, looked up by its generic name and then by each of its {@link ENV_ALIASES}.
 * An empty variable counts as unset.
 *
 * @example
 * ```ts
 * import { getEnv } from '@bytelyst/core'
 *
 * getEnv('MONGO_URI', { MONGODB_URI: 'mongodb://127.0.0.1/app' }) // 'mongodb://127.0.0.1/app'
 * ```
 */
export function getEnv(name: string, environment: Environment = processEnvironment()): string | undefined {
  return findVariable([name, ...aliasesOf(name)], environment)?.text
}

/** The aliases of a generic name; none for a name that has none, `constructor` included. */
export function aliasesOf(name: string): readonly string[] {
  return Object.hasOwn(ENV_ALIASES, name) ? (ENV_ALIASES[name] ?? []) : []
}

/** `process.env`, or nothing where there is no process. */
export function processEnvironment(): Environment {
  return globalThis.process?.env ?? {}
}
