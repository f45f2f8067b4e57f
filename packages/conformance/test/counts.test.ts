import { runSuite, toJUnit, type RunOptions, type SuiteReport } from '@bytelyst/conformance'
import { describe, expect, test } from 'vitest'
import { parseXml } from './support/parse-xml.ts'
import { caseOf, cases, never, shelf, shelfSuite, type Shelf, type ShelfCase } from './support/shelf.ts'

const failing = caseOf('fail', () => Promise.reject(new Error('no')))
const excepted = caseOf('excepted', () => Promise.reject(new Error('no')))
const hanging = caseOf('hang', never, 10)
const every: readonly ShelfCase[] = [...cases, failing, excepted, hanging]
const exceptions = { 'shelf/own/excepted': 'known' }

/** A run that is interrupted when so many cases have been judged. */
function interruptedAfter(count: number): Partial<RunOptions<Shelf>> {
  const controller = new AbortController()
  if (count === 0) controller.abort()
  return {
    signal: controller.signal,
    onCase: (_, done) => {
      if (done === count) controller.abort()
    },
  }
}

function run(options: Partial<RunOptions<Shelf>> = {}, prepared = true): Promise<SuiteReport> {
  const prepare = (): never => {
    throw new Error('no name left')
  }
  const suite = shelfSuite(every)
  return runSuite(prepared ? suite : { ...suite, prepare }, {
    title: 'a shelf',
    open: async () => shelf(),
    exceptions,
    ...options,
  })
}

const runs: readonly (readonly [string, () => Promise<SuiteReport>])[] = [
  ['that ends', () => run()],
  [
    'of a subject that lacks a capability',
    () => run({ open: async () => shelf({ capabilities: { lending: false, order: 'none' } }) }),
  ],
  ['of a subject that cannot be opened', () => run({ open: () => Promise.reject(new Error('no wall')) })],
  ['of a subject that cannot be prepared', () => run({}, false)],
  ['of some cases', () => run({ only: 'own/' })],
  ['of no case', () => run({ only: 'no-such' })],
  ...every.map((_, i) => [`that is interrupted after ${i} cases`, () => run(interruptedAfter(i))] as const),
]

describe.for(runs)('the counts of a run %s', ([, report]) => {
  test('add up to the selected cases, each judged once, in every format', async () => {
    const { cases: judged, counts, casesInContract, problems, ok, ...rest } = await report()
    expect(casesInContract).toBe(every.length)
    expect(new Set(judged.map(({ id }) => id)).size).toBe(judged.length)
    expect(Object.values(counts).reduce((sum, count) => sum + count)).toBe(judged.length)
    for (const [outcome, count] of Object.entries(counts)) {
      expect(judged.filter((entry) => entry.outcome === outcome)).toHaveLength(count)
    }
    expect(ok).toBe(false)
    const xml = toJUnit({ cases: judged, counts, casesInContract, problems, ok, ...rest })
    const [suite] = parseXml(xml).children
    expect(suite?.attributes['tests']).toBe(String(suite?.children.length))
    for (const [attribute, element] of [
      ['failures', 'failure'],
      ['errors', 'error'],
      ['skipped', 'skipped'],
    ] as const) {
      const found = suite?.children.filter(({ children }) => children.some(({ name }) => name === element))
      expect(suite?.attributes[attribute]).toBe(String(found?.length))
    }
  })
})

test('a run that ends has judged every case of the contract', async () => {
  const report = await run()
  expect(report.cases.map(({ id }) => id)).toEqual(every.map(({ id }) => id))
  expect(report.counts).toEqual({
    passed: 3,
    'refused-as-declared': 0,
    'failed-as-excepted': 1,
    failed: 2,
    'not-run': 0,
  })
})
