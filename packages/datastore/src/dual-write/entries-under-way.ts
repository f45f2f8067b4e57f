import type { Settings } from './options.ts'
import { keysOfOneEntry, type AffectedKey, type RepairEntry, type RepairScope } from './repair-log.ts'

/** What a write may change, said before it is made. */
export interface Intent {
  readonly collection: string
  readonly keys: readonly AffectedKey[]
  readonly scope?: RepairScope
  /** Which of the keys are removed, if `readFallback` has to know that for good. */
  readonly buries?: readonly AffectedKey[]
}

/** The entries of what this process is doing: nobody else is to take it for over. */
export class EntriesUnderWay {
  readonly #settings: Settings
  readonly #entries = new Map<string, RepairEntry>()
  #renewing: ReturnType<typeof setInterval> | undefined

  constructor(settings: Settings) {
    this.#settings = settings
  }

  get size(): number {
    return this.#entries.size
  }

  has(id: string): boolean {
    return this.#entries.has(id)
  }

  /** Entries of a write that begins; they are not in the log yet. */
  begin({ collection, keys, scope }: Intent): readonly RepairEntry[] {
    const at = this.#settings.clock()
    const entries: RepairEntry[] = []
    for (let start = 0; start < keys.length || entries.length === 0; start += keysOfOneEntry) {
      const some = keys.slice(start, start + keysOfOneEntry)
      entries.push({ id: crypto.randomUUID(), at, collection, keys: some, ...(scope && { scope }) })
    }
    this.#enter(entries)
    return entries
  }

  /** Takes over entries that a write left behind, so that nobody else does, as long as they are under way here. */
  async adopt<R>(entries: readonly RepairEntry[], work: (entries: readonly RepairEntry[]) => Promise<R>): Promise<R> {
    const at = this.#settings.clock()
    const adopted = entries.map((entry) => ({ ...entry, at }))
    this.#enter(adopted)
    try {
      await this.#settings.log.append(adopted, this.#settings.bounds)
      return await work(adopted)
    } finally {
      this.end(entries)
    }
  }

  end(entries: readonly RepairEntry[]): void {
    for (const { id } of entries) this.#entries.delete(id)
  }

  /** Nothing is under way any longer, or nobody waits for it. */
  stop(): void {
    clearInterval(this.#renewing)
  }

  #enter(entries: readonly RepairEntry[]): void {
    for (const entry of entries) this.#entries.set(entry.id, entry)
    this.#renewing ??= this.#renewInTurn()
  }

  /** A write that lasts must not seem to be over. */
  #renewInTurn(): ReturnType<typeof setInterval> | undefined {
    const { settleAfterMs, clock, log, bounds, fail } = this.#settings
    if (settleAfterMs === 0) return undefined
    const timer = setInterval(() => {
      const at = clock()
      const old = [...this.#entries.values()].filter((entry) => at - entry.at >= settleAfterMs / 4)
      if (old.length === 0) return
      const renewed = old.map((entry) => ({ ...entry, at }))
      for (const entry of renewed) this.#entries.set(entry.id, entry)
      log.append(renewed, bounds).catch((error: unknown) => fail({ collection: undefined, during: 'log', error }))
    }, settleAfterMs / 4)
    if (typeof timer === 'object') timer.unref()
    return timer
  }
}
