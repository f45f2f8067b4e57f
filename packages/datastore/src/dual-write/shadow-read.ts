import { CloudError, isCloudError, isTelemetryOn, sleep, traced, warnOnce, withinBounds } from '@bytelyst/core'
import { describeOperation, instrumentation } from '../telemetry.ts'
import type { DatastoreProvider, DocumentCollection } from '../types.ts'
import type { BaseDocument, CollectionName } from '../types/document.ts'
import { compareValues, sortsAlike, type AnswerDifference, type Question } from './compare-answers.ts'
import {
  parseShadowOptions,
  type ShadowCounts,
  type Shadowing,
  type ShadowReadOptions,
  type ShadowReadProvider,
} from './shadow-options.ts'
import { comparisons } from './shadow-questions.ts'

type Method = (...parameters: unknown[]) => Promise<unknown>

/**
 * A provider that answers from the primary and, behind the caller's back, asks the secondary the same: to know, before
 * reads go to the secondary, that they would be answered alike. Writes go to the primary, which may be a {@link dualWrite}
 * of both. No caller waits for the secondary, or fails because of it; `iterate`, `changes` and `rawQuery` are not compared.
 *
 * Answers are compared as far as the contract pins them: order only where there is one, and a part of an unordered whole
 * by its size.
 *
 * @throws CloudError `invalid_argument` for options that make no sense
 *
 * @example
 * ```ts
 * import { MemoryDatastoreProvider, SqliteDatastoreProvider } from '@bytelyst/datastore'
 * import { shadowRead } from '@bytelyst/datastore/dual-write'
 *
 * const provider = shadowRead({
 *   primary: new SqliteDatastoreProvider({ path: './data/app.db' }),
 *   secondary: new MemoryDatastoreProvider(),
 *   sampleRate: 0.1,
 *   report: ({ collection, operation, ids, description }) => console.warn(collection, operation, ids, description),
 * })
 * await provider.collection('flags').count({ enabled: true })
 * console.log(provider.counts.different)
 * ```
 */
export function shadowRead(options: ShadowReadOptions): ShadowReadProvider {
  try {
    return new ShadowDatastore(parseShadowOptions(options))
  } catch (error) {
    throw isCloudError(error) ? error.with({ service: 'datastore', operation: 'shadowRead' }) : error
  }
}

class ShadowDatastore implements ShadowReadProvider {
  readonly #options: Shadowing
  readonly #asked = new Set<Promise<void>>()
  readonly #stop = new AbortController()
  readonly #counts = { same: 0, different: 0, failed: 0, skipped: 0 }
  #closing: Promise<void> | undefined

  constructor(options: Shadowing) {
    this.#options = options
  }

  get name(): string {
    return this.#options.primary.name
  }

  get capabilities(): DatastoreProvider['capabilities'] {
    return this.#options.primary.capabilities
  }

  get counts(): ShadowCounts {
    return { ...this.#counts }
  }

  collection<T extends { id: string } = BaseDocument>(name: CollectionName<T>): DocumentCollection<T> {
    const items = this.#options.primary.collection<T>(name)
    return new Proxy(items, {
      get: (_, member) => {
        const value: unknown = Reflect.get(items, member, items)
        if (typeof value !== 'function') return value
        const method = value.bind(items) as Method
        if (!comparisons.has(member)) return method
        return async (...parameters: unknown[]): Promise<unknown> => {
          const answer = await method(...parameters)
          this.#shadow(items.name, String(member), parameters, answer)
          return answer
        }
      },
    })
  }

  initialize: DatastoreProvider['initialize'] = (configs, options) => this.#options.primary.initialize(configs, options)
  ping: DatastoreProvider['ping'] = (options) => this.#options.primary.ping(options)
  native: DatastoreProvider['native'] = () => this.#options.primary.native()

  close(): Promise<void> {
    this.#closing ??= (async () => {
      this.#stop.abort()
      await Promise.allSettled(this.#asked)
      const { primary, secondary } = this.#options
      const closed = await Promise.allSettled([primary.close(), secondary.close()])
      for (const result of closed) if (result.status === 'rejected') throw result.reason
    })()
    return this.#closing
  }

  /** Never throws, and waits for nothing. */
  #shadow(collection: string, operation: string, parameters: readonly unknown[], answer: unknown): void {
    const { sampleRate, maxConcurrent } = this.#options
    if (this.#closing !== undefined || Math.random() >= sampleRate) return
    if (this.#asked.size >= maxConcurrent) {
      this.#counts.skipped += 1
      return
    }
    // The caller goes on with its answer, and with its query.
    const compared = this.#compare(
      collection,
      operation,
      this.#question(operation, parameters),
      structuredClone(answer),
    )
    const asked = compared.then((difference) => this.#tell(collection, operation, difference))
    this.#asked.add(asked)
    void asked.then(() => this.#asked.delete(asked))
  }

  /** What was asked, with bounds of our own. */
  #question(operation: string, parameters: readonly unknown[]): unknown[] {
    const at = comparisons.get(operation)?.[0] ?? 0
    const question = Array.from({ length: Math.max(at + 1, parameters.length) }, (_, i) => {
      const { signal: _signal, ...copied } = { ...(parameters[i] as object | undefined), signal: undefined }
      return typeof parameters[i] === 'object' || i === at ? structuredClone(copied) : parameters[i]
    })
    const bounds = { timeoutMs: this.#options.timeoutMs, signal: this.#stop.signal }
    question[at] = { ...(question[at] as object), ...bounds }
    return question
  }

  async #compare(
    collection: string,
    operation: string,
    question: unknown[],
    answer: unknown,
  ): Promise<AnswerDifference | CloudError | undefined> {
    const { primary, secondary, confirmAfterMs } = this.#options
    const [at, compare] = comparisons.get(operation) ?? [0, compareValues]
    const query = question[at] as Question
    const sorts = sortsAlike(primary.capabilities, secondary.capabilities, query)
    const ask = (provider: DatastoreProvider): Promise<unknown> => {
      const items = provider.collection(collection) as unknown as Record<string, Method>
      return (items[operation] as Method).apply(items, question)
    }
    try {
      const first = compare(answer, await ask(secondary), query, sorts)
      if (first === undefined) return undefined
      await withinBounds({ signal: this.#stop.signal }, (call) => sleep(confirmAfterMs, call))
      return compare(await ask(primary), await ask(secondary), query, sorts)
    } catch (error) {
      if (isCloudError(error)) return error
      return new CloudError({ code: 'unknown', message: 'the comparison failed', cause: error })
    }
  }

  #tell(collection: string, operation: string, outcome: AnswerDifference | CloudError | undefined): void {
    if (isCloudError(outcome) && this.#stop.signal.aborted) return
    const kind = outcome === undefined ? 'same' : isCloudError(outcome) ? 'failed' : 'different'
    this.#counts[kind] += 1
    if (isTelemetryOn()) {
      const { name, attributes } = describeOperation(this.#options.secondary.name, 'shadowRead', collection)
      const told = { name, attributes: { ...attributes, 'bytelyst.shadow_read.outcome': kind } }
      void traced(instrumentation, told, () => Promise.resolve())
    }
    if (outcome === undefined) return
    const found = isCloudError(outcome)
      ? { ids: [], description: `the secondary failed: ${outcome.code}`, error: outcome }
      : outcome
    try {
      this.#options.report({ collection, operation, ...found })
    } catch {
      warnOnce('report of shadowRead threw; what it throws reaches nobody')
    }
  }
}
