import type { Surroundings } from './surroundings.ts'

/** One command of the command line. */
export interface Command {
  readonly name: string
  /** What it does, in a line. */
  readonly summary: string
  /** What `--help` prints. */
  readonly help: string
  /**
   * Runs it and says with which code the process ends.
   *
   * @throws CommandError what the user can put right
   */
  readonly run: (parameters: readonly string[], surroundings: Surroundings) => Promise<number>
}
