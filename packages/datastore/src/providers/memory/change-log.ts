import { CloudError } from '@bytelyst/core'
import type { DriverChange } from '../../driver.ts'
import { toStored, type Entry } from './entry.ts'
import type { Table } from './table.ts'

interface LoggedChange {
  readonly sequence: number
  readonly kind: 'put' | 'delete'
  readonly entry: Entry
}

/**
 * What has happened to a table since its first feed was opened, each document's last change only: a reader that
 * comes late sees how things are, in order, and not every step on the way.
 */
export class ChangeLog {
  readonly #log = new Map<string, LoggedChange>()
  readonly #waiting = new Set<() => void>()
  readonly #origin: string
  #sequence = 0

  constructor(table: Table, origin: string) {
    this.#origin = origin
    for (const entry of table.scan().entries) this.#add('put', entry)
    table.listener = ({ kind, entry }) => {
      this.#add(kind, entry)
      for (const wake of this.#waiting) wake()
    }
  }

  /** Changes after a token, or from the start, or from now on; waits for more until the signal fires. */
  async *read(from: string, signal: AbortSignal): AsyncGenerator<DriverChange, void, undefined> {
    let position = this.#positionOf(from)
    while (!signal.aborted) {
      // The iterator of a map also meets what is added while it is under way.
      for (const change of this.#log.values()) {
        if (change.sequence <= position) continue
        position = change.sequence
        yield this.#toChange(change)
      }
      if (position === this.#sequence) await this.#somethingNew(signal)
    }
  }

  #add(kind: 'put' | 'delete', entry: Entry): void {
    const key = `${entry.partitionKey}\0${entry.id}`
    this.#log.delete(key) // So that the map is in the order of the last changes.
    this.#log.set(key, { sequence: (this.#sequence += 1), kind, entry })
  }

  #positionOf(from: string): number {
    if (from === 'start') return 0
    if (from === 'now') return this.#sequence
    const [origin, text = ''] = from.split('~')
    const position = Number.parseInt(text, 36)
    if (origin !== this.#origin || !(position <= this.#sequence)) {
      throw new CloudError({
        code: 'invalid_argument',
        message: "from: expected a token of this feed, 'start' or 'now'",
      })
    }
    return position
  }

  #toChange({ sequence, kind, entry }: LoggedChange): DriverChange {
    const token = `${this.#origin}~${sequence.toString(36)}`
    if (kind === 'put') return { kind, stored: toStored(entry), token }
    return { kind, key: { id: entry.id, partitionKey: entry.partitionKey }, token }
  }

  #somethingNew(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#waiting.delete(wake)
        signal.removeEventListener('abort', wake)
        resolve()
      }
      this.#waiting.add(wake)
      signal.addEventListener('abort', wake, { once: true })
    })
  }
}
