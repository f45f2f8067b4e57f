import type { Environment } from '@bytelyst/core'

/** Where text goes. */
export interface TextStream {
  readonly write: (text: string) => unknown
  /** Whether a person is looking. */
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
}

/** All that a command knows of the world. */
export interface Surroundings {
  readonly workingDirectory: string
  readonly environment: Environment
  readonly output: TextStream
  readonly errors: TextStream
  /**
   * Calls back whenever the user or the system asks the process to end, with the exit code that says so (130 for
   * Ctrl-C); returns what stops that.
   */
  readonly onInterrupt: (listener: (exitCode: number) => void) => () => void
  /** Ends the process at once. */
  readonly quit: (exitCode: number) => void
}
