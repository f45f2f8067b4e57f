import { CloudError, type CloudErrorCode } from '@bytelyst/datastore'
import { fastify } from 'fastify'
import { expect, test } from 'vitest'
import { handleError } from '../src/http/handle-error.ts'

async function answerTo(error: Error) {
  const server = fastify()
  server.setErrorHandler(handleError)
  server.get('/', () => {
    throw error
  })
  return server.inject('/')
}

test.each<[CloudErrorCode, number]>([
  ['invalid_argument', 400],
  ['not_found', 404],
  ['already_exists', 409],
  ['precondition_failed', 412],
  ['rate_limited', 429],
  ['unsupported', 501],
  ['unavailable', 503],
  ['timeout', 503],
  ['permission_denied', 500],
  ['data_corrupted', 500],
  ['unknown', 500],
])('%s is answered as %i', async (code, status) => {
  const { statusCode } = await answerTo(new CloudError({ code, message: 'what happened' }))
  expect(statusCode).toBe(status)
})

test('what went wrong inside is not told outside', async () => {
  for (const error of [new TypeError('secret'), new CloudError({ code: 'misconfigured', message: 'secret' })]) {
    const { statusCode, body } = await answerTo(error)
    expect(statusCode).toBe(500)
    expect(body).not.toContain('secret')
  }
})

test('a client that shall wait is told how many seconds', async () => {
  const error = new CloudError({ code: 'rate_limited', message: 'too many requests', retryAfterMs: 1200 })
  expect((await answerTo(error)).headers['retry-after']).toBe('2')
})
