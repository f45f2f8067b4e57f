import { isCloudError, type OperationOptions } from '@bytelyst/core'
import { forEachConcurrently } from '../operations/concurrency.ts'
import type { Journal } from './journal.ts'
import type { Mirror } from './mirror.ts'
import type { Settings } from './options.ts'
import type { AffectedKey, RepairEntry } from './repair-log.ts'

/** What a repair did, in entries of the log. */
export interface RepairReport {
  /** Their documents are equal now, and they are gone. */
  readonly repaired: number
  /** The secondary refused them; each told `onError` why. */
  readonly failed: number
  /** Under way here, or too young for being over elsewhere. */
  readonly waiting: number
}

const batchSize = 64
const concurrency = 16
/** Unique values may have to change hands: one document gives its up in one round and the other takes it in the next. */
const rounds = 3

/** Makes equal what the log names, again and again if told so. */
export class Repair {
  readonly #settings: Settings
  readonly #journal: Journal
  readonly #mirror: Mirror
  readonly #stop = new AbortController()
  #running: Promise<RepairReport> | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  repaired = 0

  constructor(settings: Settings, journal: Journal, mirror: Mirror) {
    this.#settings = settings
    this.#journal = journal
    this.#mirror = mirror
  }

  /** Goes through the log once; a call during another is given its answer. */
  run(options: OperationOptions = {}): Promise<RepairReport> {
    this.#running ??= this.#journal.track(this.#run(options)).finally(() => (this.#running = undefined))
    return this.#running
  }

  /** From the first write on, repairs in turn. */
  wake(): void {
    const { repairEveryMs, fail } = this.#settings
    if (this.#timer !== undefined || repairEveryMs === null || this.#stop.signal.aborted) return
    this.#timer = setTimeout(() => {
      void this.run()
        .catch((error: unknown) => {
          if (!this.#stop.signal.aborted) fail({ collection: undefined, during: 'repair', error })
        })
        .then(() => {
          this.#timer = undefined
          this.wake()
        })
    }, repairEveryMs)
    if (typeof this.#timer === 'object') this.#timer.unref()
  }

  /** Ends what runs after the documents that are under way. */
  stop(): void {
    this.#stop.abort()
    clearTimeout(this.#timer)
  }

  async #run({ signal }: OperationOptions): Promise<RepairReport> {
    const { log, clock, settleAfterMs, bounds } = this.#settings
    const ends = signal === undefined ? this.#stop.signal : AbortSignal.any([signal, this.#stop.signal])
    const report = { repaired: 0, failed: 0, waiting: 0 }
    let again: RepairEntry[] = []
    let batch: RepairEntry[] = []
    const flush = async (): Promise<void> => {
      const entries = batch
      batch = []
      if (entries.length === 0 || ends.aborted) return
      const failed = await this.#repair(entries)
      report.repaired += entries.length - failed.length
      again.push(...failed)
    }
    for await (const entry of log.iterate({ ...bounds, signal: ends })) {
      if (this.#journal.entries.has(entry.id) || clock() - entry.at < settleAfterMs) report.waiting += 1
      else if (batch.push(entry) === batchSize) await flush()
      if (again.length >= batchSize * rounds) break // The secondary takes nothing; later is soon enough.
    }
    await flush()
    for (let round = 1; round < rounds && again.length > 0; round += 1) {
      ;[batch, again] = [again, []]
      await flush()
    }
    report.failed = again.length
    this.repaired += report.repaired
    return report
  }

  /** @returns the entries that stay */
  async #repair(entries: readonly RepairEntry[]): Promise<readonly RepairEntry[]> {
    return this.#journal.entries.adopt(entries, async (adopted) => {
      const failed = new Set<RepairEntry>()
      const attempt = async (about: readonly RepairEntry[], work: () => Promise<void>): Promise<void> => {
        try {
          await work()
        } catch (error) {
          if (!isCloudError(error)) throw error
          for (const entry of about) failed.add(entry)
          this.#settings.fail({ collection: about[0]?.collection, during: 'repair', error })
        }
      }
      await forEachConcurrently([...byDocument(entries, adopted).values()], concurrency, ({ collection, key, about }) =>
        attempt(about, () => this.#mirror.equalise(collection, key)),
      )
      for (const entry of adopted) {
        const { collection, scope } = entry
        if (scope !== undefined) await attempt([entry], () => this.#mirror.equaliseMatching(collection, scope))
      }
      const done = adopted.filter((entry) => !failed.has(entry))
      if (done.length > 0) await this.#journal.forget(done)
      return [...failed]
    })
  }
}

interface Suspect {
  readonly collection: string
  readonly key: AffectedKey
  readonly about: RepairEntry[]
}

/** The documents of entries, each once, with the life that the last write which gave one gave it. */
function byDocument(entries: readonly RepairEntry[], adopted: readonly RepairEntry[]): Map<string, Suspect> {
  const suspects = new Map<string, Suspect>()
  const inOrder = entries.map((entry, i) => [entry.at, adopted[i]] as const).toSorted(([one], [other]) => one - other)
  for (const [, entry] of inOrder) {
    if (entry === undefined) continue
    const { collection } = entry
    for (const key of entry.keys) {
      const text = JSON.stringify([collection, key.partitionKey, key.id])
      const known = suspects.get(text)
      const life = key.life === 'kept' && known !== undefined ? known.key.life : key.life
      suspects.set(text, { collection, key: { ...key, life }, about: [...(known?.about ?? []), entry] })
    }
  }
  return suspects
}
