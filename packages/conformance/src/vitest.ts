import { afterAll, beforeAll, describe, expect, test, type TestContext } from 'vitest'
import { checkSuite } from './check-suite.ts'
import { judgeWithError, timeLimitOf } from './judge.ts'
import { outcomeNames } from './report/table.ts'
import type { CaseContext, Exceptions, Suite } from './suite.ts'

/** What an adapter's author says of a subject. */
export interface ConformanceOptions<Subject> {
  /** What is judged: `sqlite on a file`. */
  readonly title: string
  /** Opens the subject, once for all cases. */
  readonly open: () => Promise<Subject>
  /** Cases that it is known to fail, each with the reason. One that holds all the same is a failure. */
  readonly exceptions?: Exceptions | undefined
  /** Milliseconds that no case may exceed, whatever its own limit is. */
  readonly timeoutMs?: number | undefined
  /** Milliseconds that opening and disposing may take each; a minute by default. */
  readonly setupTimeoutMs?: number | undefined
}

/**
 * Runs every case of a suite as a test of its own, whose name is the sentence that it proves. A case whose capability
 * is missing is not skipped: its refusal is tested.
 *
 * @example
 * ```ts
 * import { describeConformance } from '@bytelyst/conformance/vitest'
 * import { MemoryDatastoreProvider } from '@bytelyst/datastore'
 * import { suite } from '@bytelyst/datastore/conformance'
 *
 * describeConformance(suite, {
 *   title: 'memory',
 *   open: async () => ({ create: () => new MemoryDatastoreProvider() }),
 * })
 * ```
 */
export function describeConformance<Subject, Context extends CaseContext<unknown>>(
  suite: Suite<Subject, Context>,
  { title, open, exceptions = {}, timeoutMs, setupTimeoutMs = 60_000 }: ConformanceOptions<Subject>,
): void {
  checkSuite(suite, exceptions)
  // One after the other and in their order: what a case leaves behind is the same in every run.
  describe(`${suite.service} contract: ${title}`, { concurrent: false, shuffle: false }, () => {
    let opened: { readonly subject: Subject } | undefined
    const judged = new Set<string>()
    beforeAll(async () => {
      opened = { subject: await open() }
    }, setupTimeoutMs)
    afterAll(async () => {
      if (opened !== undefined) await suite.dispose(opened.subject)
    }, setupTimeoutMs)
    for (const entry of suite.cases) {
      const timeout = timeLimitOf(entry, timeoutMs) + 1000 // The case's own limit says more.
      test(`${entry.id}: ${entry.sentence}`, { timeout }, async (context) => {
        const { subject } = opened as { readonly subject: Subject }
        const { report, error } = await judgeWithError(suite, entry, subject, exceptions[entry.id], { timeoutMs })
        judged.add(entry.id)
        const { outcome, detail } = report
        if (outcome === 'failed' || outcome === 'not-run') throw new Error(detail, { cause: error })
        // A test that passes says nothing; reporters show a note. Vitest has them since 3.2.
        if (outcome !== 'passed')
          await (context as Partial<TestContext>).annotate?.(`${outcomeNames[outcome]}: ${detail}`)
      })
    }
    test('every case was run', () => {
      expect([...judged]).toEqual(suite.cases.map(({ id }) => id))
    })
  })
}
