import type { DatastoreProvider, DocumentCollection, Page, Patch } from '@bytelyst/datastore'
import type { FlagDocument, FlagSettings } from '../documents/flag.ts'
import type { Clock, PageOptions, Precondition } from './options.ts'

/** What of a flag can change by itself. */
export interface FlagChanges extends Partial<Pick<FlagSettings, 'description' | 'enabled' | 'rollout'>> {
  addTag?: string
  removeTag?: string
}

export interface FlagQuery extends PageOptions {
  tag?: string | undefined
  enabled?: boolean | undefined
}

export class FlagRepository {
  readonly #flags: DocumentCollection<FlagDocument>
  readonly #clock: Clock

  constructor(provider: DatastoreProvider, clock: Clock) {
    this.#flags = provider.collection<FlagDocument>('feature_flags')
    this.#clock = clock
  }

  create(productId: string, flag: FlagSettings & { id: string }): Promise<FlagDocument> {
    const now = new Date(this.#clock())
    return this.#flags.create({ ...flag, productId, createdAt: now, updatedAt: now })
  }

  find(productId: string, id: string): Promise<FlagDocument | null> {
    return this.#flags.findById(id, productId)
  }

  list(productId: string, { tag, enabled, ...page }: FlagQuery): Promise<Page<FlagDocument>> {
    const filter = {
      ...(tag !== undefined && { tags: { $contains: tag } }),
      ...(enabled !== undefined && { enabled }),
    }
    return this.#flags.findPage({ filter, partitionKey: productId, sort: { id: 1 }, ...page })
  }

  replace(current: FlagDocument, settings: FlagSettings, precondition: Precondition): Promise<FlagDocument> {
    const { id, productId, createdAt } = current
    const flag = { ...settings, id, productId, createdAt, updatedAt: new Date(this.#clock()) }
    return this.#flags.replace(id, productId, flag, precondition)
  }

  /** Changes what is said and leaves the rest, also what somebody else changes at the same time. */
  change(productId: string, id: string, changes: FlagChanges, precondition: Precondition): Promise<FlagDocument> {
    const { addTag, removeTag, ...settings } = changes
    const patch: Patch<FlagDocument> = {
      $set: { ...settings, updatedAt: new Date(this.#clock()) },
      ...(addTag !== undefined && { $addToSet: { tags: addTag } }),
      ...(removeTag !== undefined && { $pull: { tags: removeTag } }),
    }
    return this.#flags.update(id, productId, patch, precondition)
  }

  delete(productId: string, id: string, precondition: Precondition): Promise<boolean> {
    return this.#flags.delete(id, productId, precondition)
  }

  /** Sets the roll-outs of several flags, or of none when one of them is not there. */
  async release(productId: string, rollouts: Readonly<Record<string, number>>): Promise<FlagDocument[]> {
    const updatedAt = new Date(this.#clock())
    const operations = Object.entries(rollouts).map(([id, rollout]) => {
      return { op: 'update', id, patch: { $set: { enabled: true, rollout, updatedAt } } } as const
    })
    const released = await this.#flags.transact(productId, operations)
    return released.filter((flag) => flag !== null)
  }

  /** Switches off every flag that has this tag. */
  async disableTagged(productId: string, tag: string): Promise<number> {
    const patch = { $set: { enabled: false, updatedAt: new Date(this.#clock()) } }
    const filter = { tags: { $contains: tag }, enabled: true }
    const { updated } = await this.#flags.updateMany(filter, patch, { partitionKey: productId })
    return updated
  }

  async deleteAll(productId: string): Promise<void> {
    await this.#flags.deleteMany({}, { partitionKey: productId })
  }
}
