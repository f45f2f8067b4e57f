import type { Classification } from '../../driver.ts'

/** Codes of the server: https://www.mongodb.com/docs/manual/reference/error-codes/ */
const codes = {
  unauthorized: 13,
  authenticationFailed: 18,
  maxTimeExpired: 50,
  duplicateKey: 11000,
} as const

/** The server is on its way up, down, or to another primary. */
const inTransition: ReadonlySet<number> = new Set([
  6, 7, 89, 91, 133, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436,
])
const tooLarge: ReadonlySet<number> = new Set([10334, 17419, 17280])
const throttled: ReadonlySet<number> = new Set([16500, 462])
const noRoom: ReadonlySet<number> = new Set([14031, 8000])

/** Errors that the SDK makes itself when it does not reach the server, or no longer. */
const unreachable: ReadonlySet<string> = new Set([
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoServerSelectionError',
  'MongoPoolClearedError',
  'MongoPoolClearedOnNetworkError',
  'PoolClearedError',
  'PoolClearedOnNetworkError',
  'MongoPoolClosedError',
  'MongoWaitQueueTimeoutError',
  'MongoNotConnectedError',
  'MongoTopologyClosedError',
  'MongoServerClosedError',
  'MongoClientClosedError',
])

interface RawError {
  readonly name?: unknown
  readonly code?: unknown
  readonly message?: unknown
  readonly cause?: unknown
  readonly writeErrors?: unknown
  readonly errorResponse?: unknown
}

/** The server's code, or that of the first write that failed. */
export function codeOf(error: unknown): unknown {
  return (error as RawError | null)?.code
}

export function isDuplicateKey(error: unknown): boolean {
  const code = codeOf(error)
  return code === codes.duplicateKey || code === 11001 || code === 12582
}

/** The server has no command of this name. */
export const commandNotFound = 59

/** There is no such collection. Not every server gives the code. */
export function isMissingNamespace(error: unknown): boolean {
  return codeOf(error) === 26 || (error as RawError | null)?.message === 'ns not found'
}

/** What is said of each write of a bulk that failed; undefined for another error. */
export function writeErrorsOf(
  error: unknown,
): readonly { readonly index: number; readonly code?: unknown }[] | undefined {
  const errors = (error as RawError | null)?.writeErrors
  if (errors === undefined || (error as RawError).name !== 'MongoBulkWriteError') return undefined
  const list = (Array.isArray(errors) ? errors : [errors]) as { index: number; code?: unknown }[]
  return list.length === 0 ? undefined : list
}

/**
 * What an error of the SDK or of the server means.
 *
 * @param isRetried - whether the SDK may have sent a write before the attempt that this error is of
 */
export function classifyMongo(error: unknown, isRetried: boolean): Classification | undefined {
  const { name, code, message, errorResponse } = (error ?? {}) as RawError
  if (typeof name !== 'string') return undefined
  // Of a bulk that the SDK could not send, or not to its end, this is the error itself.
  if (name === 'MongoBulkWriteError' && errorResponse instanceof Error) return classifyMongo(errorResponse, isRetried)
  if (refusesCredentials(error)) {
    return {
      code: 'unauthenticated',
      message: 'MONGO_URI: the server does not accept its credentials',
      ambiguous: false,
    }
  }
  if (unreachable.has(name)) {
    const unsent = name === 'MongoServerSelectionError' && !isRetried
    const what = 'MONGO_URI: the server cannot be reached, or the connection was lost; try again'
    return unsent ? { code: 'unavailable', message: what, ambiguous: false } : { code: 'unavailable', message: what }
  }
  if (name === 'MongoOperationTimeoutError' || code === codes.maxTimeExpired) return { code: 'timeout' }
  if (isTooLarge(code, message)) {
    return { code: 'invalid_argument', message: 'the document is larger than MongoDB takes', ambiguous: false }
  }
  if (typeof code !== 'number') return undefined
  if (code === codes.unauthorized) return { code: 'permission_denied', ambiguous: false }
  if (isDuplicateKey(error)) {
    const what = 'another document has the same values in a unique index of the collection'
    return { code: 'already_exists', message: what, ambiguous: false }
  }
  if (inTransition.has(code)) return { code: 'unavailable' }
  if (throttled.has(code)) return { code: 'rate_limited' }
  return noRoom.has(code) ? { code: 'quota_exceeded' } : undefined
}

/** The SDK reports a refused handshake as a server that could not be selected. */
function refusesCredentials(error: unknown, depth = 0): boolean {
  if (typeof error !== 'object' || error === null || depth > 4) return false
  const { code, name, cause } = error as RawError
  if (code === codes.authenticationFailed || name === 'MongoMissingCredentialsError') return true
  return refusesCredentials(cause, depth + 1)
}

function isTooLarge(code: unknown, message: unknown): boolean {
  if (typeof code === 'number' && tooLarge.has(code)) return true
  return (
    typeof message === 'string' &&
    /larger than the maximum size|object to insert too large|BSONObjectTooLarge|out of range.*buffer/i.test(message)
  )
}
