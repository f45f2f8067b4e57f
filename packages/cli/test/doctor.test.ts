import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ServiceDiagnosis } from '../src/doctor/diagnosis.ts'
import { bytelyst } from './support/bytelyst.ts'
import { project } from './support/project.ts'

const library = { DB_PROVIDER: 'right', LIBRARY_URI: 'https://reader:hunter2@library.example' }

/** A project with the SDK that the library needs, of this version. */
function withSdk(version?: string): string {
  const files = version === undefined ? {} : { 'node_modules/library-sdk/package.json': `{ "version": "${version}" }` }
  return project({
    fixtures: ['libraries.ts'],
    files: { ...files, 'bytelyst.config.js': "export const imports = ['./libraries.ts']" },
  })
}

async function diagnosed(
  folder: string,
  variables: NodeJS.ProcessEnv,
  ...parameters: readonly string[]
): Promise<{ readonly code: number | null; readonly ok: boolean; readonly service: ServiceDiagnosis }> {
  const { code, stdout } = await bytelyst(folder, ['doctor', '--json', ...parameters], variables)
  const { ok, services } = JSON.parse(stdout) as { ok: boolean; services: ServiceDiagnosis[] }
  expect(services).toHaveLength(1)
  return { code, ok, service: services[0] as ServiceDiagnosis }
}

test('sqlite needs nothing: what is selected, by which variable, each variable, what it can do', async () => {
  const folder = project()
  const { code, stdout, stderr } = await bytelyst(folder, ['doctor'], { DB_PROVIDER: 'sqlite' })
  expect(stdout).toMatch(/^datastore {2}@bytelyst\/datastore \d+\.\d+\.\d+\n/)
  expect(stdout).toMatch(/^ {2}provider {2,}sqlite, selected by DB_PROVIDER$/m)
  expect(stdout).toMatch(/^ {2}variables {2,}SQLITE_PATH {2}\.\/data\/bytelyst\.db, the default {2}the database file/m)
  expect(stdout).toMatch(/^ {2}package {2,}no other is needed$/m)
  expect(stdout).toMatch(/^ {2}connection {2,}not tried: --ping tries it$/m)
  expect(stdout).toMatch(/^ {2}capabilities {2,}transactions {2,}yes {2,}/m)
  expect(stdout).toMatch(/^all that is selected is complete$/m)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(existsSync(join(folder, 'data'))).toBe(false)
})

test('--ping connects', async () => {
  const folder = project()
  const { code, stdout } = await bytelyst(folder, ['doctor', '--ping'], { DB_PROVIDER: 'sqlite' })
  expect(stdout).toMatch(/^ {2}connection {2,}answered in \d+ ms$/m)
  expect(stdout).toMatch(/^all that is selected is complete and answers$/m)
  expect(code).toBe(0)
  expect(existsSync(join(folder, 'data/bytelyst.db'))).toBe(true)
})

test('an unset variable means the default, and is said to', async () => {
  const { code, stdout } = await bytelyst(project(), ['doctor'])
  expect(stdout).toMatch(/^ {2}provider {2,}cosmos, the default: DB_PROVIDER is not set$/m)
  expect(stdout).toMatch(/^ {2}PROBLEM {2,}COSMOS_ENDPOINT is not set, nor COSMOS_CONNECTION_STRING in its place$/m)
  expect(stdout).toMatch(/^ {2}PROBLEM {2,}COSMOS_DATABASE is not set$/m)
  expect(stdout).toMatch(/problems$/m)
  expect(code).toBe(1)
})

describe('the variables of a provider', () => {
  test('a missing one is named with its aliases, an optional one is not missed, a default is shown', async () => {
    const { code, stdout } = await bytelyst(withSdk('2.1.0'), ['doctor'], { DB_PROVIDER: 'right' })
    expect(stdout).toMatch(/LIBRARY_URI {6}MISSING or LIBRARY_URL or OLD_LIBRARY {2}where it is$/m)
    expect(stdout).toMatch(/LIBRARY_MODE {5}not set, optional {2,}for whom$/m)
    expect(stdout).toMatch(/LIBRARY_SHELVES {2}3, the default {2,}how many$/m)
    expect(stdout).toMatch(/^ {2}PROBLEM {2,}LIBRARY_URI is not set$/m)
    expect(code).toBe(1)
  })

  test('an alias is named; a secret is set, and no more is said; a value is shown', async () => {
    const variables = { DB_PROVIDER: 'right', OLD_LIBRARY: library.LIBRARY_URI, LIBRARY_MODE: 'open' }
    const { code, stdout } = await bytelyst(withSdk('2.1.0'), ['doctor'], variables)
    expect(stdout).toMatch(/LIBRARY_URI {6}set, as OLD_LIBRARY {2,}where it is$/m)
    expect(stdout).toMatch(/LIBRARY_MODE {5}open {2,}for whom$/m)
    expect(stdout).not.toMatch(/hunter2|library\.example/)
    expect(code).toBe(0)
  })

  test('aliases that differ are named, with the one that is used; aliases that agree are not', async () => {
    const variables = { ...library, LIBRARY_URL: 'https://other.example', OLD_LIBRARY: library.LIBRARY_URI }
    const { code, stdout } = await bytelyst(withSdk('2.1.0'), ['doctor'], variables)
    expect(stdout).toMatch(/^ +LIBRARY_URL DIFFERS from LIBRARY_URI, which is used$/m)
    expect(stdout).not.toContain('OLD_LIBRARY')
    expect(stdout).not.toContain('other.example')
    expect(code).toBe(0)
  })

  test('malformed ones are all named at once, a secret without its text', async () => {
    const variables = { ...library, LIBRARY_SHELVES: 'many', LIBRARY_MODE: 'ajar' }
    const { code, service } = await diagnosed(withSdk('2.1.0'), variables)
    expect(service.problems).toEqual([
      'LIBRARY_SHELVES must be a whole number of at least 1',
      'LIBRARY_MODE must be one of open, closed',
    ])
    expect(service.variables.map(({ name, state, value }) => [name, state, value])).toEqual([
      ['LIBRARY_URI', 'set', undefined],
      ['LIBRARY_PATH', 'default', ':memory:'],
      ['LIBRARY_SHELVES', 'malformed', 'many'],
      ['LIBRARY_MODE', 'malformed', 'ajar'],
    ])
    expect(code).toBe(1)
  })
})

test.for<readonly [string, string | undefined, string, readonly string[]]>([
  ['that fits is as it should be', '2.4.1', 'satisfied', []],
  [
    'that is too old is a problem',
    '2.0.9',
    'unsatisfied',
    ['library-sdk is of version 2.0.9, needed is ^2.1: npm install library-sdk@"^2.1"'],
  ],
  [
    'that is not installed is a problem',
    undefined,
    'missing',
    ['the package library-sdk is not installed: npm install library-sdk@"^2.1"'],
  ],
  ['whose version nobody understands may fit', 'workspace', 'unclear', []],
])('an SDK %s', async ([, version, state, problems]) => {
  const { code, ok, service } = await diagnosed(withSdk(version), library)
  expect(service.peer).toMatchObject({ name: 'library-sdk', range: '^2.1', state })
  expect(service.problems).toEqual(problems)
  expect({ code, ok }).toEqual(problems.length === 0 ? { code: 0, ok: true } : { code: 1, ok: false })
})

test('what does not answer is a problem, with its reason and without its secrets', async () => {
  const variables = { ...library, DB_PROVIDER: 'unreachable' }
  const { code, ok, service } = await diagnosed(withSdk(), variables, '--ping')
  expect(service.reach).toMatchObject({ state: 'failed', code: 'unavailable' })
  expect(service.problems).toEqual(['unavailable: no answer from [redacted]'])
  expect({ code, ok }).toEqual({ code: 1, ok: false })
})

test('what is not complete is not asked', async () => {
  const { service } = await diagnosed(withSdk(), { DB_PROVIDER: 'right' }, '--ping')
  expect(service.reach).toEqual({ state: 'not-tried', reason: 'it is not complete' })
})

test('a project without services is told how to get one; a service that cannot be used is a problem', async () => {
  const none = await bytelyst(project({ installed: ['core'] }), ['doctor'])
  expect(none.stdout).toContain('Install one: npm install @bytelyst/datastore')
  const manifest = '{ "name": "@bytelyst/attic", "version": "9.0.0", "exports": { "./conformance": "./none.js" } }'
  const folder = project({ installed: [], files: { 'node_modules/@bytelyst/attic/package.json': manifest } })
  const broken = await bytelyst(folder, ['doctor'])
  expect(broken.stdout).toMatch(/^attic {2}@bytelyst\/attic\n {2}PROBLEM {2}@bytelyst\/attic 9\.0\.0 /)
  expect([none.code, broken.code]).toEqual([1, 1])
})
