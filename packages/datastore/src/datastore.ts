import type { OperationOptions } from '@bytelyst/core'
import { checkCollectionName, defineCollection } from './collection-config.ts'
import { PortableCollection } from './collection.ts'
import { Connection, type ConnectionOptions } from './connection.ts'
import { invalid } from './document/invalid.ts'
import { isPlainObject } from './document/plain-object.ts'
import type { CollectionConfig, DatastoreProvider, DocumentCollection } from './types.ts'
import type { DatastoreCapabilities } from './types/capabilities.ts'
import type { BaseDocument, CollectionName } from './types/document.ts'

/**
 * The one implementation of {@link DatastoreProvider}, over any driver. Adapters extend it or make one.
 *
 * @typeParam Native - the SDK's client, as `native()` gives it
 *
 * @example
 * ```ts
 * import { PortableDatastore, type DatastoreCapabilities, type DatastoreDriver } from '@bytelyst/datastore'
 *
 * // `load` imports the module that holds the driver, on first use.
 * export function shelf(capabilities: DatastoreCapabilities, load: () => Promise<DatastoreDriver>): PortableDatastore {
 *   return new PortableDatastore({ provider: 'shelf', capabilities, collections: {}, open: load })
 * }
 * ```
 */
export class PortableDatastore<Native = unknown> implements DatastoreProvider {
  readonly name: string
  readonly #connection: Connection<Native>

  constructor(options: ConnectionOptions<Native>) {
    this.name = options.provider
    this.#connection = new Connection(options)
  }

  get capabilities(): DatastoreCapabilities {
    return this.#connection.capabilities
  }

  collection<T extends { id: string } = BaseDocument>(name: CollectionName<T>): DocumentCollection<T> {
    try {
      return new PortableCollection<T>(this.#connection, checkCollectionName(name))
    } catch (error) {
      throw this.#connection.explain(error, { operation: 'collection' }, false)
    }
  }

  async initialize(configs: Readonly<Record<string, CollectionConfig>>, options?: OperationOptions): Promise<void> {
    const name = { operation: 'initialize' }
    this.#connection.assertOpen(name)
    try {
      if (!isPlainObject(configs)) throw invalid('configs', 'collection configurations by name', configs)
      const entries = Object.entries<CollectionConfig>(configs)
      const definitions = entries.map(([collection, config]) => defineCollection(collection, config, this.capabilities))
      await this.#connection.run(name, options ?? {}, (driver, call) =>
        this.#connection.initialize(driver, definitions, new Map(entries), call),
      )
    } catch (error) {
      throw this.#connection.explain(error, name, false)
    }
  }

  ping(options?: OperationOptions): Promise<void> {
    return this.#connection.run({ operation: 'ping' }, options ?? {}, (driver, call) => driver.ping(call))
  }

  close(): Promise<void> {
    return this.#connection.close()
  }

  native(): Promise<Native> {
    return this.#connection.run({ operation: 'native' }, {}, (driver) => driver.native())
  }

  /**
   * Removes a collection with all its documents and its configuration; nothing when there is none. Not part of the
   * contract that applications see: for tests and migrations.
   *
   * @throws CloudError `invalid_argument` for a name that no collection can have
   */
  async dropCollection(name: string, options?: OperationOptions): Promise<void> {
    const operation = { operation: 'dropCollection', collection: name }
    await this.#connection.run(operation, options ?? {}, (driver, call) => driver.drop(checkCollectionName(name), call))
    this.#connection.forget(name)
  }
}
