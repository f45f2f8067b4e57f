import { CloudError } from './cloud-error.ts'

/** How one call is bounded: what every operation of every service takes. */
export interface OperationOptions {
  /** Aborts the call, which then rejects with `aborted`. */
  readonly signal?: AbortSignal | undefined
  /** Milliseconds, above 0 and below 2^31, after which the call rejects with `timeout`. */
  readonly timeoutMs?: number | undefined
}

/** The bounds of one call, as a driver sees them. */
export interface Call {
  /** Fires when the caller aborts or the time is up; absent when the call is unbounded. */
  readonly signal?: AbortSignal
  /**
   * Cheap: call it before each statement, request or page.
   *
   * @throws CloudError `aborted` or `timeout`, with `ambiguous: false`, when the call is over
   */
  check(): void
}

const unbounded: Call = { check: () => undefined }
const longestTimeout = 2 ** 31 - 1

/** The call has ended before its answer: by its signal, or by its time. */
function ended(signal: AbortSignal | undefined, timeoutMs: number | undefined, ambiguous?: boolean): CloudError {
  if (signal?.aborted === true) {
    const message = 'the call was aborted by its signal'
    return new CloudError({ code: 'aborted', message, cause: signal.reason, ambiguous })
  }
  return new CloudError({ code: 'timeout', message: `the call took longer than timeoutMs: ${timeoutMs}`, ambiguous })
}

function invalid(message: string): CloudError {
  return new CloudError({ code: 'invalid_argument', message })
}

/**
 * Runs `work` within the bounds of `options`. The returned promise settles as soon as a bound is met, also when the
 * work does not notice; no timer and no listener is left behind.
 *
 * @throws CloudError `aborted`, `timeout`; `invalid_argument` for bounds that are none; else what `work` throws
 *
 * @example
 * ```ts
 * import { withinBounds, type OperationOptions } from '@bytelyst/core'
 *
 * export function countLines(pages: AsyncIterable<string>, options?: OperationOptions): Promise<number> {
 *   return withinBounds(options, async (call) => {
 *     let lines = 0
 *     for await (const page of pages) {
 *       call.check()
 *       lines += page.split('\n').length
 *     }
 *     return lines
 *   })
 * }
 * ```
 */
export function withinBounds<R>(options: OperationOptions | undefined, work: (call: Call) => Promise<R>): Promise<R> {
  const signal = options?.signal
  const timeoutMs = options?.timeoutMs
  if (signal === undefined && timeoutMs === undefined) return work(unbounded)
  return runBounded(signal, timeoutMs, work)
}

async function runBounded<R>(
  signal: AbortSignal | undefined,
  timeoutMs: number | undefined,
  work: (call: Call) => Promise<R>,
): Promise<R> {
  if (signal !== undefined && !(signal instanceof AbortSignal)) throw invalid('signal: expected an AbortSignal')
  if (timeoutMs !== undefined && !(Number.isFinite(timeoutMs) && timeoutMs > 0 && timeoutMs <= longestTimeout)) {
    throw invalid(`timeoutMs: expected milliseconds above 0 and up to ${longestTimeout}`)
  }
  if (signal?.aborted === true) throw ended(signal, timeoutMs, false)

  const controller = new AbortController()
  const endsAt = timeoutMs === undefined ? Infinity : performance.now() + timeoutMs
  const call: Call = {
    signal: controller.signal,
    check() {
      if (controller.signal.aborted || performance.now() >= endsAt) throw ended(signal, timeoutMs, false)
    },
  }
  let timer: ReturnType<typeof setTimeout> | undefined
  let onAbort: (() => void) | undefined
  try {
    call.check()
    return await new Promise<R>((resolve, reject) => {
      const end = (): void => {
        const error = ended(signal, timeoutMs)
        controller.abort(error)
        reject(error)
      }
      onAbort = end
      signal?.addEventListener('abort', end, { once: true })
      if (timeoutMs !== undefined) timer = setTimeout(end, timeoutMs)
      work(call).then(resolve, reject)
    })
  } finally {
    clearTimeout(timer)
    if (onAbort !== undefined) signal?.removeEventListener('abort', onAbort)
  }
}
