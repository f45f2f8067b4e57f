import type { Call } from './deadline.ts'

/** How often and how patiently a call is repeated. */
export interface RetryPolicy {
  /** All attempts, the first included. */
  readonly attempts: number
  /** The longest wait before the second attempt, in milliseconds; it doubles with each further one. */
  readonly firstDelayMs: number
  /** The longest wait before any attempt, in milliseconds. A server's Retry-After is obeyed even above it. */
  readonly longestDelayMs: number
}

/** What to do about a failed attempt. */
export interface RetryVerdict {
  /** Whether repeating can help and is safe. */
  readonly repeat: boolean
  /** How long the server asked to wait, in milliseconds. */
  readonly retryAfterMs?: number | undefined
}

/** Four attempts within about a second. */
export const standardRetryPolicy: RetryPolicy = { attempts: 4, firstDelayMs: 100, longestDelayMs: 2000 }

/** A random wait between 0 and the attempt's longest one ("full jitter"), in milliseconds. */
export function jitteredDelay(attempt: number, policy: RetryPolicy, random: () => number = Math.random): number {
  return random() * Math.min(policy.longestDelayMs, policy.firstDelayMs * 2 ** (attempt - 1))
}

/**
 * Waits so many milliseconds.
 *
 * @throws CloudError `aborted`, `timeout` when the call ends first
 */
export async function sleep(milliseconds: number, call: Call): Promise<void> {
  call.check()
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      call.signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, milliseconds)
    call.signal?.addEventListener('abort', done, { once: true })
  })
  call.check()
}

/**
 * Repeats `work` while `judge` says so. Waits are jittered, and at least as long as the server asked for.
 *
 * @throws the last error, as it came; CloudError `aborted`, `timeout` when the call ends during a wait
 *
 * @example
 * ```ts
 * import { isCloudError, retry, withinBounds } from '@bytelyst/core'
 *
 * export function patiently<R>(work: () => Promise<R>): Promise<R> {
 *   const judge = (error: unknown) =>
 *     isCloudError(error)
 *       ? { repeat: error.retryable && error.ambiguous !== true, retryAfterMs: error.retryAfterMs }
 *       : { repeat: false }
 *   return withinBounds({ timeoutMs: 10_000 }, (call) => retry(work, judge, call))
 * }
 * ```
 */
export async function retry<R>(
  work: (attempt: number) => Promise<R>,
  judge: (error: unknown) => RetryVerdict,
  call: Call,
  policy: RetryPolicy = standardRetryPolicy,
): Promise<R> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work(attempt)
    } catch (error) {
      const verdict = judge(error)
      if (!verdict.repeat || attempt >= policy.attempts) throw error
      await sleep(Math.max(verdict.retryAfterMs ?? 0, jitteredDelay(attempt, policy)), call)
    }
  }
}
