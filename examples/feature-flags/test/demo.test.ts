import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { MemoryDatastoreProvider } from '@bytelyst/datastore'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { compareProviders, type Run } from '../src/demo/compare-providers.ts'
import { compare } from '../src/demo/compare.ts'
import { allAlike } from '../src/demo/render-runs.ts'
import { startService } from '../src/demo/start-service.ts'
import { startInProcess } from './support/start-in-process.ts'
import { wrongProvider } from './support/wrong-provider.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'demo-test-'))
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) vi.stubEnv(name, folder)
})
afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true })
})

function problemsOf({ name, failures, comparison }: Run): string[] {
  return [...failures, ...(comparison?.differences ?? []).map(({ one }) => String(one?.request))].map(
    (problem) => `${name}: ${problem}`,
  )
}

test('memory and SQLite give the same answers to the whole script, also after a restart, and no file stays', async () => {
  const said: string[] = []
  const signal = new AbortController().signal
  const runs = await compareProviders({ signal, say: (line) => said.push(line), start: startService })
  expect(runs.flatMap(problemsOf)).toEqual([])
  expect(allAlike(runs)).toBe(true)
  const [memory, sqlite, again] = runs
  expect(memory?.exchanges.length).toBeGreaterThanOrEqual(150)
  expect(sqlite?.exchanges.length).toBe(memory?.exchanges.length)
  expect(again?.exchanges.length).toBeGreaterThanOrEqual(10)
  expect(sqlite?.data.startsWith(folder) && isAbsolute(sqlite.data)).toBe(true)
  expect(again?.data).toBe(sqlite?.data)
  expect(readdirSync(folder)).toEqual([])
  expect(said).toHaveLength(3)
}, 60_000)

test('when an answer differs the demo shows both and fails', async () => {
  const lines: string[] = []
  vi.spyOn(console, 'log').mockImplementation((line: string) => lines.push(line))
  const exitCode = await compare((environment) => {
    const right = new MemoryDatastoreProvider()
    if (environment['DB_PROVIDER'] === 'memory') return startInProcess(right)
    return startInProcess(
      wrongProvider(right, 'distinct', (collection) => async (path, query) => {
        const values = await collection.distinct(path, query)
        return values.toReversed()
      }),
    )
  })
  expect(exitCode).toBe(1)
  const output = lines.join('\n')
  expect(output).toMatch(/^The first difference is in request \d+\.\n\n--- memory\nGET \/genres$/m)
  expect(output).toContain('{"items":["Action",')
  expect(output).toContain('{"items":["Western",')
  expect(output).toContain('THE ANSWERS ARE NOT THE SAME.')
  expect(readdirSync(folder)).toEqual([])
}, 60_000)

test('an interrupted comparison ends at once and leaves no file', async () => {
  const interruption = new AbortController()
  const running = compareProviders({
    signal: interruption.signal,
    say: () => setTimeout(() => interruption.abort(), 1500),
    start: startService,
  })
  await expect(running).rejects.toThrow('aborted')
  expect(readdirSync(folder)).toEqual([])
}, 60_000)
