import { setTimeout as sleep } from 'node:timers/promises'
import { judge, runSuite } from '@bytelyst/conformance'
import { describe, expect, test } from 'vitest'
import { caseOf, cases, never, shelf, shelfSuite, type ShelfCase } from './support/shelf.ts'

const open = async (): Promise<ReturnType<typeof shelf>> => shelf()

describe('a case that never ends', () => {
  test('has failed when its time is up, and the next ones are run', async () => {
    const suite = shelfSuite([caseOf('hang', never, 20), ...cases])
    const report = await runSuite(suite, { title: 'a shelf', open })
    expect(report.cases[0]).toMatchObject({ outcome: 'failed', detail: 'no answer within 20 ms' })
    expect(report.counts.passed).toBe(3)
    expect(suite.disposed).toHaveLength(1)
  })

  test('is bounded by timeoutMs of the run, whatever its own limit is', async () => {
    const options = { title: 'a shelf', open, timeoutMs: 20 }
    const report = await runSuite(shelfSuite([caseOf('hang', never, 60_000), caseOf('hang-too', never)]), options)
    expect(report.cases.map(({ detail }) => detail)).toEqual(['no answer within 20 ms', 'no answer within 20 ms'])
    await expect(runSuite(shelfSuite(), { ...options, timeoutMs: 0 })).rejects.toThrow('timeoutMs')
  })

  test('is not given more than its own limit by timeoutMs', async () => {
    const report = await judge(shelfSuite(), caseOf('hang', never, 20), shelf(), undefined, { timeoutMs: 60_000 })
    expect(report.detail).toBe('no answer within 20 ms')
  })

  test('may fail later without anybody being troubled', async () => {
    const late = async (): Promise<void> => {
      await sleep(30)
      throw new Error('too late')
    }
    const report = await runSuite(shelfSuite([caseOf('late', late, 10), caseOf('wait', () => sleep(60))]), {
      title: 'a shelf',
      open,
    })
    expect(report.cases.map(({ outcome }) => outcome)).toEqual(['failed', 'passed'])
    expect(report.problems).toEqual([])
  })

  test('can hang in being prepared', async () => {
    const report = await runSuite({ ...shelfSuite(), prepare: never }, { title: 'a shelf', open, timeoutMs: 10 })
    expect(report.cases[0]).toMatchObject({
      outcome: 'not-run',
      detail: 'could not be prepared: no answer within 10 ms',
    })
  })

  test('may have a limit longer than timers can be', async () => {
    const report = await runSuite(shelfSuite([caseOf('wait', () => sleep(10), 2 ** 40)]), { title: 'a shelf', open })
    expect(report.ok).toBe(true)
  })
})

describe('a subject', () => {
  test('that cannot be opened leaves every case not run, with the reason, and is not disposed of', async () => {
    const suite = shelfSuite()
    const report = await runSuite(suite, { title: 'a shelf', open: () => Promise.reject(new Error('no wall')) })
    expect(report.counts['not-run']).toBe(3)
    expect(report.cases[2]).toMatchObject({ outcome: 'not-run', detail: 'could not be opened: no wall' })
    expect(report.ok).toBe(false)
    expect(suite.disposed).toEqual([])
  })

  test('that throws at once when it is opened is one that cannot be opened', async () => {
    const failing = (): never => {
      throw new Error('no wall')
    }
    const report = await runSuite(shelfSuite(), { title: 'a shelf', open: failing })
    expect(report.cases[0]?.detail).toBe('could not be opened: no wall')
  })

  test('that opens too late leaves every case not run, and is disposed of when it does', async () => {
    const suite = shelfSuite()
    const late = async (): Promise<ReturnType<typeof shelf>> => {
      await sleep(40)
      return shelf()
    }
    const report = await runSuite(suite, { title: 'a shelf', open: late, setupTimeoutMs: 10 })
    expect(report.counts['not-run']).toBe(3)
    await expect.poll(() => suite.disposed).toHaveLength(1)
  })

  test('whose context cannot be prepared leaves the case not run, also when it is excepted', async () => {
    const prepare = (): never => {
      throw new Error('no name left')
    }
    const report = await runSuite(
      { ...shelfSuite(), prepare },
      { title: 'a shelf', open, exceptions: { 'shelf/put/is-there': 'forgets' } },
    )
    expect(report.counts['not-run']).toBe(3)
    expect(report.cases[0]?.detail).toBe('could not be prepared: no name left')
  })

  test('that cannot be disposed of is a problem, and the report is there all the same', async () => {
    const dispose = (): Promise<void> => Promise.reject(new Error('nailed to the wall'))
    const report = await runSuite({ ...shelfSuite(), dispose }, { title: 'a shelf', open })
    expect(report.counts.passed).toBe(3)
    expect(report.problems).toEqual([
      'what the cases made may be left behind, as it could not be disposed of: nailed to the wall',
    ])
    expect(report.ok).toBe(false)
  })

  test('that hangs in being disposed of is a problem', async () => {
    const report = await runSuite({ ...shelfSuite(), dispose: never }, { title: 'a shelf', open, setupTimeoutMs: 10 })
    expect(report.problems).toEqual([expect.stringContaining('no answer within 10 ms')])
  })

  test('is disposed of when somebody who is told of the progress throws', async () => {
    const suite = shelfSuite()
    const onCase = (): void => {
      throw new Error('cannot print')
    }
    await expect(runSuite(suite, { title: 'a shelf', open, onCase })).rejects.toThrow('cannot print')
    expect(suite.disposed).toHaveLength(1)
  })
})

describe('an interruption', () => {
  test('lets the case under way end, runs no other, and disposes', async () => {
    const controller = new AbortController()
    const interrupting = async (): Promise<void> => {
      controller.abort()
      await sleep(10)
    }
    const suite = shelfSuite([...cases.slice(0, 1), caseOf('interrupt', interrupting), ...cases.slice(1)])
    const report = await runSuite(suite, { title: 'a shelf', open, signal: controller.signal })
    expect(report.cases.map(({ outcome }) => outcome)).toEqual(['passed', 'passed', 'not-run', 'not-run'])
    expect(report.cases[3]?.detail).toBe('the run was interrupted')
    expect(report.ok).toBe(false)
    expect(suite.disposed).toHaveLength(1)
  })

  test('gives up a case that does not end in the time of grace, and disposes', async () => {
    const controller = new AbortController()
    const hanging = (): Promise<void> => {
      controller.abort()
      return never()
    }
    const suite = shelfSuite([caseOf('hang', hanging), ...cases])
    const report = await runSuite(suite, { title: 'a shelf', open, signal: controller.signal, graceMs: 20 })
    expect(report.cases[0]).toMatchObject({
      outcome: 'not-run',
      detail: 'it was under way when the run was interrupted, and did not end',
    })
    expect(report.counts['not-run']).toBe(4)
    expect(suite.disposed).toHaveLength(1)
  })

  test('before the beginning opens nothing', async () => {
    let opened = 0
    const counting = async (): Promise<ReturnType<typeof shelf>> => {
      opened += 1
      return shelf()
    }
    const signal = AbortSignal.abort()
    const report = await runSuite(shelfSuite(), { title: 'a shelf', open: counting, signal })
    expect(report.counts['not-run']).toBe(3)
    expect(opened).toBe(0)
  })

  test('while the subject is being opened gives it up', async () => {
    const signal = AbortSignal.timeout(10)
    const report = await runSuite(shelfSuite(), { title: 'a shelf', open: never, signal, graceMs: 10 })
    expect(report.cases[0]).toMatchObject({ outcome: 'not-run', detail: 'the run was interrupted' })
  })

  test('is noticed between cases that never leave the current turn of the event loop', async () => {
    const controller = new AbortController()
    setImmediate(() => controller.abort())
    const quick: ShelfCase[] = Array.from({ length: 50 }, (_, i) => caseOf(`quick-${i}`, async () => undefined))
    const report = await runSuite(shelfSuite(quick), { title: 'a shelf', open, signal: controller.signal })
    expect(report.counts.passed).toBeLessThan(10)
  })
})
