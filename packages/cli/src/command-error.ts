/** The process's exit codes. An interrupted one ends with 128 and the number of the signal, as shells have it. */
export const exitCodes = {
  /** Everything is as it should be. */
  ok: 0,
  /** The contract is broken or not proved as a whole; something selected is incomplete or cannot be reached. */
  broken: 1,
  /** Nothing could be run: the command was used wrongly, or what is selected is not configured or not reached. */
  usage: 2,
} as const

/** What the user can put right: its message is printed without a stack, and the process ends with `usage`. */
export class CommandError extends Error {
  override readonly name: string = 'CommandError'
}
