import { withinBounds, type OperationOptions } from '@bytelyst/core'
import { checkOptions, type CallKind } from '../query/options.ts'
import type { DocumentCollection } from '../types.ts'
import type { BaseDocument, Input } from '../types/document.ts'
import type { Filter } from '../types/filter.ts'
import type { Patch } from '../types/patch.ts'
import type * as Writes from '../types/write.ts'
import { deleteAndBury } from './delete-and-bury.ts'
import type { WrittenDocument } from './mirror.ts'
import type { Pair } from './pair.ts'
import * as plans from './plan.ts'
import { PrimaryReads } from './primary-reads.ts'
import type { AffectedKey, RepairScope } from './repair-log.ts'

type Options = Readonly<Record<string, unknown>>
type Planning = (given: Options) => plans.Plan | Promise<plans.Plan>
/** The call on the primary, within what is left of the caller's bounds. */
type Write<R> = (bounds: OperationOptions) => Promise<R>

/** A collection of both stores: says what a write may change, and makes it twice. */
export class DualCollection<T extends { id: string }> extends PrimaryReads<T> implements DocumentCollection<T> {
  readonly #pair: Pair
  readonly #primary: DocumentCollection<T>

  constructor(pair: Pair, primary: DocumentCollection<T>) {
    super(primary)
    this.#pair = pair
    this.#primary = primary
  }

  override async findById(id: string, partitionKey: string, options?: OperationOptions): Promise<T | null> {
    const found = await this.#primary.findById(id, partitionKey, options)
    const { readFallback, log, secondary } = this.#pair.settings
    if (found !== null || !readFallback) return found
    try {
      if (await withinBounds(options, () => log.isBuried(this.name, { id, partitionKey }))) return null
    } catch (error) {
      throw this.#pair.explain(error, 'findById', this.name)
    }
    return (await secondary.collection(this.name).findById(id, partitionKey, options)) as T | null
  }

  create(document: Input<T>, options?: Writes.CreateOptions): Promise<T> {
    const plan: Planning = (given) => plans.planDocument(this.#pair, this.name, document, given)
    return this.#writeOne('create', 'create', options, plan, (bounds) =>
      this.#primary.create(document, { ...options, ...bounds }),
    )
  }

  replace(id: string, partitionKey: string, document: Input<T>, options?: Writes.ReplaceOptions): Promise<T> {
    const plan: Planning = (given) => plans.planReplace(this.#pair, id, partitionKey, document, given)
    return this.#writeOne('replace', 'write', options, plan, (bounds) =>
      this.#primary.replace(id, partitionKey, document, { ...options, ...bounds }),
    )
  }

  upsert(document: Input<T>, options?: Writes.UpsertOptions): Promise<T> {
    const plan: Planning = (given) => plans.planDocument(this.#pair, this.name, document, given)
    return this.#writeOne('upsert', 'write', options, plan, (bounds) =>
      this.#primary.upsert(document, { ...options, ...bounds }),
    )
  }

  update(id: string, partitionKey: string, patch: Patch<T>, options?: Writes.UpdateOptions): Promise<T> {
    const plan: Planning = (given) => plans.planUpdate(id, partitionKey, patch, given)
    return this.#writeOne('update', 'update', options, plan, (bounds) =>
      this.#primary.update(id, partitionKey, patch, { ...options, ...bounds }),
    )
  }

  delete(id: string, partitionKey: string, options?: Writes.DeleteOptions): Promise<boolean> {
    const plan: Planning = (given) => plans.planDelete(this.#pair, this.name, id, partitionKey, given)
    const write: Write<boolean> = (bounds) => this.#primary.delete(id, partitionKey, { ...options, ...bounds })
    return this.#write('delete', 'delete', options, plan, write, (removed, keys) =>
      this.#bring(keys, [removed ? null : undefined]),
    )
  }

  createMany(documents: readonly Input<T>[], options?: Writes.CreateOptions): Promise<Writes.BatchResult<T>> {
    return this.#writeMany('createMany', documents, options, (bounds) =>
      this.#primary.createMany(documents, { ...options, ...bounds }),
    )
  }

  upsertMany(documents: readonly Input<T>[], options?: Writes.CreateOptions): Promise<Writes.BatchResult<T>> {
    return this.#writeMany('upsertMany', documents, options, (bounds) =>
      this.#primary.upsertMany(documents, { ...options, ...bounds }),
    )
  }

  updateMany(
    filter: Filter<T>,
    patch: Patch<T>,
    options?: Writes.WriteManyOptions,
  ): Promise<{ readonly updated: number; readonly failed: number }> {
    const plan: Planning = (given) => plans.planMatching(this.#pair, filter, given, patch ?? null)
    return this.#writeMatching('updateMany', options, plan, (bounds) =>
      this.#primary.updateMany(filter, patch, { ...options, ...bounds }),
    )
  }

  async deleteMany(filter: Filter<T>, options?: Writes.WriteManyOptions): Promise<{ readonly deleted: number }> {
    const plan: Planning = (given) => plans.planMatching(this.#pair, filter, given)
    if (this.#pair.settings.readFallback) {
      const items = this.#primary as unknown as DocumentCollection<BaseDocument>
      return this.#checked('deleteMany', 'scope', options, plan, async () => {
        return { deleted: await deleteAndBury(this.#pair, items, filter, options ?? {}) }
      })
    }
    return this.#writeMatching('deleteMany', options, plan, (bounds) =>
      this.#primary.deleteMany(filter, { ...options, ...bounds }),
    )
  }

  transact(
    partitionKey: string,
    operations: readonly Writes.Operation<T>[],
    options?: OperationOptions,
  ): Promise<(T | null)[]> {
    const plan: Planning = () => plans.planTransaction(this.#pair, this.name, partitionKey, operations)
    const write: Write<(T | null)[]> = (bounds) =>
      this.#primary.transact(partitionKey, operations, { ...options, ...bounds })
    return this.#write('transact', 'bounds', options, plan, write, (stored, keys) => this.#bring(keys, stored))
  }

  #writeOne(
    operation: string,
    kind: CallKind,
    options: object | undefined,
    plan: Planning,
    write: Write<T>,
  ): Promise<T> {
    return this.#write(operation, kind, options, plan, write, (stored, keys) => this.#bring(keys, [stored]))
  }

  #writeMany(
    operation: string,
    documents: readonly Input<T>[],
    options: Writes.CreateOptions | undefined,
    write: Write<Writes.BatchResult<T>>,
  ): Promise<Writes.BatchResult<T>> {
    const plan: Planning = (given) => plans.planDocuments(this.#pair, this.name, documents, given)
    return this.#write(operation, 'create', options, plan, write, ({ items }, keys) =>
      this.#bring(
        keys,
        items.map((item) => (item.ok ? item.document : undefined)),
      ),
    )
  }

  #writeMatching<R>(operation: string, options: object | undefined, plan: Planning, write: Write<R>): Promise<R> {
    return this.#write(operation, 'scope', options, plan, write, async (_, __, scope) => {
      if (scope !== undefined) await this.#pair.mirror.equaliseMatching(this.name, scope)
    })
  }

  /** Documents as they were stored, beside their keys; null for one that was removed, undefined for one that was refused. */
  async #bring(keys: readonly AffectedKey[], stored: readonly (T | null | undefined)[]): Promise<void> {
    const written = keys.flatMap((key, i): WrittenDocument[] => {
      const document = stored[i] as BaseDocument | null | undefined
      return document === undefined ? [] : [{ ...key, document }]
    })
    const refused = keys.filter((_, i) => stored[i] === undefined)
    const { readFallback, log, bounds } = this.#pair.settings
    // One that came to be between the plan and the write was not buried before.
    const removed = keys.filter((_, i) => stored[i] === null)
    if (readFallback && removed.length > 0) await log.bury(this.name, removed, bounds)
    await this.#pair.mirror.bring(this.name, written)
    await this.#pair.mirror.equaliseAll(this.name, refused)
  }

  #write<R>(
    operation: string,
    kind: CallKind,
    options: object | undefined,
    planning: Planning,
    write: Write<R>,
    mirror: (answer: R, keys: readonly AffectedKey[], scope: RepairScope | undefined) => Promise<void>,
  ): Promise<R> {
    return this.#checked(operation, kind, options, planning, (plan) => {
      const intent = { collection: this.name, ...plan }
      return this.#pair.journal.perform(intent, options, {
        write,
        mirror: (answer) => mirror(answer, plan.keys, plan.scope),
        compare: () => this.#pair.mirror.equaliseAll(this.name, plan.keys),
      })
    })
  }

  /** Everything that can be refused before any I/O, then the work; its errors complete. */
  async #checked<R>(
    operation: string,
    kind: CallKind,
    options: OperationOptions | undefined,
    planning: Planning,
    work: (plan: plans.Plan) => Promise<R>,
  ): Promise<R> {
    try {
      this.#pair.assertOpen()
      const given = checkOptions(options, kind)
      const plan = await withinBounds(options, async () => planning(given))
      this.#pair.repair.wake()
      return await work(plan)
    } catch (error) {
      throw this.#pair.explain(error, operation, this.name)
    }
  }
}
