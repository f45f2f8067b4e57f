import { CloudError, jitteredDelay, sleep, type Call, type RetryPolicy } from '@bytelyst/core'

/**
 * How often a conditional write is tried while others win: not a retry of a failure, but the price of contention.
 * Full jitter; without it sixty-four contenders needed three times the requests.
 */
export const contention: RetryPolicy = { attempts: 64, firstDelayMs: 2, longestDelayMs: 200 }

/**
 * Tries until it wins.
 *
 * @param attempt - answers undefined when others got in between, and nothing was applied
 * @throws CloudError `unavailable`, retryable and not ambiguous, when others won every time
 */
export async function contend<R>(call: Call, attempt: () => Promise<R | undefined>): Promise<R> {
  for (let tries = 1; tries <= contention.attempts; tries += 1) {
    const result = await attempt()
    if (result !== undefined) return result
    await sleep(jitteredDelay(tries, contention), call)
  }
  const message = `others changed the document during each of ${contention.attempts} attempts; try again later`
  throw new CloudError({ code: 'unavailable', message, ambiguous: false })
}
