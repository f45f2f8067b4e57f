import { inspect } from 'node:util'
import { isCloudError, type CloudError } from '@bytelyst/core'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { dynamodb, DynamoDbDatastoreProvider, type DynamoDbDatastoreOptions } from '../src/providers/dynamodb/index.ts'
import { startRelay, type DynamoDbRelay, type Fate } from './support/dynamodb-relay.ts'

const canary = 'canary/Secret+Key0123456789abcdefghijklm'
const token = 'canaryToken//////////wEaCXVzLWVhc3QtMSJHMEUCIQ'
const credentials = { accessKeyId: 'AKIDCANARY', secretAccessKey: canary, sessionToken: token }

async function failure(work: Promise<unknown>): Promise<CloudError> {
  const error: unknown = await work.then(
    () => undefined,
    (caught: unknown) => caught,
  )
  if (!isCloudError(error)) throw new Error('it did not fail with a CloudError', { cause: error })
  return error
}

/** What a log would show. */
function shown(error: unknown): string {
  const cause = (error as { cause?: unknown }).cause
  return [
    inspect(error, { depth: 9, showHidden: true }),
    JSON.stringify(error),
    String(error),
    JSON.stringify(cause),
  ].join()
}

describe('errors of the dynamodb provider', () => {
  let relay: DynamoDbRelay
  const opened: DynamoDbDatastoreProvider[] = []
  const open = (options: DynamoDbDatastoreOptions = {}): DynamoDbDatastoreProvider => {
    const provider = new DynamoDbDatastoreProvider({
      endpoint: relay.url,
      region: 'us-east-1',
      credentials,
      ...options,
    })
    opened.push(provider)
    return provider
  }
  const answer = (type: string, status = 400, headers: object = {}): Fate => ({ status, type, headers })
  beforeEach(async () => {
    relay = await startRelay()
  })
  afterEach(async () => {
    vi.unstubAllEnvs()
    await Promise.all(opened.splice(0).map((provider) => provider.close()))
    await relay.stop()
  })

  test('throttling is waited out by the SDK alone, and then told as rate_limited', async () => {
    relay.fate = () => answer('ProvisionedThroughputExceededException')
    const error = await failure(open({ maxAttempts: 3 }).collection('items').findById('a', 'a'))
    expect(error).toMatchObject({ code: 'rate_limited', retryable: true, operation: 'findById', provider: 'dynamodb' })
    expect(error.ambiguous).not.toBe(true)
    expect(relay.seen).toEqual(['GetItem', 'GetItem', 'GetItem'])
  })

  test('throttling that ends is not told at all', async () => {
    let left = 2
    relay.fate = () => answer((left -= 1) >= 0 ? 'ThrottlingException' : 'ResourceNotFoundException')
    expect(await open().collection('items').findById('a', 'a')).toBe(null)
    // Two that were throttled, the settings, and the document.
    expect(relay.seen).toHaveLength(4)
  })

  test('how long the service asks to wait is told in retryAfterMs', async () => {
    relay.fate = () => answer('ThrottlingException', 400, { 'retry-after': '1' })
    expect(await failure(open({ maxAttempts: 1 }).ping())).toMatchObject({ code: 'rate_limited', retryAfterMs: 1000 })
  })

  test.each([
    ['UnrecognizedClientException', 'unauthenticated'],
    ['InvalidSignatureException', 'unauthenticated'],
    ['ExpiredTokenException', 'unauthenticated'],
    ['MissingAuthenticationTokenException', 'unauthenticated'],
    ['AccessDeniedException', 'permission_denied'],
    ['InternalServerError', 'unavailable'],
    ['RequestLimitExceeded', 'rate_limited'],
    ['ItemCollectionSizeLimitExceededException', 'quota_exceeded'],
  ])('%s is %s', async (type, code) => {
    relay.fate = () => answer(type, type === 'InternalServerError' ? 500 : 400)
    const error = await failure(open({ maxAttempts: 1 }).ping())
    expect(error.code).toBe(code)
    expect(error.message.includes('AWS_SECRET_ACCESS_KEY')).toBe(code === 'unauthenticated')
  })

  test('a document that a transaction holds is waited for, and written when it is free', async () => {
    let conflicts = 3
    relay.fate = (operation) => {
      if (operation !== 'PutItem') return answer('ResourceNotFoundException')
      return (conflicts -= 1) >= 0 ? answer('TransactionConflictException') : answer('AccessDeniedException')
    }
    const error = await failure(open().collection('items').create({ id: 'a' }))
    expect(error.code).toBe('permission_denied')
    expect(relay.seen.filter((operation) => operation === 'PutItem')).toHaveLength(4)
  })

  test('an address where nothing listens is unavailable, names the variable, and leaves no doubt about writes', async () => {
    const provider = open({ endpoint: 'http://127.0.0.1:1', maxAttempts: 1 })
    const error = await failure(provider.collection('items').create({ id: 'a' }))
    expect(error).toMatchObject({ code: 'unavailable', retryable: true })
    expect(error.ambiguous).not.toBe(true)
    expect(error.message).toContain('DYNAMODB_ENDPOINT')
  })

  test('a host that is not known is misconfigured, and names the variables', async () => {
    const provider = open({ endpoint: 'http://no-such-host.invalid', maxAttempts: 1 })
    const error = await failure(provider.ping())
    expect(['misconfigured', 'unavailable']).toContain(error.code)
    expect(error.message).toContain('DYNAMODB_ENDPOINT')
  })

  test('what is no DynamoDB is misconfigured', async () => {
    const { createServer } = await import('node:http')
    const server = createServer(
      (_, reply) => void reply.writeHead(404, { 'content-type': 'text/html' }).end('<h1>hello</h1>'),
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    const error = await failure(open({ endpoint: `http://127.0.0.1:${port}`, maxAttempts: 1 }).ping())
    expect(error).toMatchObject({ code: 'misconfigured' })
    expect(error.message).toContain('DYNAMODB_ENDPOINT')
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })

  test('a missing region is misconfigured and names AWS_REGION', async () => {
    for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_PROFILE']) vi.stubEnv(name, undefined)
    vi.stubEnv('AWS_CONFIG_FILE', '/nowhere/config')
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nowhere/credentials')
    const provider = new DynamoDbDatastoreProvider({ credentials })
    const error = await failure(provider.ping())
    expect(error.code).toBe('misconfigured')
    expect(error.message).toContain('AWS_REGION')
    await provider.close()
  })

  test('missing credentials are unauthenticated and name what to set', async () => {
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_PROFILE'])
      vi.stubEnv(name, undefined)
    vi.stubEnv('AWS_CONFIG_FILE', '/nowhere/config')
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nowhere/credentials')
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
    const provider = new DynamoDbDatastoreProvider({ endpoint: relay.url, region: 'us-east-1' })
    const error = await failure(provider.ping())
    expect(error.code).toBe('unauthenticated')
    expect(error.message).toContain('AWS_ACCESS_KEY_ID')
    expect(relay.seen).toEqual([])
    await provider.close()
  })

  test('after a failure to connect the next call tries again', async () => {
    relay.fate = () => answer('UnrecognizedClientException')
    const provider = open()
    await failure(provider.ping())
    relay.fate = () => answer('ResourceNotFoundException')
    await provider.ping()
  })

  test('no secret is in a message, a cause, an inspection or JSON', async () => {
    relay.fate = () => ({ status: 400, type: `InvalidSignatureException: secret ${canary} token ${token}` })
    const messages = ['InvalidSignatureException', 'ValidationException', 'AccessDeniedException']
    const provider = open({ maxAttempts: 1 })
    for (const type of messages) {
      const message = `refused: ${canary}\nThe Canonical String for this request should have been\n'x-amz-security-token:${token}'`
      relay.fate = () => ({ status: 400, type, message })
      const error = await failure(provider.collection('items').findById('a', 'a'))
      expect(shown(error)).not.toContain(canary)
      expect(shown(error)).not.toContain(token)
    }
    expect(inspect(provider, { depth: 9, showHidden: true })).not.toContain(canary)
    expect(JSON.stringify(provider)).not.toContain(canary)
  })

  test('no value of a document is in an error', async () => {
    const message = "1 validation error detected: Value 'canary-value' at 'item' failed to satisfy constraint"
    relay.fate = () => ({ status: 400, type: 'ValidationException', message })
    const error = await failure(open().collection('items').create({ id: 'a', text: 'canary-value' }))
    expect(shown(error)).not.toContain('canary-value')
    relay.fate = (operation) =>
      operation === 'ExecuteStatement'
        ? { status: 400, type: 'ValidationException', message: "Statement wasn't well formed: pk = 'canary-value' AND" }
        : answer('ResourceNotFoundException')
    const raw = await failure(open().collection('items').rawQuery("SELECT * FROM items WHERE pk = 'canary-value' AND"))
    expect([raw.code, shown(raw).includes('canary-value')]).toEqual(['invalid_argument', false])
  })

  test('half a key in the environment is misconfigured, and the other half is not told', () => {
    const create = (env: Record<string, string>): unknown => {
      try {
        return dynamodb.fromEnvironment(env, {})
      } catch (error) {
        return error
      }
    }
    const error = create({ AWS_REGION: 'us-east-1', AWS_SECRET_ACCESS_KEY: canary })
    expect(error).toMatchObject({ code: 'misconfigured' })
    expect(String(error)).toContain('AWS_ACCESS_KEY_ID')
    expect(shown(error)).not.toContain(canary)
    expect(create({ AWS_ACCESS_KEY_ID: 'a' })).toMatchObject({ code: 'misconfigured' })
    expect(create({ DYNAMODB_ENDPOINT: 'localhost' })).toMatchObject({ code: 'misconfigured' })
    expect(create({ DYNAMODB_TABLE_PREFIX: 'a b' })).toMatchObject({ code: 'misconfigured' })
    expect(() => new DynamoDbDatastoreProvider({ endpoint: 'file:///x' })).toThrow('endpoint')
    expect(() => new DynamoDbDatastoreProvider({ tablePrefix: 'ä' })).toThrow('tablePrefix')
  })

  test('what the environment object says reaches the SDK, whatever the process has', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'PROCESS')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'process')
    vi.stubEnv('AWS_REGION', 'eu-west-1')
    relay.fate = () => answer('ResourceNotFoundException')
    const env = {
      AWS_DEFAULT_REGION: 'ap-south-1',
      AWS_ACCESS_KEY_ID: 'GIVEN',
      AWS_SECRET_ACCESS_KEY: 'given',
      AWS_SESSION_TOKEN: 'given-token',
      DYNAMODB_ENDPOINT: relay.url,
      DYNAMODB_TABLE_PREFIX: 'shop-',
    }
    const provider = dynamodb.fromEnvironment(env, {})
    await provider.ping()
    expect(relay.headers.at(-1)?.['authorization']).toMatch(/Credential=GIVEN\/\d+\/ap-south-1\//)
    expect(relay.headers.at(-1)?.['x-amz-security-token']).toBe('given-token')
    await provider.close()
  })
})
