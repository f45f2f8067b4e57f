import { AssertionError } from 'node:assert'
import { runSuite, type SuiteReport } from '@bytelyst/conformance'
import { describe, expect, test } from 'vitest'
import { caseOf, Refusal, shelf, shelfSuite, type Shelf, type ShelfCase } from './support/shelf.ts'

function run(
  subject: Shelf,
  options: { readonly cases?: readonly ShelfCase[]; readonly exceptions?: Record<string, string> } = {},
): Promise<SuiteReport> {
  const { exceptions } = options
  return runSuite(shelfSuite(options.cases), { title: 'a shelf', open: async () => subject, exceptions })
}

function outcomesOf(report: SuiteReport): Record<string, string> {
  return Object.fromEntries(report.cases.map(({ id, outcome }) => [id, outcome]))
}

test('a right subject passes every case', async () => {
  const report = await run(shelf())
  expect(outcomesOf(report)).toEqual({
    'shelf/put/is-there': 'passed',
    'shelf/put/nothing-else': 'passed',
    'shelf/lend/gives': 'passed',
  })
  expect(report).toMatchObject({ service: 'shelf', title: 'a shelf', casesInContract: 3, problems: [], ok: true })
  expect(report.counts).toEqual({
    passed: 3,
    'refused-as-declared': 0,
    'failed-as-excepted': 0,
    failed: 0,
    'not-run': 0,
  })
})

test('a case that throws has failed, with the code and the message of its error and of its cause', async () => {
  const cause = Object.assign(new Error('connection lost'), { code: 'ECONNRESET' })
  const has = (): Promise<boolean> =>
    Promise.reject(Object.assign(new Error('the shelf fell', { cause }), { code: 'unavailable' }))
  const report = await run(shelf({ has }))
  expect(report.cases[0]).toMatchObject({
    outcome: 'failed',
    detail: 'unavailable: the shelf fell (cause: ECONNRESET: connection lost)',
  })
  expect(report.counts.failed).toBe(2)
  expect(report.ok).toBe(false)
})

test.for([
  ['a text', 'broken', 'something that is no Error was thrown: broken'],
  ['nothing', undefined, 'something that is no Error was thrown: undefined'],
  ['an object without a prototype', Object.create(null), 'something that is no Error was thrown: object'],
  ['an error without a message', new Error(''), 'an error without a message'],
  ['a failed assertion', new AssertionError({ message: 'one is not two' }), 'one is not two'],
  ['several errors in one', new AggregateError([new Error('first'), new Error('second')]), 'first; second'],
])('%s that is thrown is described', async ([, thrown, detail]) => {
  const report = await run(shelf(), { cases: [caseOf('throw', () => Promise.reject(thrown as Error))] })
  expect(report.cases[0]).toMatchObject({ outcome: 'failed', detail })
})

describe('a case whose capability is missing', () => {
  const capabilities = { lending: false, order: 'none' } as const

  test('is refused as declared when its attempt rejects with unsupported', async () => {
    const report = await run(shelf({ capabilities }))
    expect(report.cases[2]).toMatchObject({ outcome: 'refused-as-declared', detail: 'lending is false' })
    expect(report.ok).toBe(true)
  })

  test('has failed when its attempt succeeds', async () => {
    const report = await run(shelf({ capabilities, lend: async (title) => title }))
    expect(report.cases[2]).toMatchObject({
      outcome: 'failed',
      detail: 'lending is false, so this must be refused with unsupported; it succeeded',
    })
  })

  test('has failed when its attempt is refused with another code', async () => {
    const lend = (): Promise<string> => Promise.reject(Object.assign(new Error('no'), { code: 'invalid_argument' }))
    const report = await run(shelf({ capabilities, lend }))
    expect(report.cases[2]).toMatchObject({
      outcome: 'failed',
      detail: expect.stringContaining('it failed with invalid_argument: no'),
    })
  })

  test('is refused as declared when its attempt throws at once', async () => {
    const lend = (): Promise<string> => {
      throw new Refusal('no')
    }
    const report = await run(shelf({ capabilities, lend }))
    expect(report.cases[2]?.outcome).toBe('refused-as-declared')
  })

  test('never runs the other arm', async () => {
    const ran: string[] = []
    const arms: ShelfCase = {
      id: 'shelf/arms/each',
      sentence: 'one arm is run',
      needs: { order: ['title', 'shelf' as never] },
      run: async () => void ran.push('run'),
      attempt: () => {
        ran.push('attempt')
        return Promise.reject(new Refusal('no'))
      },
    }
    await run(shelf({ capabilities }), { cases: [arms] })
    await run(shelf(), { cases: [arms] })
    expect(ran).toEqual(['attempt', 'run'])
  })
})

test('a capability that nobody has settled fails its cases: neither arm would be the right one', async () => {
  const report = await run(shelf({ capabilities: { lending: 'probed', order: 'none' } }))
  expect(report.cases[2]).toMatchObject({ outcome: 'failed', detail: expect.stringContaining("it is 'probed'") })
})

describe('an exception', () => {
  const exceptions = { 'shelf/put/is-there': 'this shelf forgets' }

  test('makes a failure a failure as excepted, with its reason', async () => {
    const report = await run(shelf({ has: async () => false }), { exceptions })
    expect(report.cases[0]).toMatchObject({ outcome: 'failed-as-excepted', detail: 'this shelf forgets' })
    expect(report.ok).toBe(true)
  })

  test('is out of date, and a failure, when its case holds', async () => {
    const report = await run(shelf(), { exceptions })
    expect(report.cases[0]).toMatchObject({
      outcome: 'failed',
      detail: 'holds, so this exception is out of date: this shelf forgets',
    })
    expect(report.ok).toBe(false)
  })

  test('of a case that does not exist, or without a reason, is an error before anything is opened', async () => {
    await expect(run(shelf(), { exceptions: { 'shelf/put/no-such': 'why' } })).rejects.toThrow('shelf/put/no-such')
    await expect(run(shelf(), { exceptions: { 'shelf/put/is-there': ' ' } })).rejects.toThrow('without a reason')
  })
})

test('progress is told before and after each case', async () => {
  const told: unknown[] = []
  await runSuite(shelfSuite(), {
    title: 'a shelf',
    open: async () => shelf(),
    onCaseStart: (...facts) => told.push(facts),
    onCase: ({ id, outcome }, done, all) => told.push([id, outcome, done, all]),
  })
  expect(told.slice(0, 4)).toEqual([
    ['shelf/put/is-there', 0, 3],
    ['shelf/put/is-there', 'passed', 1, 3],
    ['shelf/put/nothing-else', 1, 3],
    ['shelf/put/nothing-else', 'passed', 2, 3],
  ])
})
