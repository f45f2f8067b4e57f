import { defineProvider, text } from '@bytelyst/core'
import { PortableDatastore } from '../../../../packages/datastore/src/datastore.ts'
import type { DatastoreDefinition, DatastoreOptions } from '../../../../packages/datastore/src/definition.ts'
import type { CollectionConfig, DatastoreProvider } from '../../../../packages/datastore/src/types.ts'
import type { DatastoreCapabilities } from '../../../../packages/datastore/src/types/capabilities.ts'
import { shelfCapabilities } from './capabilities.ts'

/** What the shelf provider can be given. */
export interface ShelfDatastoreOptions {
  /** Where the engine is. */
  readonly url: string
  readonly collections?: Readonly<Record<string, CollectionConfig>> | undefined
}

/**
 * Documents in shelf.
 *
 * @example
 * ```ts
 * import { ShelfDatastoreProvider } from '@bytelyst/datastore/shelf'
 *
 * const provider = new ShelfDatastoreProvider({ url: 'shelf://127.0.0.1' })
 * await provider.close()
 * ```
 */
export class ShelfDatastoreProvider extends PortableDatastore<string> {
  constructor({ url, collections = {} }: ShelfDatastoreOptions) {
    super({
      provider: 'shelf',
      capabilities: shelfCapabilities,
      collections,
      async open() {
        const { ShelfDriver } = await import('./driver.ts')
        return new ShelfDriver(url)
      },
    })
  }
}

interface ShelfConfig {
  SHELF_URL: string
}

/** The definition behind `DB_PROVIDER=shelf`. */
export const shelf: DatastoreDefinition<ShelfConfig> = defineProvider<
  DatastoreProvider,
  ShelfConfig,
  DatastoreCapabilities,
  DatastoreOptions
>('datastore', {
  name: 'shelf',
  description: 'documents in shelf',
  variables: { SHELF_URL: text({ description: 'where the engine is', example: 'shelf://127.0.0.1' }) },
  capabilities: shelfCapabilities,
  create: (config, { collections }) => new ShelfDatastoreProvider({ url: config.SHELF_URL, collections }),
})
