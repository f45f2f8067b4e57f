import { ProviderRegistry, type ServiceSelection } from '@bytelyst/core'
import type { AnyDatastoreDefinition, DatastoreOptions } from './definition.ts'
import { cosmos } from './providers/cosmos/provider.ts'
import { dynamodb } from './providers/dynamodb/provider.ts'
import { memory } from './providers/memory/provider.ts'
import { mongo } from './providers/mongo/provider.ts'
import { postgres } from './providers/postgres/provider.ts'
import { sqlite } from './providers/sqlite/provider.ts'
import type { DatastoreProvider } from './types.ts'
import type { DatastoreCapabilities } from './types/capabilities.ts'

const selection: ServiceSelection = { service: 'datastore', variable: 'DB_PROVIDER', fallback: 'cosmos' }

/** The providers that `DB_PROVIDER` can name. One of the package's three pieces of module state. */
export const datastoreProviders: ProviderRegistry<DatastoreProvider, DatastoreCapabilities, DatastoreOptions> =
  new ProviderRegistry(selection, [cosmos, mongo, memory, sqlite, postgres, dynamodb])

/**
 * Adds a provider of your own, under the name that `DB_PROVIDER` then can have. One of the same name is replaced.
 *
 * @example
 * ```ts
 * import { defineProvider, text } from '@bytelyst/core'
 * import {
 *   registerDatastoreProvider,
 *   SqliteDatastoreProvider,
 *   type DatastoreCapabilities,
 *   type DatastoreOptions,
 *   type DatastoreProvider,
 * } from '@bytelyst/datastore'
 *
 * registerDatastoreProvider(
 *   defineProvider<DatastoreProvider, { SHELF_PATH: string }, DatastoreCapabilities, DatastoreOptions>('datastore', {
 *     name: 'shelf',
 *     description: 'documents on a shelf',
 *     variables: { SHELF_PATH: text({ description: 'where the shelf stands', example: './shelf.db' }) },
 *     capabilities: new SqliteDatastoreProvider().capabilities, // those of your driver
 *     create: ({ SHELF_PATH }, { collections }) => new SqliteDatastoreProvider({ path: SHELF_PATH, collections }),
 *   }),
 * )
 * ```
 */
export function registerDatastoreProvider(definition: AnyDatastoreDefinition): void {
  datastoreProviders.register(definition)
}

/**
 * The datastore that `DB_PROVIDER` names, configured from the environment. Imports no SDK and does no I/O.
 *
 * @throws CloudError `misconfigured`: an unknown provider, variables that are missing (all at once) or malformed,
 * requirements that the provider does not meet
 *
 * @example
 * ```ts
 * import { createDatastoreProvider } from '@bytelyst/datastore'
 *
 * const provider = createDatastoreProvider({ env: { DB_PROVIDER: 'memory' } })
 * const flags = provider.collection('feature_flags')
 * await flags.upsert({ id: 'dark-mode', productId: 'web', enabled: true })
 * await flags.findMany({ filter: { productId: 'web' }, sort: { key: 1 } })
 * ```
 */
export function createDatastoreProvider(options: DatastoreOptions = {}): DatastoreProvider {
  return datastoreProviders.create(options)
}

let current: DatastoreProvider | undefined

/**
 * The datastore of this process: made from the environment on the first call, the same one ever after. Whoever closes it
 * closes it for all.
 *
 * @throws CloudError `misconfigured`, as {@link createDatastoreProvider}
 *
 * @example
 * ```ts
 * import { getDatastore } from '@bytelyst/datastore'
 *
 * export const findFlag = (id: string, productId: string) => getDatastore().collection('flags').findById(id, productId)
 * ```
 */
export function getDatastore(): DatastoreProvider {
  return (current ??= createDatastoreProvider())
}

/** Puts another datastore in the place of {@link getDatastore}'s, or none, and gives back the one before. */
export function replaceDatastore(provider: DatastoreProvider | undefined): DatastoreProvider | undefined {
  const before = current
  current = provider
  return before
}
