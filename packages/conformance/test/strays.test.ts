import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { SuiteReport } from '@bytelyst/conformance'
import { expect, test } from 'vitest'

test('what nobody handles neither ends the run nor is forgotten', async () => {
  const script = new URL('fixtures/strays.ts', import.meta.url).pathname
  // Node 22 runs TypeScript when it is told to.
  const flags = ['--conditions=@bytelyst/source', '--experimental-strip-types', '--disable-warning=ExperimentalWarning']
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, script])
  const { report, disposed, listeners } = JSON.parse(stdout) as {
    report: SuiteReport
    disposed: number
    listeners: number[]
  }
  expect(report.counts.passed).toBe(3)
  expect(report.problems).toEqual([
    'while shelf/own/reject was under way, a promise was rejected and nobody handled it: nobody waits',
    'while shelf/own/throw was under way, an exception was thrown and nobody caught it: nobody catches',
  ])
  expect(report.ok).toBe(false)
  expect(disposed).toBe(1)
  expect(listeners).toEqual([0, 0, 0])
})
