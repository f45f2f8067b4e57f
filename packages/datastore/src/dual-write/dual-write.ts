import type { OperationOptions } from '@bytelyst/core'
import { checkCollectionName, defineCollection } from '../collection-config.ts'
import { invalid } from '../document/invalid.ts'
import { isPlainObject } from '../document/plain-object.ts'
import type { CollectionConfig, DatastoreProvider, DocumentCollection } from '../types.ts'
import type { DatastoreCapabilities } from '../types/capabilities.ts'
import type { BaseDocument, CollectionName } from '../types/document.ts'
import { DualCollection } from './dual-collection.ts'
import { parseDualWriteOptions, type DualWriteOptions } from './options.ts'
import { Pair } from './pair.ts'
import type { RepairReport } from './repair.ts'

/** How far the secondary is behind, and what happened in this process. */
export interface DualWriteStatus {
  /** Entries of the repair log, of all processes: 0 means that both stores are equal. */
  readonly pending: number
  /** When the oldest of them was made or last seen under way, in milliseconds since the epoch. */
  readonly oldestPendingAt: number | undefined
  /** Calls of this process that are under way, the part behind the caller's back included. */
  readonly underWay: number
  /** Writes of this process after which both stores were equal at once. */
  readonly mirrored: number
  /** Writes of this process that the primary took and the secondary did not, at first. */
  readonly failed: number
  /** Entries that this process repaired. */
  readonly repaired: number
}

/** Two providers that are written as one. */
export interface DualWriteProvider extends DatastoreProvider {
  /**
   * Makes equal what the repair log names, and removes its entries. Runs in the background too; call it to wait for it.
   *
   * @throws CloudError when the log cannot be read; what the secondary refuses is counted
   */
  repair(options?: OperationOptions): Promise<RepairReport>
  /** How far the secondary is behind. Reads the repair log. */
  status(options?: OperationOptions): Promise<DualWriteStatus>
  /**
   * Copies to the secondary what the primary holds, while the service goes on writing. May be repeated.
   *
   * @returns how many documents were copied
   * @throws CloudError when either store fails; what was copied until then stays
   */
  backfill(collection: string, options?: OperationOptions): Promise<number>
}

/**
 * One provider over two: reads come from the primary, writes go to the primary and then to the secondary, and whatever
 * the secondary misses is made good from a durable repair log. For the time between two stores.
 *
 * The promise: **when the log is empty and nothing is under way, both stores are equal in all that was written through
 * here.** It holds because of four rules.
 *
 * 1. Before the primary is written, an entry that names the documents is durable in the log. A process that dies at any
 *    later moment leaves it there, and so does a primary of which it is unknown whether it wrote.
 * 2. The writer removes its entry only after it wrote to the secondary, and then found that the primary still is at the
 *    version that it had written there. Otherwise it copies again. So of any two writers of one document, in any processes,
 *    the one whose secondary write came last either copied the primary's last version, or has an entry in the log.
 * 3. Repair copies no write: it reads what the primary holds now, makes the secondary that, and looks again, as in 2. So it
 *    can be repeated and run in any order, and what is gone from the primary is removed, never brought back.
 * 4. Repair touches only entries of `settleAfterMs` and older; those of living writers are renewed. So no request of a writer
 *    that is believed dead can still arrive after the repair, as long as none is on its way for longer than that.
 *
 * A write by filter cannot name its documents before, and is entered as its filter: a document that it changed matched
 * before, so it still matches in the secondary, or there is behind by another write, which has an entry of its own.
 *
 * A call of `rawQuery` and `native` is the primary's alone. A document's remaining life is copied to within the time that
 * its copy took; an update that keeps the life of a document keeps that which it has in the secondary.
 *
 * @throws CloudError `invalid_argument` for options that make no sense
 *
 * @example
 * ```ts
 * import { MemoryDatastoreProvider, SqliteDatastoreProvider } from '@bytelyst/datastore'
 * import { collectionRepairLog, dualWrite } from '@bytelyst/datastore/dual-write'
 *
 * const primary = new SqliteDatastoreProvider({ path: './data/app.db' })
 * const repairLog = collectionRepairLog(primary.collection('repairs'))
 * const provider = dualWrite({ primary, secondary: new MemoryDatastoreProvider(), repairLog })
 *
 * await provider.collection('flags').upsert({ id: 'dark-mode', enabled: true })
 * const { pending } = await provider.status()
 * if (pending > 0) await provider.repair()
 * ```
 */
export function dualWrite(options: DualWriteOptions): DualWriteProvider {
  const settings = parseDualWriteOptions(options)
  return new DualDatastore(new Pair(settings, options.partitionKeyPaths))
}

class DualDatastore implements DualWriteProvider {
  readonly #pair: Pair

  constructor(pair: Pair) {
    this.#pair = pair
  }

  get name(): string {
    return this.#primary.name
  }

  get capabilities(): DatastoreCapabilities {
    return this.#pair.capabilities
  }

  collection<T extends { id: string } = BaseDocument>(name: CollectionName<T>): DocumentCollection<T> {
    return new DualCollection<T>(this.#pair, this.#primary.collection<T>(name))
  }

  async initialize(configs: Readonly<Record<string, CollectionConfig>>, options?: OperationOptions): Promise<void> {
    await this.#explained('initialize', async () => {
      if (!isPlainObject(configs)) throw invalid('configs', 'collection configurations by name', configs)
      const entries = Object.entries<CollectionConfig>(configs)
      for (const [name, config] of entries) defineCollection(name, config, this.capabilities)
      await this.#primary.initialize(configs, options)
      // The primary's schema has had its say, and may not be one that can be applied twice.
      const bare = entries.map(([name, config]) => [name, { ...config, schema: undefined }] as const)
      await this.#pair.settings.secondary.initialize(Object.fromEntries(bare), options)
      this.#pair.facts.learn(configs)
    })
  }

  ping(options?: OperationOptions): Promise<void> {
    return this.#explained('ping', () => this.#primary.ping(options))
  }

  native(): Promise<unknown> {
    return this.#explained('native', () => this.#primary.native())
  }

  repair(options?: OperationOptions): Promise<RepairReport> {
    return this.#explained('repair', () => this.#pair.repair.run(options))
  }

  async status(options: OperationOptions = {}): Promise<DualWriteStatus> {
    return this.#explained('status', async () => {
      const { journal, repair, settings } = this.#pair
      let pending = 0
      let oldestPendingAt: number | undefined
      for await (const { at } of settings.log.iterate(options)) {
        pending += 1
        oldestPendingAt = Math.min(at, oldestPendingAt ?? at)
      }
      return { pending, oldestPendingAt, underWay: journal.entries.size, ...journal.counts, repaired: repair.repaired }
    })
  }

  backfill(collection: string, options: OperationOptions = {}): Promise<number> {
    return this.#explained('backfill', () => {
      const name = checkCollectionName(collection)
      // Until the end everything is in doubt: a copy of an old version may be on its way.
      const intent = { collection: name, keys: [], scope: { filter: '{}' } }
      const { journal, mirror } = this.#pair
      return journal.track(journal.enter(intent, () => mirror.backfill(name, options)))
    })
  }

  close(): Promise<void> {
    this.#pair.closing ??= (async () => {
      const { journal, repair, settings } = this.#pair
      repair.stop()
      await journal.idle()
      const closed = await Promise.allSettled([settings.primary.close(), settings.secondary.close()])
      for (const result of closed) if (result.status === 'rejected') throw result.reason
    })()
    return this.#pair.closing
  }

  get #primary(): DatastoreProvider {
    return this.#pair.settings.primary
  }

  async #explained<R>(operation: string, work: () => Promise<R>): Promise<R> {
    try {
      this.#pair.assertOpen()
      return await work()
    } catch (error) {
      throw this.#pair.explain(error, operation)
    }
  }
}
