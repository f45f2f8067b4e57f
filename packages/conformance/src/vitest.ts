import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { judge } from './run-suite.ts'
import type { CaseReport } from './run-case.ts'
import type { CaseContext, Exceptions, Suite } from './suite.ts'

/** What an adapter's author says of a subject. */
export interface ConformanceOptions<Subject> {
  /** What is judged: `sqlite on a file`. */
  readonly title: string
  /** Opens the subject, once for all cases. */
  readonly open: () => Promise<Subject>
  /** Cases that it is known to fail, each with the reason. */
  readonly exceptions?: Exceptions
}

/**
 * Runs every case of a suite as a test of its own, whose name is the sentence that it proves. A case whose capability
 * is missing is not skipped: its refusal is tested.
 */
export function describeConformance<Subject, Context extends CaseContext<unknown>>(
  suite: Suite<Subject, Context>,
  { title, open, exceptions = {} }: ConformanceOptions<Subject>,
): void {
  describe(`${suite.service} contract: ${title}`, () => {
    let subject: Subject
    const reports: CaseReport[] = []
    beforeAll(async () => {
      subject = await open()
    })
    afterAll(async () => {
      await suite.dispose(subject)
    })
    for (const entry of suite.cases) {
      const timeout = (entry.timeoutMs ?? 30_000) + 1000 // The case's own limit says more.
      test(`${entry.id}: ${entry.sentence}`, { timeout }, async () => {
        const report = await judge(suite, entry, subject, exceptions[entry.id])
        reports.push(report)
        if (report.outcome === 'failed') throw new Error(report.detail)
      })
    }
    test('every case was run, and every exception is of a case', () => {
      expect(reports.map(({ id }) => id)).toEqual(suite.cases.map(({ id }) => id))
      expect(Object.keys(exceptions).filter((id) => !suite.cases.some((entry) => entry.id === id))).toEqual([])
    })
  })
}
