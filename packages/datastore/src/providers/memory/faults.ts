import { CloudError, sleep, type Call } from '@bytelyst/core'
import type { DatastoreDriver } from '../../driver.ts'
import { MemoryDriver } from './driver.ts'
import type { Table } from './table.ts'

type Method = (...parameters: unknown[]) => Promise<unknown>

/** How the memory provider misbehaves: probabilities from 0 to 1, the same for the same seed and calls. */
export interface MemoryFaults {
  /** Any integer; another one begins the misbehaviour anew. */
  readonly seed: number
  /** Refused with `rate_limited` before anything is done. */
  readonly throttle?: number
  /** How long a throttled caller is told to wait, in milliseconds; 100 by default. */
  readonly retryAfterMs?: number
  /** Held up before anything is done, for a random time up to `delayMs`. */
  readonly delay?: number
  /** The longest delay in milliseconds; 50 by default. */
  readonly delayMs?: number
  /** A write is applied and then fails with `unavailable`, `ambiguous: true`. */
  readonly failAfterWrite?: number
  /** Done, but no answer comes: the call ends by its own signal or `timeoutMs`, else with `timeout` after `replyTimeoutMs`. */
  readonly loseReply?: number
  /** How long an unbounded caller waits for a lost answer, in milliseconds; 1,000 by default. */
  readonly replyTimeoutMs?: number
}

const writes = ['write', 'delete', 'update', 'writeMany', 'updateMany', 'deleteMany', 'transact'] as const
const reads = ['read', 'find', 'count', 'distinct', 'aggregate'] as const
const faulty: ReadonlySet<PropertyKey> = new Set([...writes, ...reads])
const isWrite: ReadonlySet<PropertyKey> = new Set(writes)

/** A driver that works, and misbehaves as it is told. Costs a function call while it is told nothing. */
export function withFaults(
  driver: MemoryDriver,
  faultsNow: () => MemoryFaults | undefined,
): DatastoreDriver<ReadonlyMap<string, Table>> {
  const random = new SeededRandom()
  const { capabilities, appliesUpdates } = driver
  const methods = Object.getOwnPropertyNames(MemoryDriver.prototype).filter((name) => name !== 'constructor')
  const bound = methods.map((name) => {
    const run = (driver[name as keyof MemoryDriver] as Method).bind(driver)
    if (!faulty.has(name)) return [name, run]
    const wrapped: Method = (...parameters) => {
      const faults = faultsNow()
      if (faults === undefined) return run(...parameters)
      const call = parameters.at(-1) as Call
      return misbehave(faults, random.of(faults.seed), isWrite.has(name), call, () => run(...parameters))
    }
    return [name, wrapped]
  })
  return Object.assign(Object.fromEntries(bound) as DatastoreDriver<ReadonlyMap<string, Table>>, {
    capabilities,
    appliesUpdates,
  })
}

async function misbehave<R>(
  faults: MemoryFaults,
  random: () => number,
  writing: boolean,
  call: Call,
  run: () => Promise<R>,
): Promise<R> {
  const { throttle = 0, delay = 0, delayMs = 50, failAfterWrite = 0, loseReply = 0, replyTimeoutMs = 1000 } = faults
  // Always as many draws, so that one fault does not move the others.
  const [drawThrottle, drawDelay, drawLength, drawFail, drawLose] = [random(), random(), random(), random(), random()]
  if (drawThrottle < throttle) {
    const retryAfterMs = faults.retryAfterMs ?? 100
    throw new CloudError({
      code: 'rate_limited',
      message: 'throttled, as told by its faults',
      retryAfterMs,
      ambiguous: false,
    })
  }
  if (drawDelay < delay) await sleep(drawLength * delayMs, call)
  const answer = await run()
  if (writing && drawFail < failAfterWrite) {
    throw new CloudError({ code: 'unavailable', message: 'failed after the write, as told by its faults' })
  }
  if (drawLose < loseReply) {
    await waitForEnd(replyTimeoutMs, call)
    throw new CloudError({ code: 'timeout', message: 'the answer was lost, as told by its faults' })
  }
  return answer
}

/** The caller's bounds end the call by themselves; this only must not answer before. */
function waitForEnd(milliseconds: number, call: Call): Promise<void> {
  return new Promise((resolve) => {
    if (call.signal === undefined) setTimeout(resolve, milliseconds)
    else call.signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

/** The numbers of a seed, begun anew when the seed changes (mulberry32). */
class SeededRandom {
  #seed: number | undefined
  #state = 0

  of(seed: number): () => number {
    if (seed !== this.#seed) {
      this.#seed = seed
      this.#state = seed | 0
    }
    return () => {
      this.#state = (this.#state + 0x6d2b79f5) | 0
      let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
    }
  }
}
