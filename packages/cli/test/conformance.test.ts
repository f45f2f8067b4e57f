import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bytelyst } from './support/bytelyst.ts'
import { collectionsIn } from './support/collections.ts'
import { project } from './support/project.ts'

const command = ['conformance', 'datastore']
const library = { DB_PROVIDER: 'forgetful', LIBRARY_URI: 'https://library.example', LIBRARY_PATH: './library.db' }

test('memory passes', async () => {
  const { code, stdout, stderr } = await bytelyst(project(), [...command, '--only', 'filter/'], {
    DB_PROVIDER: 'memory',
  })
  expect(stdout).toMatch(/^datastore: memory, selected by DB_PROVIDER\n\ndatastore contract: memory\n/)
  expect(stdout).toMatch(/^concern {2,}passed {2,}FAILED$/m)
  expect(stdout).toMatch(/^what was run holds: \d+ of \d+ cases in/m)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
})

test('sqlite passes, and no collection is left behind', async () => {
  const folder = project()
  const only = ['values/', 'index/', 'unique/', 'race/create', 'changes/'].flatMap((pattern) => ['--only', pattern])
  const variables = { DB_PROVIDER: 'sqlite', SQLITE_PATH: './app.db' }
  const { code, stdout } = await bytelyst(folder, [...command, ...only], variables)
  expect(stdout).toContain('datastore contract: sqlite, SQLITE_PATH=./app.db\n')
  expect(stdout).toMatch(/^refused as declared {2}\d+ cases\n {2}changes is none$/m)
  expect(code).toBe(0)
  expect(collectionsIn(join(folder, 'app.db'))).toEqual([])
})

describe('a provider that breaks the contract', () => {
  const only = ['--only', 'read/', '--only', 'isolation/']

  test('is found out: exit code 1, a table that says what is wrong, and nothing left behind', async () => {
    const folder = project({ fixtures: ['libraries.ts'] })
    const { code, stdout, stderr } = await bytelyst(
      folder,
      [...command, ...only, '--import', './libraries.ts'],
      library,
    )
    const rows = stdout.split('\n').filter((line) => /^(concern|read|isolation|all) /.test(line))
    expect(rows).toHaveLength(4)
    expect(new Set(rows.map(({ length }) => length)).size).toBe(1)
    expect(stdout).toMatch(/^FAILED {2}datastore\/read\/[\w-]+\n {2}\w.+\n {2}\w/m)
    expect(stdout).toMatch(/^THE CONTRACT IS BROKEN: \d+ failed, of \d+ cases in/m)
    expect(stdout + stderr).not.toContain('    at ')
    expect(code).toBe(1)
    expect(collectionsIn(join(folder, 'library.db'))).toEqual([])
  })

  test('passes with its exceptions declared, and no longer when one is out of date', async () => {
    const folder = project({ fixtures: ['libraries.ts'] })
    const run = (...parameters: readonly string[]): ReturnType<typeof bytelyst> =>
      bytelyst(folder, [...command, ...only, '--import', './libraries.ts', '--json', '-', ...parameters], library)
    const failed = (text: string): string[] =>
      (JSON.parse(text) as { cases: { id: string; outcome: string }[] }).cases
        .filter(({ outcome }) => outcome === 'failed')
        .map(({ id }) => id)
    const broken = failed((await run()).stdout)
    expect(broken.length).toBeGreaterThan(0)

    const exceptions = Object.fromEntries(broken.map((id) => [id, 'this library forgets']))
    writeFileSync(join(folder, 'exceptions.json'), JSON.stringify(exceptions))
    const excepted = await run('--exceptions', 'exceptions.json')
    expect(excepted.stderr).toMatch(/^what was run holds, but for \d+ declared exceptions: /m)
    expect(excepted.code).toBe(0)

    const holding = 'datastore/read/limit-zero'
    writeFileSync(join(folder, 'exceptions.json'), JSON.stringify({ ...exceptions, [holding]: 'it did once' }))
    const outdated = await run('--exceptions', 'exceptions.json')
    expect(outdated.stderr).toContain('holds, so this exception is out of date: it did once')
    expect(failed(outdated.stdout)).toEqual([holding])
    expect(outdated.code).toBe(1)
  })
})

describe('what cannot be run ends with 2', () => {
  test.for<readonly [string, NodeJS.ProcessEnv, string]>([
    ['no provider selected', {}, 'DB_PROVIDER is not set, which means DB_PROVIDER=cosmos'],
    [
      'an unknown provider',
      { DB_PROVIDER: 'sqllite' },
      'there is no such provider; valid are cosmos, mongo, memory, sqlite',
    ],
    ['a missing variable', { DB_PROVIDER: 'forgetful' }, 'LIBRARY_URI is not set'],
    [
      'a malformed variable',
      { ...library, LIBRARY_SHELVES: '0' },
      'LIBRARY_SHELVES must be a whole number of at least 1',
    ],
    ['a file that is no database', { DB_PROVIDER: 'sqlite', SQLITE_PATH: 'package.json' }, 'is no SQLite database'],
  ])('%s', async ([, variables, message]) => {
    const folder = project({ fixtures: ['libraries.ts'] })
    const { code, stdout, stderr } = await bytelyst(folder, [...command, '--import', './libraries.ts'], variables)
    expect(stderr).toContain(message)
    expect(stdout + stderr).not.toContain('    at ')
    expect(code).toBe(2)
  })

  test('a provider that does not answer, with the reason in every report', async () => {
    const folder = project({ fixtures: ['libraries.ts'] })
    const variables = { ...library, DB_PROVIDER: 'unreachable' }
    const parameters = ['--only', 'read/', '--import', './libraries.ts', '--json', 'report.json']
    const { code, stdout } = await bytelyst(folder, [...command, ...parameters], variables)
    expect(stdout).toMatch(/^NOT RUN {2}\d+ cases\n {2}could not be opened: unavailable: no answer from/m)
    expect(stdout).toMatch(/^THE CONTRACT IS NOT PROVED: \d+ not run/m)
    const { cases, counts, ok } = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as {
      cases: unknown[]
      counts: Record<string, number>
      ok: boolean
    }
    expect(counts['not-run']).toBe(cases.length)
    expect({ code, ok }).toEqual({ code: 2, ok: false })
  })

  test.for<readonly [string, readonly string[], string]>([
    [
      'a pattern that selects nothing',
      ['--only', 'no-such'],
      'no case of the datastore contract has an id that contains "no-such"',
    ],
    ['exceptions that are not there', ['--exceptions', 'none.json'], '--exceptions none.json: '],
    ['exceptions that are no JSON', ['--exceptions', 'text.json'], '--exceptions text.json: '],
    ['exceptions that are a list', ['--exceptions', 'list.json'], 'expected an object with a reason for each case'],
    ['an exception for no case', ['--exceptions', 'stranger.json'], 'there is no case datastore/read/no-such'],
    ['an exception without a reason', ['--exceptions', 'bare.json'], 'datastore/read/by-id has no reason'],
    ['a report on a folder', ['--html', 'reports'], '--html reports cannot be written: it is a folder'],
    ['a report below a file', ['--junit', 'text.json/report.xml'], '--junit text.json/report.xml cannot be written'],
    ['two reports on the standard output', ['--json', '-', '--junit', '-'], 'only one of --json, --junit can be -'],
  ])('%s, before anything is opened', async ([, parameters, message]) => {
    const folder = project({
      files: {
        'text.json': 'no JSON',
        'list.json': '[]',
        'stranger.json': '{ "datastore/read/no-such": "why" }',
        'bare.json': '{ "datastore/read/by-id": "" }',
        'reports/kept.txt': '',
      },
    })
    const { code, stdout, stderr } = await bytelyst(folder, [...command, ...parameters], { DB_PROVIDER: 'memory' })
    expect(stderr).toContain(message)
    expect(stderr).not.toContain('    at ')
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })

  test('a project without the service, and one whose service belongs to another version', async () => {
    const none = await bytelyst(project({ installed: [] }), command)
    expect(none.stderr).toContain('Install one: npm install @bytelyst/datastore')
    const old = project({
      installed: [],
      files: {
        'node_modules/@bytelyst/datastore/package.json':
          '{ "name": "@bytelyst/datastore", "version": "0.0.1", "type": "module", "exports": { "./conformance": "./index.js" } }',
        'node_modules/@bytelyst/datastore/index.js': 'export const service = { suite: { cases: [] } }',
      },
    })
    const other = await bytelyst(old, command)
    expect(other.stderr).toContain('@bytelyst/datastore 0.0.1 does not go with this version of bytelyst')
    expect(other.stderr).toContain('service.registry.select')
    expect([none.code, other.code]).toEqual([2, 2])
  })
})
