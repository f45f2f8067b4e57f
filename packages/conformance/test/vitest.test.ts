import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describeConformance } from '@bytelyst/conformance/vitest'
import { expect, onTestFinished, test } from 'vitest'
import { shelf, shelfSuite } from './support/shelf.ts'

const right = shelfSuite()
describeConformance(right, { title: 'a right shelf', open: async () => shelf() })

describeConformance(shelfSuite(), {
  title: 'a shelf that does not lend, and forgets',
  open: async () => shelf({ capabilities: { lending: false, order: 'none' }, has: async () => false }),
  exceptions: { 'shelf/put/is-there': 'it forgets' },
})

test('what was opened has been disposed of after the last case', () => {
  expect(right.disposed).toHaveLength(1)
})

test('exceptions for cases that do not exist are an error at once', () => {
  const options = { title: 'a shelf', open: async () => shelf(), exceptions: { 'shelf/no/such': 'why' } }
  expect(() => describeConformance(shelfSuite(), options)).toThrow('shelf/no/such')
})

test(
  'a wrong subject fails the tests of the cases that it breaks, and no others; what passes for a reason has a note',
  { timeout: 60_000 },
  () => {
    const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs')
    const root = fileURLToPath(new URL('fixtures', import.meta.url))
    const folder = mkdtempSync(join(tmpdir(), 'bytelyst-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const output = join(folder, 'report.json')
    const parameters = ['run', '--root', root, '--reporter=verbose', '--reporter=json', `--outputFile.json=${output}`]
    const { status, stdout } = spawnSync(process.execPath, [vitest, ...parameters], {
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, VITEST: undefined },
    })
    const { testResults } = JSON.parse(readFileSync(output, 'utf8')) as {
      testResults: { assertionResults: { fullName: string; status: string; failureMessages: string[] }[] }[]
    }
    const results = testResults.flatMap(({ assertionResults }) => assertionResults)
    const failed = (title: string): (readonly [string, string])[] =>
      results
        .filter((result) => result.fullName.includes(title) && result.status === 'failed')
        .map(({ fullName, failureMessages }) => [
          /shelf\/\w+\/[\w-]+/.exec(fullName)?.[0] ?? fullName,
          failureMessages[0]?.split('\n')[0] ?? '',
        ])
    expect(status).toBe(1)
    expect(failed('one that forgets')).toEqual([
      ['shelf/put/is-there', 'Error: Emma is not there'],
      ['shelf/put/nothing-else', expect.stringContaining('this exception is out of date')],
      ['shelf/own/hang', 'Error: no answer within 50 ms'],
    ])
    expect(failed('one that does not lend')).toEqual([])
    expect(stdout).toContain('refused as declared: lending is false')
    expect(stdout).toContain('failed as excepted: it forgets')
    expect(failed('cannot be prepared')).toEqual(
      shelfSuite().cases.map(({ id }) => [id, 'Error: could not be prepared: no name left']),
    )
  },
)
