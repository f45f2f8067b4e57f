import { isCloudError, withinBounds, type CloudErrorCode, type OperationOptions } from '@bytelyst/core'

/** With these the primary refuses before it looks at what is stored. */
const refusals: ReadonlySet<CloudErrorCode> = new Set<CloudErrorCode>([
  ...(['invalid_argument', 'unsupported', 'misconfigured', 'missing_dependency'] as const),
  ...(['unauthenticated', 'permission_denied', 'rate_limited'] as const),
])

/** What is stored does not allow the write: which may be because its first, unanswered attempt was made. */
const conflicts: ReadonlySet<CloudErrorCode> = new Set<CloudErrorCode>([
  'not_found',
  'already_exists',
  'precondition_failed',
])

/** The caller's bounds, less the time that has passed; at least an instant, so that whoever gets them ends by them. */
export function left(options: OperationOptions, startedAt: number): OperationOptions {
  const { timeoutMs } = options
  if (timeoutMs === undefined) return options
  return { ...options, timeoutMs: Math.max(1e-3, timeoutMs - (performance.now() - startedAt)) }
}

/** Waits for work that never rejects, but no longer than these bounds. */
export async function unlessOver(bounds: OperationOptions, work: () => Promise<void>): Promise<void> {
  try {
    await withinBounds(bounds, work)
  } catch (error) {
    if (!isCloudError(error, 'timeout') && !isCloudError(error, 'aborted')) throw error
  }
}

/** Whether a write that failed is known to have changed nothing. */
export function isRefusal(error: unknown): boolean {
  if (!isCloudError(error) || error.ambiguous === true) return false
  return !conflicts.has(error.code) && (error.ambiguous === false || refusals.has(error.code))
}

/** Whether it failed because of what is stored, so that looking there tells whether it changed anything. */
export function isConflict(error: unknown): boolean {
  return isCloudError(error) && error.ambiguous !== true && conflicts.has(error.code)
}
