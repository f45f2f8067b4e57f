import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test, type TestContext } from 'vitest'
import { listenForInterrupts } from '../src/interruption.ts'
import { start, type Started } from './support/bytelyst.ts'
import { collectionsIn } from './support/collections.ts'
import { project } from './support/project.ts'

const command = ['conformance', 'datastore', '--json', 'report.json']

interface Interrupted extends Started {
  readonly folder: string
  readonly file: string
}

/** A command whose first case is under way: there is a collection. */
async function underWay({ onTestFinished }: TestContext, provider: string, only: string): Promise<Interrupted> {
  const folder = project({ fixtures: ['libraries.ts'] }, onTestFinished)
  const file = join(folder, 'app.db')
  const variables = {
    DB_PROVIDER: provider,
    LIBRARY_URI: 'https://library.example',
    LIBRARY_PATH: file,
    SQLITE_PATH: file,
  }
  const parameters = [...command, '--import', './libraries.ts', '--only', only]
  const started = start(folder, parameters, variables, onTestFinished)
  await expect.poll(() => collectionsIn(file).length, { timeout: 20_000 }).toBeGreaterThan(0)
  return { ...started, folder, file }
}

function countsIn(folder: string): Readonly<Record<string, number>> {
  const text = readFileSync(join(folder, 'report.json'), 'utf8')
  return (JSON.parse(text) as { counts: Record<string, number> }).counts
}

describe.concurrent('a run', () => {
  test.for([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    'that gets %s ends its case, removes its collections, reports, and exits with %i',
    async ([signal, code], context) => {
      // A case that waits for some seconds until a document has expired.
      const run = await underWay(context, 'sqlite', 'expiry/')
      run.process.kill(signal)
      const ended = await run.ended
      expect(ended.stderr).toContain('interrupted: the case under way has 5 s to end')
      expect(ended.stdout).toMatch(/^NOT RUN {2}(\d+ cases|datastore.*)\n {2}the run was interrupted$/m)
      expect(ended.stdout).toMatch(/^THE CONTRACT IS NOT PROVED/m)
      expect(ended.code).toBe(code)
      expect(collectionsIn(run.file)).toEqual([])
      expect(countsIn(run.folder)['not-run']).toBeGreaterThan(0)
    },
  )

  test('whose case hangs removes its collections all the same', async (context) => {
    const run = await underWay(context, 'hanging', 'read/')
    run.process.kill('SIGINT')
    const ended = await run.ended
    expect(ended.stdout).toContain('it was under way when the run was interrupted, and did not end')
    expect(ended.code).toBe(130)
    expect(collectionsIn(run.file)).toEqual([])
  })

  test('that is interrupted twice ends at once', async (context) => {
    const run = await underWay(context, 'hanging', 'read/')
    run.process.kill('SIGINT')
    await sleep(800)
    run.process.kill('SIGINT')
    const ended = await run.ended
    expect(ended.stdout).not.toContain('THE CONTRACT')
    expect(ended.code).toBe(130)
  })
})

test('the second signal that follows at once is an echo of the first', () => {
  const quits: number[] = []
  let interrupt: (code: number) => void = () => undefined
  let time = 1000
  let told = 0
  const interruption = listenForInterrupts(
    {
      onInterrupt(listener) {
        interrupt = listener
        return () => undefined
      },
      quit: (code) => quits.push(code),
    },
    () => (told += 1),
    () => time,
  )
  expect([interruption.signal.aborted, interruption.exitCode()]).toEqual([false, undefined])
  interrupt(130)
  time += 100
  interrupt(143)
  expect([interruption.signal.aborted, interruption.exitCode(), told, quits]).toEqual([true, 130, 1, []])
  time += 1000
  interrupt(130)
  expect([told, quits]).toEqual([1, [130]])
})
