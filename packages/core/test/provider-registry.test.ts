import type { CloudError } from '@bytelyst/core'
import {
  defineProvider,
  inspectVariables,
  integer,
  isCloudError,
  oneOf,
  ProviderRegistry,
  text,
  type CommonOptions,
  type RegistryOptions,
} from '@bytelyst/core'
import { expect, test } from 'vitest'

interface Capabilities {
  readonly durable: boolean
  readonly mode: 'full' | 'half' | 'none'
  readonly limit: number
  readonly probing: boolean | 'probed'
}
interface Config {
  SHELF_URL: string
  SHELF_KEY: string
  SHELF_SIZE: number
  SHELF_MODE?: 'tall' | 'wide'
}
interface Options extends RegistryOptions<Capabilities>, CommonOptions {}

const shelf = defineProvider<Config, Config, Capabilities, Options>('library', {
  name: 'shelf',
  description: 'a shelf',
  variables: {
    SHELF_URL: text({ description: 'where', aliases: ['OLD_SHELF_URL'] }),
    SHELF_KEY: text({ description: 'key', secret: true }),
    SHELF_SIZE: integer({ description: 'size', default: 5, minimum: 1 }),
    SHELF_MODE: oneOf(['tall', 'wide'], { description: 'mode', optional: true }),
  },
  capabilities: { durable: true, mode: 'half', limit: 10, probing: 'probed' },
  create: (config) => config,
})
const registry = new ProviderRegistry<Config, Capabilities, Options>(
  { service: 'library', variable: 'LIBRARY_PROVIDER', fallback: 'archive' },
  [shelf],
)

function failure(options: Options): CloudError {
  try {
    registry.create(options)
  } catch (error) {
    if (isCloudError(error)) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

const complete = { LIBRARY_PROVIDER: 'shelf', SHELF_URL: 'u', SHELF_KEY: 'k' }

test('variables are parsed, aliases and defaults included', () => {
  expect(registry.create({ env: complete })).toEqual({ SHELF_URL: 'u', SHELF_KEY: 'k', SHELF_SIZE: 5 })
  const env = { ...complete, SHELF_URL: '', OLD_SHELF_URL: 'old', SHELF_SIZE: '7', SHELF_MODE: 'tall' }
  expect(registry.create({ env })).toEqual({ SHELF_URL: 'old', SHELF_KEY: 'k', SHELF_SIZE: 7, SHELF_MODE: 'tall' })
})

test('every missing and malformed variable is named at once, with what is set, and no value is repeated', () => {
  const error = failure({
    env: { LIBRARY_PROVIDER: 'shelf', SHELF_KEY: 'canary-1', SHELF_SIZE: 'canary-2', SHELF_MODE: 'canary-3' },
  })
  expect(error).toMatchObject({ code: 'misconfigured', service: 'library', provider: 'shelf' })
  expect(error.message).toBe(
    'LIBRARY_PROVIDER=shelf: the shelf provider is not configured: SHELF_URL is not set, SHELF_SIZE must be a whole number of at least 1, SHELF_MODE must be one of tall, wide (set: SHELF_KEY). To run without a cloud, set LIBRARY_PROVIDER=memory.',
  )
})

test('an unset selection says so, and what it means', () => {
  expect(failure({ env: {} }).message).toBe(
    'LIBRARY_PROVIDER is not set, which means LIBRARY_PROVIDER=archive: there is no such provider; valid are shelf. To run without a cloud, set LIBRARY_PROVIDER=memory.',
  )
  expect(failure({ env: { LIBRARY_PROVIDER: '' } }).message).toContain('LIBRARY_PROVIDER is not set')
})

test('an unknown name lists the valid ones', () => {
  for (const name of ['shelve', 'constructor', '__proto__']) {
    expect(failure({ env: { LIBRARY_PROVIDER: name } }).message).toContain(
      `LIBRARY_PROVIDER=${name}: there is no such provider; valid are shelf`,
    )
  }
  expect(failure({ provider: 'shelve', env: complete }).message).toContain("provider: 'shelve'")
})

test('the argument wins over the variable', () => {
  const { LIBRARY_PROVIDER: _variable, ...rest } = complete
  expect(registry.create({ provider: 'shelf', env: { ...rest, LIBRARY_PROVIDER: 'other' } }).SHELF_URL).toBe('u')
  expect(registry.select('shelf', {}).selectedBy).toBe('argument')
  expect(registry.select(undefined, complete).selectedBy).toBe('variable')
  expect(registry.select(undefined, {}).selectedBy).toBe('default')
})

test('requires names each capability that the provider lacks', () => {
  expect(
    registry.create({ env: complete, requires: { durable: true, mode: ['half', 'full'], limit: 10, probing: true } }),
  ).toBeDefined()
  const error = failure({ env: complete, requires: { durable: false, mode: 'full', limit: 11 } })
  expect(error.code).toBe('misconfigured')
  expect(error.message).toContain(
    'durable is true, required is false; mode is half, required is full; limit is 10, required is at least 11',
  )
})

test('with a client no variable is required, but a malformed one is still refused', () => {
  expect(registry.create({ provider: 'shelf', client: {}, env: {} })).toEqual({ SHELF_SIZE: 5 })
  expect(failure({ provider: 'shelf', client: {}, env: { SHELF_SIZE: '-1' } }).code).toBe('misconfigured')
})

test('a provider of a third party is registered, and replaces one of its name', () => {
  const own = new ProviderRegistry<Config, Capabilities, Options>(
    { service: 'library', variable: 'X', fallback: 'shelf' },
    [shelf],
  )
  own.register({ ...shelf, name: 'other' })
  own.register({ ...shelf, description: 'another' })
  expect(own.definitions().map(({ name, description }) => `${name}: ${description}`)).toEqual([
    'shelf: another',
    'other: a shelf',
  ])
})

test('inspectVariables tells what is found, as what, and what is wrong', () => {
  const states = inspectVariables(shelf.variables, { OLD_SHELF_URL: 'u', SHELF_SIZE: 'x' })
  expect(states.map(({ name, foundAs, value, problem }) => ({ name, foundAs, value, problem }))).toEqual([
    { name: 'SHELF_URL', foundAs: 'OLD_SHELF_URL', value: 'u', problem: undefined },
    { name: 'SHELF_KEY', foundAs: undefined, value: undefined, problem: 'is not set' },
    { name: 'SHELF_SIZE', foundAs: 'SHELF_SIZE', value: undefined, problem: 'must be a whole number of at least 1' },
    { name: 'SHELF_MODE', foundAs: undefined, value: undefined, problem: undefined },
  ])
})
