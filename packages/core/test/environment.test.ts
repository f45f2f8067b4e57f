import { ENV_ALIASES, findVariable, getEnv } from '@bytelyst/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'

/** What the process warns of while `work` runs. */
/** What Node would have printed meanwhile. */
async function warnings(work: () => void): Promise<string[]> {
  const told: string[] = []
  const printers = process.listeners('warning')
  process.removeAllListeners('warning')
  process.on('warning', (warning) => told.push(warning.message))
  work()
  await new Promise((resolve) => setImmediate(resolve))
  process.removeAllListeners('warning')
  for (const printer of printers) process.on('warning', printer)
  return told
}

test('the generic name wins over its aliases, and an alias over nothing', () => {
  for (const [name, aliases] of Object.entries(ENV_ALIASES)) {
    for (const alias of aliases) {
      expect(getEnv(name, { [alias]: 'from the alias' })).toBe('from the alias')
      expect(getEnv(name, { [alias]: 'same', [name]: 'same' })).toBe('same')
    }
    expect(getEnv(name, {})).toBeUndefined()
  }
})

test('the first name that is not empty wins, in the order of the names', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('', 'same'), { minLength: 1, maxLength: 4 }), (texts) => {
      const names = texts.map((_, i) => `N${i}`)
      const environment = Object.fromEntries(texts.map((text, i) => [`N${i}`, text]))
      const first = texts.findIndex((text) => text !== '')
      expect(findVariable(names, environment)).toEqual(first < 0 ? undefined : { name: `N${first}`, text: 'same' })
    }),
  )
})

test('two names that hold different texts warn by name, and never by value', async () => {
  const told = await warnings(() => {
    expect(getEnv('MONGO_URI', { MONGO_URI: 'canary-1', MONGODB_URI: 'canary-2' })).toBe('canary-1')
  })
  expect(told).toEqual([expect.stringMatching(/MONGO_URI and MONGODB_URI .* MONGO_URI is used/)])
  expect(told.join('')).not.toContain('canary')
})

test('names of inherited properties have no aliases', () => {
  expect(getEnv('constructor', {})).toBeUndefined()
  expect(getEnv('toString', { toString: 'x' } as never)).toBe('x')
})

test('without a record the process environment is read', () => {
  process.env['BYTELYST_TEST_VARIABLE'] = 'set'
  expect(getEnv('BYTELYST_TEST_VARIABLE')).toBe('set')
  delete process.env['BYTELYST_TEST_VARIABLE']
})
