import { jitteredDelay, sleep, type Call } from '@bytelyst/core'
import { contention } from '../../operations/contend.ts'

/**
 * Tries again while transactions of others hold a document: nothing was applied then, and what the caller asked for
 * has been neither done nor refused. The last failure is thrown.
 */
export async function whileConflicting<R>(
  call: Call,
  isConflict: (error: unknown) => boolean,
  attempt: () => Promise<R>,
): Promise<R> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt()
    } catch (error) {
      if (!isConflict(error) || tries >= contention.attempts) throw error
      await sleep(jitteredDelay(tries, contention), call)
    }
  }
}
