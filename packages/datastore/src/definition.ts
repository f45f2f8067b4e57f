import type { AnyProvider, ProviderDefinition, RegistryOptions } from '@bytelyst/core'
import type { CollectionConfig, DatastoreProvider } from './types.ts'
import type { DatastoreCapabilities } from './types/capabilities.ts'

/** What {@link createDatastoreProvider} takes. */
export interface DatastoreOptions extends RegistryOptions<DatastoreCapabilities> {
  /** The provider's name; by default `DB_PROVIDER` has it. */
  readonly provider?: string | undefined
  /** Collections that are initialised on their first use. */
  readonly collections?: Readonly<Record<string, CollectionConfig>> | undefined
  /** A ready-made SDK client; the provider then needs no variables. */
  readonly client?: unknown
  /** What the application needs of the provider; what is lacking is named at once. */
  readonly requires?: RegistryOptions<DatastoreCapabilities>['requires']
  /** Whether queries that read a whole collection are allowed where an engine charges for what it reads. Default true. */
  readonly allowScans?: boolean | undefined
  /** Where variables come from; by default `process.env`. */
  readonly env?: RegistryOptions<DatastoreCapabilities>['env']
}

/** A datastore provider as data; `Config` is its variables. */
export type DatastoreDefinition<Config> = ProviderDefinition<
  DatastoreProvider,
  Config,
  DatastoreCapabilities,
  DatastoreOptions
> &
  AnyDatastoreDefinition

/** A datastore provider whose variables are its own affair: what is registered. */
export type AnyDatastoreDefinition = AnyProvider<DatastoreProvider, DatastoreCapabilities, DatastoreOptions>
