import { expect, test } from 'vitest'
import { classifyCosmos } from '../src/providers/cosmos/classify.ts'

const meanings: readonly (readonly [what: string, error: unknown, code: string | undefined, ambiguous?: boolean])[] = [
  ['a bad request', { code: 400, message: 'Syntax error' }, 'invalid_argument', false],
  ['a sort without a composite index', { code: 400, message: 'no corresponding composite index' }, 'misconfigured'],
  ['a wrong key', { code: 401 }, 'unauthenticated', false],
  ['a forbidden operation', { code: 403 }, 'permission_denied', false],
  ['a full logical partition', { code: 403, substatus: 1014 }, 'quota_exceeded', false],
  ['a missing container', { code: 404 }, 'not_found', false],
  ['a replica that is behind the session', { code: 404, substatus: 1002 }, 'unavailable', false],
  ['a conflict', { code: 409 }, 'already_exists', false],
  ['another version', { code: 412 }, 'precondition_failed', false],
  ['what is too large for the engine', { code: 413 }, 'invalid_argument', false],
  ['throttling', { code: 429, retryAfterInMs: 12 }, 'rate_limited', false],
  ['a write that lost a race within the engine', { code: 449 }, 'unavailable', false],
  ['a time-out of the server', { code: 408 }, 'unavailable'],
  ['a moved partition', { code: 410 }, 'unavailable'],
  ['a failure of the server', { code: 500 }, 'unavailable'],
  ['a server that is not ready', { code: 503 }, 'unavailable'],
  [
    'a time-out of the SDK',
    Object.assign(new Error('x'), { name: 'TimeoutError', code: 'TimeoutError' }),
    'unavailable',
  ],
  ['a host that is not known', { code: 'ENOTFOUND' }, 'unavailable', false],
  ['a refused connection', { code: 'ECONNREFUSED' }, 'unavailable', false],
  ['a lost connection', { code: 'ECONNRESET' }, 'unavailable'],
  ['no credential', { name: 'CredentialUnavailableError' }, 'unauthenticated', false],
  ['no accepted credential', { name: 'AggregateAuthenticationError' }, 'unauthenticated', false],
  [
    'a batch that failed for a reason',
    new Error('Batch request error', { cause: { code: 429 } }),
    'rate_limited',
    false,
  ],
  ['anything else', new Error('x'), undefined],
  ['nothing', undefined, undefined],
]

test.each(meanings)('%s has its code', (_, error, code, ambiguous) => {
  const known = classifyCosmos(error)
  expect([known?.code, known?.ambiguous]).toEqual([code, ambiguous])
})

test('throttling tells how long to wait', () => {
  expect(classifyCosmos({ code: 429, retryAfterInMs: 12 })?.retryAfterMs).toBe(12)
  expect(classifyCosmos({ code: 429 })).not.toHaveProperty('retryAfterMs')
})
