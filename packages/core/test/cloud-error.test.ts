import { inspect } from 'node:util'
import { CloudError, isCloudError } from '@bytelyst/core'
import { expect, test } from 'vitest'

const error = new CloudError({
  code: 'rate_limited',
  message: 'slow down',
  service: 'datastore',
  provider: 'memory',
  operation: 'create',
  resource: 'flags',
  retryAfterMs: 100,
  cause: new Error('inner'),
})

test('an error tells its facts, and what is retryable follows from the code', () => {
  expect(error).toMatchObject({ name: 'CloudError', code: 'rate_limited', retryable: true, retryAfterMs: 100 })
  for (const code of ['unavailable', 'timeout'] as const)
    expect(new CloudError({ code, message: '' }).retryable).toBe(true)
  for (const code of ['not_found', 'aborted', 'unknown', 'quota_exceeded'] as const) {
    expect(new CloudError({ code, message: '' }).retryable).toBe(false)
  }
  expect(new CloudError({ code: 'unknown', message: '', retryable: true }).retryable).toBe(true)
})

test('isCloudError knows errors of another copy of the class, by code too', async () => {
  const copy = '../src/cloud-error.ts?another-copy'
  const other = (await import(copy)) as { CloudError: typeof CloudError }
  const foreign = new other.CloudError({ code: 'not_found', message: 'x' })
  expect(foreign instanceof CloudError).toBe(false)
  expect(isCloudError(foreign)).toBe(true)
  expect(isCloudError(foreign, 'not_found')).toBe(true)
  expect(isCloudError(foreign, 'closed')).toBe(false)
})

test('isCloudError refuses everything else', () => {
  for (const value of [undefined, null, 'x', 5, new Error('x'), { code: 'not_found' }])
    expect(isCloudError(value)).toBe(false)
})

test('JSON has the facts and neither stack nor cause', () => {
  const json = JSON.parse(JSON.stringify(error)) as Record<string, unknown>
  expect(json).toEqual({
    name: 'CloudError',
    code: 'rate_limited',
    message: 'slow down',
    service: 'datastore',
    provider: 'memory',
    operation: 'create',
    resource: 'flags',
    retryable: true,
    retryAfterMs: 100,
  })
  expect(inspect(error)).toContain('slow down')
})

test('with() changes some facts and keeps the others, the cause included', () => {
  const changed = error.with({ index: 3, ambiguous: true })
  expect(changed).toMatchObject({ index: 3, ambiguous: true, code: 'rate_limited', resource: 'flags' })
  expect(changed.cause).toBe(error.cause)
  expect(error.index).toBeUndefined()
})
