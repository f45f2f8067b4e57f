/** What parts of the script leave to those after them. */
export interface Noted {
  /** A session that is about to expire, and the moment after which it must be gone. */
  readonly briefSession: string
  readonly briefSessionIsGoneAfter: number
  readonly longSession: string
  /** A session of somebody else. */
  readonly otherSession: string
  /** Versions of one flag: one that it had, and the one that it has. */
  readonly staleVersion: string
  readonly currentVersion: string
}

/** The notes of one service's script. */
export class Notes {
  readonly #noted: { -readonly [K in keyof Noted]?: Noted[K] } = {}

  take<K extends keyof Noted>(name: K, value: Noted[K]): void {
    this.#noted[name] = value
  }

  /** @throws Error when no part took this note */
  read<K extends keyof Noted>(name: K): Noted[K] {
    const value = this.#noted[name]
    if (value === undefined) throw new Error(`no part of the script noted ${name}`)
    return value
  }
}
