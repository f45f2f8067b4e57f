import { CloudError, warnOnce, type OperationOptions } from '@bytelyst/core'
import { invalid } from '../document/invalid.ts'
import { isPlainObject } from '../document/plain-object.ts'
import type { DatastoreProvider } from '../types.ts'
import type { RepairLog } from './repair-log.ts'

/** What {@link dualWrite} is made of. */
export interface DualWriteOptions {
  /** Answers every call. Closed with the pair. */
  readonly primary: DatastoreProvider
  /** Gets every write that the primary took. Closed with the pair. */
  readonly secondary: DatastoreProvider
  /** Where it is remembered what the secondary may have missed. Not closed with the pair. */
  readonly repairLog: RepairLog
  /** Told of every failure that no caller sees: of the secondary, and of the work behind it. */
  readonly onError?: ((failure: DualWriteFailure) => void) | undefined
  /**
   * `findById` asks the secondary for what the primary has not, unless it was deleted. For a primary that is still being
   * filled from the secondary; all other reads and all writes see the primary only. Default false.
   */
  readonly readFallback?: boolean | undefined
  /** How long a caller, and each request, waits for the secondary; then it is left to repair. Default 5,000. */
  readonly secondaryTimeoutMs?: number | undefined
  /**
   * How long after it began, or was last known to be under way, a write is taken to be over for good, also when its
   * process died: repair leaves younger ones alone. Longer than any request lasts, and than clocks differ. Default 60,000.
   */
  readonly settleAfterMs?: number | undefined
  /** Pause between repairs in the background, which begin after the first write; null: only by `repair()`. Default 60,000. */
  readonly repairEveryMs?: number | null | undefined
  /**
   * Where partition keys stand, by collection, as in `partitionKeyPath`. Needed where it can be found out neither from
   * `initialize` nor from the primary, which is so when the primary's own configuration has a schema.
   */
  readonly partitionKeyPaths?: Readonly<Record<string, string>> | undefined
  /** Milliseconds since the epoch; by default `Date.now`. */
  readonly clock?: (() => number) | undefined
}

/** Something that failed behind a caller's back. */
export interface DualWriteFailure {
  readonly collection: string | undefined
  /** `mirror`: the write is in the repair log. `repair`: it stays there. `log`: the log itself; nothing is lost. */
  readonly during: 'mirror' | 'repair' | 'log'
  readonly error: unknown
}

/** The options, complete. */
export interface Settings {
  readonly primary: DatastoreProvider
  readonly secondary: DatastoreProvider
  readonly log: RepairLog
  readonly readFallback: boolean
  readonly settleAfterMs: number
  readonly repairEveryMs: number | null
  readonly clock: () => number
  /** Of every request that no caller waits for. */
  readonly bounds: OperationOptions & { readonly timeoutMs: number }
  /** Tells `onError`, which may throw what it likes. */
  readonly fail: (failure: DualWriteFailure) => void
}

const longest = 2 ** 31 - 1

/** @throws CloudError `invalid_argument` */
export function parseDualWriteOptions(options: DualWriteOptions): Settings {
  try {
    return parse(options)
  } catch (error) {
    throw error instanceof CloudError ? error.with({ service: 'datastore', operation: 'dualWrite' }) : error
  }
}

function parse(options: DualWriteOptions): Settings {
  if (!isPlainObject(options)) throw invalid('options', 'an object', options)
  const { primary, secondary, repairLog, onError, readFallback = false, repairEveryMs = 60_000, ...rest } = options
  const { secondaryTimeoutMs = 5000, settleAfterMs = 60_000, clock = Date.now, partitionKeyPaths, ...unknown } = rest
  const [misspelled] = Object.keys(unknown)
  if (misspelled !== undefined) throw invalid(misspelled, 'no option of that name')
  checkProvider(primary, 'primary')
  checkProvider(secondary, 'secondary')
  if (primary === secondary) throw invalid('secondary', 'another provider than the primary')
  if (typeof repairLog?.append !== 'function') throw invalid('repairLog', 'a repair log, such as collectionRepairLog()')
  if (onError !== undefined && typeof onError !== 'function') throw invalid('onError', 'a function', onError)
  if (typeof readFallback !== 'boolean') throw invalid('readFallback', 'true or false', readFallback)
  if (typeof clock !== 'function') throw invalid('clock', 'a function', clock)
  if (partitionKeyPaths !== undefined && !isPlainObject(partitionKeyPaths)) {
    throw invalid('partitionKeyPaths', 'paths by collection', partitionKeyPaths)
  }
  checkTime(secondaryTimeoutMs, 'secondaryTimeoutMs', 1)
  checkTime(settleAfterMs, 'settleAfterMs', 0)
  if (repairEveryMs !== null) checkTime(repairEveryMs, 'repairEveryMs', 1)
  const bounds = { timeoutMs: secondaryTimeoutMs }
  return {
    primary,
    secondary,
    log: repairLog,
    readFallback,
    settleAfterMs,
    repairEveryMs,
    clock,
    bounds,
    fail(failure) {
      try {
        onError?.(failure)
      } catch {
        warnOnce('onError of dualWrite threw; what it throws reaches nobody')
      }
    },
  }
}

/** @throws CloudError `invalid_argument` for what is no provider */
export function checkProvider(provider: unknown, where: string): void {
  const given = provider as Partial<DatastoreProvider> | null | undefined
  if (typeof given?.collection !== 'function' || typeof given.initialize !== 'function') {
    throw invalid(where, 'a datastore provider', provider)
  }
}

function checkTime(time: unknown, where: string, least: number): void {
  if (typeof time !== 'number' || !(time >= least && time <= longest)) {
    throw invalid(where, `milliseconds from ${least} to ${longest}`)
  }
}
