import type { Subject } from '../support/subject.ts'

/** One promise of the emulator, with what finds out that it is broken. */
export interface Check {
  /** The promise as a sentence. */
  readonly name: string
  readonly run: (subject: Subject) => Promise<void>
}

/** Checks by their names. */
export function checks(runs: Readonly<Record<string, Check['run']>>): readonly Check[] {
  return Object.entries(runs).map(([name, run]) => ({ name, run }))
}
