import type { Classification } from '../../driver.ts'
import { lostConnectionCodes } from '../../lost-connection.ts'
import { UnansweredError } from './requests.ts'

const unauthenticated: ReadonlySet<string> = new Set([
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'IncompleteSignature',
  'IncompleteSignatureException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'SignatureDoesNotMatch',
  'TokenProviderError',
  'UnrecognizedClientException',
])
const denied: ReadonlySet<string> = new Set(['AccessDenied', 'AccessDeniedException', 'OptInRequired'])
const throttled: ReadonlySet<string> = new Set([
  'LimitExceededException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
])
const conflicts: ReadonlySet<string> = new Set([
  'ReplicatedWriteConflictException',
  'TransactionConflictException',
  'TransactionInProgressException',
])
const unreachable: ReadonlySet<unknown> = new Set([...lostConnectionCodes, 'EAI_AGAIN', 'ECONNREFUSED'])

/** Of the service, and of DynamoDB Local. */
const otherKeys =
  /does not match the schema|missing the key|missed key schema|number of conditions on the keys|required keys was not given/i

const whichKey =
  'AWS does not accept the credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN for temporary ones), or log in with the AWS profile'

/** What an error of the SDK means. A refused write is never applied; one without an answer may be. */
export function classifyDynamoDb(error: unknown): Classification | undefined {
  if (error instanceof UnansweredError) {
    const known = classifyDynamoDb(error.failure)
    // Whatever the last attempt was told, one before it may have been applied.
    return { ...(known ?? { code: 'unavailable' }), ambiguous: true }
  }
  if (!(error instanceof Error)) return undefined
  const { name, message } = error
  const { code, $metadata } = error as { code?: unknown; $metadata?: { httpStatusCode?: number } }
  const status = $metadata?.httpStatusCode
  if (unauthenticated.has(name)) return { code: 'unauthenticated', message: whichKey, ambiguous: false }
  if (denied.has(name)) {
    const detail = 'the credentials do not allow this; their policy has to allow the dynamodb: action of the cause'
    return { code: 'permission_denied', message: detail, ambiguous: false }
  }
  if (throttled.has(name) || status === 429) return { code: 'rate_limited', ...retryAfter(error), ambiguous: false }
  if (conflicts.has(name)) {
    return { code: 'unavailable', message: 'a transaction holds the document; try again', ambiguous: false }
  }
  if (name === 'ValidationException') return classifyRefusal(message)
  if (name === 'ItemCollectionSizeLimitExceededException') {
    return { code: 'quota_exceeded', message: 'the partition is full', ambiguous: false }
  }
  if (name === 'UnknownOperationException') {
    return { code: 'unsupported', message: 'the engine does not know this operation', ambiguous: false }
  }
  if (code === 'ENOTFOUND') {
    const detail = 'the host of DynamoDB is not known; look at AWS_REGION and DYNAMODB_ENDPOINT'
    return { code: 'misconfigured', message: detail, ambiguous: false }
  }
  if (message === 'Region is missing') {
    const detail = 'AWS_REGION is not set, and the AWS profile has no region'
    return { code: 'misconfigured', message: detail, ambiguous: false }
  }
  if (unreachable.has(code) || name === 'TimeoutError') {
    const detail =
      'DynamoDB could not be reached or did not answer; try again, and look at AWS_REGION and DYNAMODB_ENDPOINT'
    const ambiguous = code === 'ECONNREFUSED' ? { ambiguous: false } : {}
    return { code: 'unavailable', message: detail, ...ambiguous }
  }
  if (typeof code === 'string' && /^(?:CERT_|ERR_TLS|ERR_SSL|EPROTO|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/.test(code)) {
    const detail = 'no secure connection could be made; look at DYNAMODB_ENDPOINT'
    return { code: 'misconfigured', message: detail, ambiguous: false }
  }
  if (status !== undefined && status >= 500) return { code: 'unavailable' }
  if (error instanceof SyntaxError || name === 'UnknownError' || name === 'Unknown') {
    const detail = 'what answers is no DynamoDB; look at DYNAMODB_ENDPOINT'
    return { code: 'misconfigured', message: detail, ambiguous: false }
  }
  return undefined
}

/** The one error for everything that DynamoDB does not take. Its text is the only thing that tells. */
function classifyRefusal(message: string): Classification | undefined {
  const refused = (detail: string): Classification => ({ code: 'invalid_argument', message: detail, ambiguous: false })
  if (/item size|size .*exceeded the maximum allowed size/i.test(message)) {
    return refused('the document is larger than the 400 KB that DynamoDB takes; many tiny elements count for more')
  }
  if (/starting key|ExclusiveStartKey/i.test(message)) return refused('cursor: expected the cursor of a page')
  if (/expression/i.test(message) && /maximum|exceed|too many/i.test(message)) {
    return refused('filter: too long for DynamoDB; split it')
  }
  if (otherKeys.test(message)) {
    const detail = 'the table has other keys than pk and id: it is not one of this library; set DYNAMODB_TABLE_PREFIX'
    return { code: 'misconfigured', message: detail, ambiguous: false }
  }
  return undefined
}

/** How long the service asked to wait, where it did. */
function retryAfter(error: unknown): Pick<Classification, 'retryAfterMs'> {
  const headers = (error as { $response?: { headers?: Record<string, string> } }).$response?.headers ?? {}
  const milliseconds = Number(headers['x-amz-retry-after'] ?? Number.NaN)
  const seconds = Number(headers['retry-after'] ?? Number.NaN)
  const wait = Number.isFinite(milliseconds) ? milliseconds : seconds * 1000
  return Number.isFinite(wait) && wait >= 0 ? { retryAfterMs: wait } : {}
}
