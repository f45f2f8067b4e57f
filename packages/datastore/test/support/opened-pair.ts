import { MemoryDatastoreProvider } from '@bytelyst/datastore'
import { expect } from 'vitest'
import {
  dualWrite,
  memoryRepairLog,
  type DualWriteFailure,
  type DualWriteOptions,
  type DualWriteProvider,
} from '../../src/dual-write/index.ts'
import { TestClock } from './clock.ts'
import { contentsOf } from './stores.ts'

/** How old an entry of the log is before repair touches it. */
export const settleAfterMs = 60_000

/** Two stores that are written as one, on a clock of their own. */
export interface OpenedPair {
  readonly primary: MemoryDatastoreProvider
  readonly secondary: MemoryDatastoreProvider
  readonly clock: TestClock
  readonly failures: DualWriteFailure[]
  readonly options: DualWriteOptions
  readonly pair: DualWriteProvider
}

export async function openPair(more: Partial<DualWriteOptions> = {}, config: object = {}): Promise<OpenedPair> {
  const clock = new TestClock()
  const primary = new MemoryDatastoreProvider({ clock: clock.now })
  const secondary = new MemoryDatastoreProvider({ clock: clock.now })
  const failures: DualWriteFailure[] = []
  const options: DualWriteOptions = {
    primary,
    secondary,
    repairLog: memoryRepairLog(),
    settleAfterMs,
    repairEveryMs: null,
    clock: clock.now,
    onError: (failure) => failures.push(failure),
    ...more,
  }
  const pair = dualWrite(options)
  await pair.initialize({ items: { partitionKeyPath: '/pk', ...config } })
  return { primary, secondary, clock, failures, options, pair }
}

/** Both hold the same, and the log holds nothing. */
export async function expectEqual({ primary, secondary, pair }: OpenedPair): Promise<void> {
  expect(await contentsOf(secondary, 'items')).toEqual(await contentsOf(primary, 'items'))
  expect((await pair.status()).pending).toBe(0)
}

/** A place where a test holds up what passes. */
export interface Gate {
  readonly reached: Promise<void>
  readonly open: () => void
  readonly pass: () => Promise<void>
}

/** Holds up the first that comes, until it is opened. */
export function gate(): Gate {
  const reached = Promise.withResolvers<void>()
  const opened = Promise.withResolvers<void>()
  return { reached: reached.promise, open: opened.resolve, pass: () => (reached.resolve(), opened.promise) }
}

/** For `intercepted`: calls of one method wait at a gate. */
export function holding(held: Gate, name: string): (method: string, run: () => Promise<unknown>) => Promise<unknown> {
  return async (method, run) => {
    if (method === name) await held.pass()
    return run()
  }
}
