/** Why what an interruption has cut short was not run. */
export const interrupted = 'the run was interrupted'

/** What an interruption means for a run: no further case at once, and the one under way given up after a while. */
export interface Interruption {
  /** Fires when nothing is waited for any longer. */
  readonly givenUp: AbortSignal
  /** Why no further case is begun; undefined while the run goes on. */
  readonly reason: () => string | undefined
  readonly stop: () => void
}

/** Follows a signal. What is under way when it fires has `graceMs` to end. */
export function interruptible(signal: AbortSignal | undefined, graceMs: number): Interruption {
  const controller = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  const giveUp = (): void => controller.abort(new Error(interrupted))
  const onAbort = (): void => void (timer = setTimeout(giveUp, graceMs))
  if (signal?.aborted === true) giveUp()
  else signal?.addEventListener('abort', onAbort, { once: true })
  return {
    givenUp: controller.signal,
    reason: () => (signal?.aborted === true ? interrupted : undefined),
    stop() {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
    },
  }
}
