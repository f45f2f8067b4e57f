import type { Contender } from './race.ts'

/**
 * A contender that makes a call, each time for a number that it has not had before. A call that answers at once is not
 * made to wait for a promise.
 */
export function repeating(name: string, call: (n: number) => unknown): Contender {
  let count = 0
  return {
    name,
    run(times) {
      const first = call((count += 1))
      if (first instanceof Promise) return repeat(first, times)
      for (let i = 1; i < times; i += 1) call((count += 1))
    },
  }

  async function repeat(first: Promise<unknown>, times: number): Promise<void> {
    await first
    for (let i = 1; i < times; i += 1) await call((count += 1))
  }
}
