import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { hideSecrets } from '../src/hide-secrets.ts'
import { bytelyst } from './support/bytelyst.ts'
import { project } from './support/project.ts'

/** It changes its form in addresses, JSON, XML and HTML. */
const canary = 'c4n4ry "&<é>\\ /+%41\tend'
/** What of it is the same in every form. */
const core = 'c4n4ry'

const library = { LIBRARY_URI: canary, OTHER_API_KEY: `${canary} too` }

test.for<readonly [string, NodeJS.ProcessEnv, readonly string[], number]>([
  [
    'errors and stray rejections of a case',
    { DB_PROVIDER: 'leaky' },
    ['conformance', 'datastore', '--only', 'read/'],
    1,
  ],
  [
    'a provider that does not answer',
    { DB_PROVIDER: 'unreachable' },
    ['conformance', 'datastore', '--only', 'read/'],
    2,
  ],
  ['a variable that has the wrong place', { DB_PROVIDER: canary }, ['conformance', 'datastore'], 2],
  ['a malformed variable', { DB_PROVIDER: 'leaky', LIBRARY_MODE: canary }, ['conformance', 'datastore'], 2],
])('conformance never prints a secret: %s', async ([, variables, parameters, code]) => {
  const folder = project({ fixtures: ['libraries.ts'] })
  const files = ['--json', 'r.json', '--junit', 'r.xml', '--html', 'r.html', '--import', './libraries.ts']
  const ended = await bytelyst(folder, [...parameters, ...files], { ...library, ...variables })
  expect(ended.code).toBe(code)
  const written = ['r.json', 'r.xml', 'r.html'].map((name) => join(folder, name)).filter((path) => existsSync(path))
  expect(written).toHaveLength(ended.stdout.includes('THE CONTRACT') ? 3 : 0)
  const reports = written.map((path) => readFileSync(path, 'utf8'))
  for (const text of reports) expect(text).toContain('[redacted]')
  for (const text of [ended.stdout, ended.stderr, ...reports]) expect(text).not.toContain(core)
})

test.for<readonly [string, NodeJS.ProcessEnv]>([
  ['right', { LIBRARY_URL: `${canary} other` }],
  ['right', { LIBRARY_PATH: canary, LIBRARY_MODE: canary }],
  ['unreachable', {}],
  [canary, {}],
])('doctor never prints a secret: provider %s', async ([provider, variables]) => {
  const folder = project({ fixtures: ['libraries.ts'] })
  const environment = { ...library, DB_PROVIDER: provider, ...variables }
  for (const parameters of [['--ping'], ['--json']]) {
    const ended = await bytelyst(folder, ['doctor', '--import', './libraries.ts', ...parameters], environment)
    expect(ended.stdout).toMatch(/LIBRARY_URI|no provider/)
    expect(ended.stdout + ended.stderr).not.toContain(core)
  }
})

test('a module that throws a secret, declared by nobody, does not print it', async () => {
  const text = 'process.emitWarning(process.env.OTHER_API_KEY); throw new Error(process.env.OTHER_API_KEY)'
  const folder = project({ files: { 'mine.js': text } })
  const ended = await bytelyst(folder, ['doctor', '--import', './mine.js'], library)
  expect(ended.stderr).toContain('could not be loaded: [redacted]')
  expect(ended.stdout + ended.stderr).not.toContain(core)
  expect(ended.code).toBe(2)
})

test('a name tells a secret from what is none, unless a provider has said it', () => {
  const values: Readonly<Record<string, string>> = {
    STRIPE_API_KEY: 'stripe-value',
    GITHUB_TOKEN: 'github-value',
    AZURE_STORAGE_CONNECTION_STRING: 'azure-value',
    DB_PWD: 'database-value',
    PWD: '/home/reader/app',
    KEYBOARD: 'keyboard-value',
    SHORT_KEY: 'short',
    CACHE_KEY: 'cache-value',
  }
  const declared = { CACHE_KEY: { description: 'a prefix', parse: (value: string) => ({ value }) } }
  const hide = hideSecrets([{ variables: declared }], values)
  expect(Object.keys(values).filter((name) => hide(values[name] ?? '') === '[redacted]')).toEqual([
    'STRIPE_API_KEY',
    'GITHUB_TOKEN',
    'AZURE_STORAGE_CONNECTION_STRING',
    'DB_PWD',
  ])
})

test('a short secret is hidden where it is a word, a longer one everywhere, in whatever form it stands', () => {
  const declared = { A: { description: 'a', secret: true, parse: (value: string) => ({ value }) } }
  const hiding = (value: string): ((text: string) => string) => hideSecrets([{ variables: declared }], { A: value })
  expect(hiding('x')('x, extra, "x", user:x@host')).toBe('[redacted], extra, "[redacted]", user:[redacted]@host')
  expect(hiding('$.')('a$.b, $.')).toBe('a$.b, [redacted]')
  expect(hiding('abcd')('xabcdx')).toBe('x[redacted]x')
  expect(hiding('p/w d"é')('p/w d"é p%2Fw%20d%22%C3%A9 p/w d\\"é')).toBe('[redacted] [redacted] [redacted]')
  expect(hiding('')('all of it')).toBe('all of it')
})

test('a provider that is called like a password keeps its name', async () => {
  const folder = project({ fixtures: ['libraries.ts'] })
  const variables = { DB_PROVIDER: 'forgetful', LIBRARY_URI: 'forgetful' }
  const parameters = ['conformance', 'datastore', '--only', 'read/', '--import', './libraries.ts']
  const { stdout } = await bytelyst(folder, parameters, variables)
  expect(stdout).toContain('datastore contract: forgetful\n')
})
