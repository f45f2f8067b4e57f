import type { Classification } from '../../driver.ts'
import { isBehind } from './containers.ts'
import { lostConnectionCodes } from '../../lost-connection.ts'

interface RawError {
  readonly name?: unknown
  readonly code?: unknown
  readonly substatus?: unknown
  readonly message?: unknown
  readonly retryAfterInMs?: unknown
  readonly cause?: unknown
}

/** The sub-status of a 403 when a logical partition is full. */
const partitionIsFull = 1014

/** What an error of the SDK means. */
export function classifyCosmos(error: unknown): Classification | undefined {
  const raw = (error ?? {}) as RawError
  if (typeof raw.code === 'number') return classifyStatus(raw.code, raw)
  const name = String(raw.name)
  if (/^(?:Aggregate)?Authentication|^CredentialUnavailable/.test(name)) {
    return {
      code: 'unauthenticated',
      message: 'no credential of this environment was accepted: sign in, assign a managed identity, or set COSMOS_KEY',
      ambiguous: false,
    }
  }
  // The SDK gave up waiting for an answer.
  if (name === 'TimeoutError') return { code: 'unavailable' }
  switch (raw.code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return { code: 'unavailable', message: 'the host of COSMOS_ENDPOINT is not known here', ambiguous: false }
    case 'ECONNREFUSED':
      return { code: 'unavailable', message: 'nothing answers at COSMOS_ENDPOINT', ambiguous: false }
    default:
      if (raw.code === 'REQUEST_SEND_ERROR' || lostConnectionCodes.has(raw.code)) return { code: 'unavailable' }
      // A batch wraps what went wrong.
      return raw.cause === undefined ? undefined : classifyCosmos(raw.cause)
  }
}

function classifyStatus(status: number, { substatus, message, retryAfterInMs }: RawError): Classification | undefined {
  switch (status) {
    case 400:
      return /composite index/.test(String(message))
        ? { code: 'misconfigured', message: 'the query needs a composite index; declare it in initialize' }
        : {
            code: 'invalid_argument',
            message: 'Cosmos DB refuses the request; its reason is the cause',
            ambiguous: false,
          }
    case 401:
      return {
        code: 'unauthenticated',
        message: 'Cosmos DB does not accept COSMOS_KEY or the credential',
        ambiguous: false,
      }
    case 403:
      return substatus === partitionIsFull
        ? { code: 'quota_exceeded', message: 'the logical partition is full', ambiguous: false }
        : {
            code: 'permission_denied',
            message: 'the credential, or the firewall of the account, does not allow this',
            ambiguous: false,
          }
    case 404:
      if (isBehind(status, substatus)) {
        return {
          code: 'unavailable',
          message: 'no replica has caught up with the session; try again',
          ambiguous: false,
        }
      }
      return { code: 'not_found', message: 'the database or its container is not there', ambiguous: false }
    case 409:
      return { code: 'already_exists', message: 'it is there already', ambiguous: false }
    case 412:
      return { code: 'precondition_failed', message: 'it is another version', ambiguous: false }
    case 413:
      return { code: 'invalid_argument', message: 'it is larger than Cosmos DB takes', ambiguous: false }
    case 429:
      return {
        code: 'rate_limited',
        message: 'the request units of COSMOS_DATABASE are used up; wait, or provision more',
        ambiguous: false,
        ...(typeof retryAfterInMs === 'number' && { retryAfterMs: retryAfterInMs }),
      }
    case 449:
      return { code: 'unavailable', ambiguous: false }
    case 408:
    case 410:
    case 500:
    case 502:
    case 503:
    case 504:
      return { code: 'unavailable' }
    default:
      return undefined
  }
}
