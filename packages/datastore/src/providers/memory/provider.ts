import { CloudError, defineProvider, text } from '@bytelyst/core'
import { PortableDatastore } from '../../datastore.ts'
import type { DatastoreDefinition, DatastoreOptions } from '../../definition.ts'
import type { CollectionConfig, DatastoreProvider } from '../../types.ts'
import type { DatastoreCapabilities } from '../../types/capabilities.ts'
import { memoryCapabilities } from './capabilities.ts'
import { MemoryDriver } from './driver.ts'
import { withFaults, type MemoryFaults } from './faults.ts'
import { readSnapshotFile, restoreSnapshot, takeSnapshot, writeSnapshotFile, type MemorySnapshot } from './snapshot.ts'
import type { Table } from './table.ts'

/** What the memory provider can be given. */
export interface MemoryDatastoreOptions {
  /** Collections that are initialised on their first use. */
  readonly collections?: Readonly<Record<string, CollectionConfig>> | undefined
  /** Milliseconds since the epoch, for tests of expiry; by default `Date.now`. */
  readonly clock?: (() => number) | undefined
  /** How to misbehave, for tests of an application's resilience. */
  readonly faults?: MemoryFaults | undefined
  /** A JSON file that is read on first use, if it is there, and written by `close()`. */
  readonly snapshotPath?: string | undefined
}

/**
 * Documents in this process's memory: a complete provider for tests and development, and what every other provider
 * is compared with.
 *
 * @example
 * ```ts
 * import { MemoryDatastoreProvider } from '@bytelyst/datastore'
 *
 * let now = Date.now()
 * const provider = new MemoryDatastoreProvider({ clock: () => now })
 * await provider.initialize({ sessions: { partitionKeyPath: '/id', defaultTtl: 60 } })
 * await provider.collection('sessions').create({ id: 's' })
 * now += 61_000
 * await provider.collection('sessions').findById('s', 's') // null: it has expired
 * ```
 */
export class MemoryDatastoreProvider extends PortableDatastore<ReadonlyMap<string, Table>> {
  readonly #driver: MemoryDriver
  #faults: MemoryFaults | undefined

  constructor(options: MemoryDatastoreOptions = {}) {
    const { clock = Date.now, collections = {}, snapshotPath } = options
    const driver = new MemoryDriver(clock, (tables) => {
      if (snapshotPath !== undefined) writeSnapshotFile(snapshotPath, takeSnapshot(tables))
    })
    super({
      provider: 'memory',
      capabilities: memoryCapabilities,
      collections,
      open: () => {
        if (snapshotPath !== undefined) this.loadSnapshot(readSnapshotFile(snapshotPath))
        return withFaults(driver, () => this.#faults)
      },
    })
    this.#driver = driver
    this.#faults = options.faults
  }

  /**
   * Misbehaves from here on as told; undefined: no longer.
   *
   * @example
   * ```ts
   * import { isCloudError, MemoryDatastoreProvider } from '@bytelyst/datastore'
   *
   * const provider = new MemoryDatastoreProvider()
   * provider.setFaults({ seed: 7, failAfterWrite: 1 })
   * try {
   *   await provider.collection('flags').create({ id: 'a' })
   * } catch (error) {
   *   if (!isCloudError(error, 'unavailable')) throw error
   *   console.log(error.ambiguous) // true, and the document is stored
   * }
   * provider.setFaults(undefined)
   * ```
   */
  setFaults(faults: MemoryFaults | undefined): void {
    this.#faults = faults
  }

  /**
   * All collections as JSON, versions and expiry included; indexes and schemas are not.
   *
   * @throws CloudError `closed` after `close()`
   *
   * @example
   * ```ts
   * import { MemoryDatastoreProvider } from '@bytelyst/datastore'
   *
   * const seeded = new MemoryDatastoreProvider()
   * await seeded.collection('flags').create({ id: 'a' })
   * const snapshot = await seeded.saveSnapshot()
   *
   * const fresh = new MemoryDatastoreProvider()
   * fresh.loadSnapshot(snapshot)
   * await fresh.collection('flags').count({}) // 1
   * ```
   */
  async saveSnapshot(): Promise<MemorySnapshot> {
    return takeSnapshot(await this.native())
  }

  /** Puts the collections of a snapshot in the place of those of the same names. */
  loadSnapshot(snapshot: MemorySnapshot | undefined): void {
    if (snapshot !== undefined) restoreSnapshot(this.#driver, snapshot)
  }
}

interface MemoryConfig {
  MEMORY_SNAPSHOT?: string
}

/** The definition behind `DB_PROVIDER=memory`. */
export const memory: DatastoreDefinition<MemoryConfig> = defineProvider<
  DatastoreProvider,
  MemoryConfig,
  DatastoreCapabilities,
  DatastoreOptions
>('datastore', {
  name: 'memory',
  description: "documents in this process's memory",
  variables: {
    MEMORY_SNAPSHOT: text({
      description: 'a JSON file that is read on first use and written on close',
      optional: true,
      example: './data/snapshot.json',
    }),
  },
  capabilities: memoryCapabilities,
  create(config, options) {
    if (options.client !== undefined) {
      throw new CloudError({
        code: 'invalid_argument',
        service: 'datastore',
        message: 'the memory provider has no client',
      })
    }
    return new MemoryDatastoreProvider({ snapshotPath: config.MEMORY_SNAPSHOT, collections: options.collections })
  },
})
