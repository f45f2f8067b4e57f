import type { Surroundings } from './surroundings.ts'

/** What the user's Ctrl-C does. */
export interface Interruption {
  /** Fires at the first. */
  readonly signal: AbortSignal
  /** With what the process then ends; undefined while nobody has interrupted it. */
  readonly exitCode: () => number | undefined
  readonly stop: () => void
}

/** `npx` passes on the signal that the terminal has sent to us already: what comes that soon is no second Ctrl-C. */
const echoMs = 500

/** The first Ctrl-C is told to `onFirst` and to the signal; the second quits at once. */
export function listenForInterrupts(
  { onInterrupt, quit }: Pick<Surroundings, 'onInterrupt' | 'quit'>,
  onFirst: () => void,
  now: () => number = () => performance.now(),
): Interruption {
  const controller = new AbortController()
  let first: { readonly exitCode: number; readonly at: number } | undefined
  const stop = onInterrupt((exitCode) => {
    if (first === undefined) {
      first = { exitCode, at: now() }
      onFirst()
      controller.abort()
    } else if (now() - first.at >= echoMs) {
      quit(exitCode)
    }
  })
  return { signal: controller.signal, exitCode: () => first?.exitCode, stop }
}
