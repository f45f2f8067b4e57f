import { inspect } from 'node:util'
import { CloudError, redact, safeCause } from '@bytelyst/core'
import { expect, test } from 'vitest'

const credentials: readonly (readonly [text: string, secret: string])[] = [
  ['connecting to mongodb://app:hunter2@db.example:27017/x', 'hunter2'],
  ['AccountEndpoint=https://x;AccountKey=aGVsbG8td29ybGQ=;', 'aGVsbG8td29ybGQ='],
  ['Authorization: Bearer abcdefgh12345678', 'abcdefgh12345678'],
  ['{"apiKey":"sk-12345678"}', 'sk-12345678'],
  ['password = hunter2, user = app', 'hunter2'],
  ['https://x.blob/y?sig=abc%2Fdef&se=2026', 'abc%2Fdef'],
  ['token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abcdef_-1', 'eyJhbGciOiJIUzI1NiJ9'],
  ['client_secret: s3cr3t', 's3cr3t'],
]

test.each(credentials)('redact hides the credential in %s', (text, secret) => {
  expect(redact(text)).not.toContain(secret)
  expect(redact(text)).toContain('[redacted]')
})

test('redact hides the secrets it is told, everywhere, and leaves other text alone', () => {
  expect(redact('a hunter2 b hunter2', ['hunter2', ''])).toBe('a [redacted] b [redacted]')
  expect(redact('no secret here: https://example.com/a?b=c')).toBe('no secret here: https://example.com/a?b=c')
})

test('a cause keeps name, message, codes and frames of an SDK error, and nothing else', () => {
  class SdkError extends Error {
    override readonly name = 'SdkError'
    readonly code = 'E1'
    readonly status = 503
    readonly request = { headers: { authorization: 'canary-1' }, body: 'canary-2' }
    readonly options = { key: 'canary-3' }
  }
  const raw = new SdkError('failed for mongodb://u:canary-4@host and canary-5')
  const cause = safeCause(raw, ['canary-5'])
  const error = new CloudError({ code: 'unavailable', message: 'x', cause })
  const seen = [
    inspect(error, { depth: 10, showHidden: true }),
    JSON.stringify(error),
    String(error.stack),
    String((cause as Error).stack),
  ]
  for (const text of seen) expect(text).not.toMatch(/canary/)
  expect(cause).toMatchObject({ name: 'SdkError', code: 'E1', status: 503 })
  expect((cause as Error).stack).toContain('secrets.test.ts')
})

test('a cause that is no error is not repeated', () => {
  expect(inspect(safeCause('canary'))).not.toContain('canary')
  expect(safeCause(undefined)).toBeUndefined()
  const own = new CloudError({ code: 'closed', message: 'x' })
  expect(safeCause(own)).toBe(own)
})
