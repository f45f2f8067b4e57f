import {
  CloudError,
  isCloudError,
  isTelemetryOn,
  safeCause,
  traced,
  withinBounds,
  type OperationOptions,
} from '@bytelyst/core'
import { describeOperation, instrumentation } from '../telemetry.ts'
import { isConflict, isRefusal, left, unlessOver } from './bounds.ts'
import { EntriesUnderWay, type Intent } from './entries-under-way.ts'
import type { Settings } from './options.ts'
import type { RepairEntry } from './repair-log.ts'

/** Both halves of a write. */
export interface DoubleWrite<R> {
  /** On the primary: its answer is the caller's. */
  readonly write: (options: OperationOptions) => Promise<R>
  /** On the secondary. Resolves only when the primary, after that, still held what the secondary was given. */
  readonly mirror: (answer: R) => Promise<void>
  /** Copies what the primary holds, whatever became of the write. */
  readonly compare: () => Promise<void>
}

/** Sees to it that the log says, at every moment, for which documents the secondary may lack what the primary holds. */
export class Journal {
  readonly #settings: Settings
  readonly entries: EntriesUnderWay
  readonly #tasks = new Set<Promise<unknown>>()
  /** Calls after which both sides were made equal, and those that were left to repair. */
  readonly counts: { mirrored: number; failed: number } = { mirrored: 0, failed: 0 }

  constructor(settings: Settings) {
    this.#settings = settings
    this.entries = new EntriesUnderWay(settings)
  }

  /** Resolves when all that was under way has ended, or the time for one request has passed. */
  async idle(): Promise<void> {
    await unlessOver(this.#settings.bounds, async () => {
      while (this.#tasks.size > 0) await Promise.allSettled(this.#tasks)
    })
    this.entries.stop()
  }

  /** Writes to both. Rejects as the primary does, or, before anything is written, because of the log. */
  perform<R>(intent: Intent, options: OperationOptions | undefined, both: DoubleWrite<R>): Promise<R> {
    return this.track(this.#perform(intent, options ?? {}, both))
  }

  /** Work that `idle` waits for. */
  track<R>(work: Promise<R>): Promise<R> {
    this.#tasks.add(work)
    const end = (): unknown => this.#tasks.delete(work)
    work.then(end, end)
    return work
  }

  /** Removes entries. One that stays only costs a comparison. */
  async forget(entries: readonly RepairEntry[]): Promise<void> {
    try {
      const ids = entries.map(({ id }) => id)
      await this.#settings.log.remove(ids, this.#settings.bounds)
    } catch (error) {
      this.#settings.fail({ collection: entries[0]?.collection, during: 'log', error })
    }
  }

  async #perform<R>(intent: Intent, options: OperationOptions, both: DoubleWrite<R>): Promise<R> {
    const startedAt = performance.now()
    const entries = this.entries.begin(intent)
    let mirroring: Promise<void> | undefined
    try {
      await this.#store(intent, entries, options)
      const answer = await both.write(left(options, startedAt))
      mirroring = this.track(this.#mirror(intent.collection, entries, () => both.mirror(answer)))
      await this.#wait(mirroring, options, startedAt)
      return answer
    } catch (error) {
      // An SDK may have repeated a write whose answer was lost, and have met its own document.
      if (isConflict(error)) mirroring ??= this.track(this.#mirror(intent.collection, entries, both.compare))
      const ending = isRefusal(error) ? this.track(this.forget(entries)) : mirroring
      if (ending !== undefined) await this.#wait(ending, options, startedAt)
      throw error
    } finally {
      if (mirroring === undefined) this.entries.end(entries)
    }
  }

  async #mirror(collection: string, entries: readonly RepairEntry[], mirror: () => Promise<void>): Promise<void> {
    const { secondary, fail } = this.#settings
    try {
      await (isTelemetryOn()
        ? traced(instrumentation, describeOperation(secondary.name, 'mirror', collection), mirror)
        : mirror())
      this.counts.mirrored += 1
      await this.forget(entries)
    } catch (error) {
      this.counts.failed += 1
      fail({ collection, during: 'mirror', error })
    } finally {
      this.entries.end(entries)
    }
  }

  /** @throws CloudError, with `ambiguous: false` since nothing was written */
  async #store(intent: Intent, entries: readonly RepairEntry[], options: OperationOptions): Promise<void> {
    const { log, readFallback } = this.#settings
    try {
      await withinBounds(options, async () => {
        await log.append(entries)
        if (readFallback && intent.buries !== undefined) await log.bury(intent.collection, intent.buries)
      })
    } catch (error) {
      if (isCloudError(error) && error.operation === undefined) throw error.with({ ambiguous: false })
      const known = isCloudError(error) ? error : undefined
      throw new CloudError({
        code: known?.code === 'invalid_argument' ? 'misconfigured' : (known?.code ?? 'unknown'),
        message: 'nothing was written, because the repair log could not be; its error is the cause',
        retryable: known?.retryable,
        retryAfterMs: known?.retryAfterMs,
        ambiguous: false,
        cause: known ?? safeCause(error),
      })
    }
  }

  /** Waits within the bounds of the caller, who has its answer already, and as long as for one request. */
  async #wait(work: Promise<void>, options: OperationOptions, startedAt: number): Promise<void> {
    const { timeoutMs = Infinity, signal } = left(options, startedAt)
    await unlessOver({ signal, timeoutMs: Math.min(timeoutMs, this.#settings.bounds.timeoutMs) }, () => work)
  }

  /** Work of which a half would leave documents in doubt: its entry is there before it begins, and goes when it succeeded. */
  async enter<R>(intent: Intent, work: () => Promise<R>): Promise<R> {
    const entries = this.entries.begin(intent)
    try {
      await this.#store(intent, entries, this.#settings.bounds)
      const result = await work()
      await this.forget(entries)
      return result
    } finally {
      this.entries.end(entries)
    }
  }
}
