import { CloudError, isCloudError, type OperationOptions } from '@bytelyst/core'
import { copyJson } from '../document/copy.ts'
import { etagOf } from '../document/etag.ts'
import { keyOf } from '../document/identity.ts'
import type { Key } from '../driver.ts'
import { forEachConcurrently, singleWrites } from '../operations/concurrency.ts'
import type { DocumentCollection } from '../types.ts'
import type { BaseDocument, JsonDocument } from '../types/document.ts'
import type { FilterMap } from '../types/filter.ts'
import type { CollectionFacts } from './collection-facts.ts'
import type { Settings } from './options.ts'
import { patchBetween } from './patch-between.ts'
import type { AffectedKey, Life, RepairScope } from './repair-log.ts'

/** A document as the primary now has it, or null: it was removed. */
export interface WrittenDocument extends AffectedKey {
  readonly document: BaseDocument | null
}

type Items = DocumentCollection<BaseDocument>

/** How often a document is tried while others change it. */
const attempts = 64

/** Makes the secondary equal to the primary. Everything here may be repeated, and run by several at once. */
export class Mirror {
  readonly #settings: Settings
  readonly #facts: CollectionFacts

  constructor(settings: Settings, facts: CollectionFacts) {
    this.#settings = settings
    this.#facts = facts
  }

  /** Brings to the secondary what a write left in the primary, or what is there by then. */
  async bring(name: string, written: readonly WrittenDocument[]): Promise<void> {
    // A caller whose time is over goes on, and may change the documents that it got.
    const own = written.map((one) => ({ ...one, document: one.document && copied(one.document) }))
    const wanted = new Map(own.map((one, i) => [one, versionOf(written[i]?.document ?? null)]))
    const [first] = own
    const lives = new Set(own.map(({ life, document }) => (document === null ? 'none' : life)))
    if (own.length > 1 && first !== undefined && lives.size === 1 && !lives.has('none') && !lives.has('kept')) {
      await this.#putMany(name, own)
    } else {
      await forEachConcurrently(own, singleWrites, (one) => this.#write(name, one, one.document, one.life))
    }
    await forEachConcurrently(own, singleWrites, async (one) => {
      const { primary, bounds } = this.#settings
      const current = await primary.collection(name).findById(one.id, one.partitionKey, bounds)
      // Another's write: it says itself how long the document lives.
      if (versionOf(current) !== wanted.get(one)) await this.equalise(name, { ...one, life: 'kept' })
    })
  }

  /**
   * Makes one document of the secondary what it is in the primary, missing if it is missing there.
   *
   * @throws CloudError when it cannot, and `unavailable` when others changed it during each attempt
   */
  async equalise(name: string, key: AffectedKey): Promise<void> {
    const { primary, bounds } = this.#settings
    const items = primary.collection(name)
    let current = await items.findById(key.id, key.partitionKey, bounds)
    for (let tries = 0; tries < attempts; tries += 1) {
      await this.#write(name, key, current, tries === 0 ? key.life : 'kept')
      const next = await items.findById(key.id, key.partitionKey, bounds)
      if (versionOf(next) === versionOf(current)) return
      current = next
    }
    const message = `others changed the document during each of ${attempts} attempts to copy it`
    throw new CloudError({ code: 'unavailable', message })
  }

  /** As {@link equalise}, for several. */
  async equaliseAll(name: string, keys: readonly AffectedKey[]): Promise<void> {
    await forEachConcurrently(keys, singleWrites, (key) => this.equalise(name, { ...key, life: 'kept' }))
  }

  /**
   * Makes equal what a write by filter may have left different: what it changed in the primary matched, so that in the
   * secondary it still does, or is the matter of another entry.
   */
  async equaliseMatching(name: string, { filter, partitionKey }: RepairScope): Promise<void> {
    const items = this.#settings.secondary.collection(name)
    const where = partitionKey === undefined ? {} : { partitionKey }
    try {
      await this.#equaliseEach(name, items, { filter: JSON.parse(filter) as FilterMap, ...where })
    } catch (error) {
      if (!isCloudError(error, 'unsupported') && !isCloudError(error, 'invalid_argument')) throw error
      await this.#equaliseEach(name, items, { filter: {}, ...where }) // The secondary knows no such filter.
    }
  }

  /** Copies everything that the primary holds. */
  backfill(name: string, options: OperationOptions): Promise<number> {
    return this.#equaliseEach(name, this.#settings.primary.collection(name), { filter: {}, ...options })
  }

  async #equaliseEach(name: string, items: Items, query: Parameters<Items['iterate']>[0]): Promise<number> {
    let count = 0
    const batch: JsonDocument[] = []
    const flush = async (): Promise<void> => {
      count += batch.length
      await forEachConcurrently(batch.splice(0), singleWrites, async (document) => {
        const key = keyOf(document, await this.#facts.pathOf(name, document), 'a stored document')
        await this.equalise(name, { ...key, life: 'kept' })
      })
    }
    for await (const document of items.iterate(query)) {
      batch.push(document as JsonDocument)
      if (batch.length === singleWrites) await flush()
    }
    await flush()
    return count
  }

  async #putMany(name: string, written: readonly WrittenDocument[]): Promise<void> {
    const { secondary, bounds } = this.#settings
    const documents = written.flatMap(({ document }) => (document === null ? [] : [document]))
    const { items } = await secondary.collection(name).upsertMany(documents, { ...bounds, ...ttlOf(written[0]?.life) })
    for (const item of items) if (!item.ok) throw item.error
  }

  async #write(name: string, key: Key, document: BaseDocument | null, life: Life): Promise<void> {
    const { secondary, log, readFallback, bounds } = this.#settings
    const items = secondary.collection(name)
    if (document === null) {
      // Until the primary has been filled, what it lacks may only not have been copied yet.
      if (readFallback && !(await log.isBuried(name, key, bounds))) return
      await items.delete(key.id, key.partitionKey, bounds)
      return
    }
    try {
      if (life === 'kept' && (await this.#facts.expires(name))) await this.#putKeepingLife(name, key, document)
      else await items.upsert(document, { ...bounds, ...ttlOf(life) })
    } catch (error) {
      // It waits for a unique value that another still holds, which may in turn wait for the old one of this.
      if (isCloudError(error, 'already_exists')) await items.delete(key.id, key.partitionKey, bounds)
      throw error
    }
  }

  /** The secondary knows how long the document lives; nothing tells how long it does in the primary. */
  async #putKeepingLife(name: string, key: Key, document: BaseDocument): Promise<void> {
    const { secondary, bounds } = this.#settings
    const items = secondary.collection(name)
    const current = await items.findById(key.id, key.partitionKey, bounds)
    const path = await this.#facts.pathOf(name, document as JsonDocument)
    const patch = current && patchBetween(current as JsonDocument, document as JsonDocument, path)
    if (patch === null || patch === undefined) await items.upsert(document, bounds)
    else await items.update(key.id, key.partitionKey, patch, { ...bounds, upsert: true })
  }
}

function ttlOf(life: Life | undefined): { readonly ttlSeconds?: number | null } {
  return life === 'default' || life === 'kept' || life === undefined ? {} : { ttlSeconds: life }
}

function copied(document: BaseDocument): BaseDocument {
  return copyJson(document as JsonDocument) as BaseDocument
}

/** Null for no document; a document without a version is equal to nothing, itself included. */
function versionOf(document: BaseDocument | null): unknown {
  return document === null ? null : (etagOf(document) ?? Symbol('none'))
}
