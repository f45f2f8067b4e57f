import { describeError } from './describe-error.ts'
import { waitFor } from './patience.ts'
import { runCase } from './run-case.ts'
import type { Case, CaseContext, Suite } from './suite.ts'

/** What became of a case. */
export type Outcome =
  /** The guarantee holds. */
  | 'passed'
  /** The provider lacks the capability, and refused with `unsupported`. */
  | 'refused-as-declared'
  /** It failed, as an exception says it would. */
  | 'failed-as-excepted'
  | 'failed'
  /** The run was interrupted before it ended, its subject could not be opened, or its context could not be prepared. */
  | 'not-run'

/** What became of one case, and why. */
export interface CaseReport {
  readonly id: string
  readonly sentence: string
  readonly outcome: Outcome
  /** The failure, the lacking capability, the exception's reason, or why it was not run. */
  readonly detail?: string
  readonly milliseconds: number
}

/** How long a case may take. */
export interface JudgeLimits {
  /** Milliseconds that no case may exceed, whatever its own limit is. */
  readonly timeoutMs?: number | undefined
  /** Fires when the case is not waited for any longer. */
  readonly givenUp?: AbortSignal | undefined
}

/** What became of a case, with the error itself where it failed. */
export interface Judgement {
  readonly report: CaseReport
  readonly error?: unknown
}

const defaultTimeoutMs = 30_000

/** How many milliseconds a case has. */
export function timeLimitOf(entry: { readonly timeoutMs?: number }, bound: number = Infinity): number {
  return Math.min(entry.timeoutMs ?? defaultTimeoutMs, bound)
}

/** Runs one case and says what became of it. Never throws, and comes back when the time is up also from a case that hangs. */
export async function judge<Subject, Context extends CaseContext<unknown>>(
  suite: Suite<Subject, Context>,
  entry: Case<Context>,
  subject: Subject,
  exception: string | undefined,
  limits?: JudgeLimits,
): Promise<CaseReport> {
  return (await judgeWithError(suite, entry, subject, exception, limits)).report
}

/** As {@link judge}, for those who can show an error with its stack. */
export async function judgeWithError<Subject, Context extends CaseContext<unknown>>(
  suite: Suite<Subject, Context>,
  entry: Case<Context>,
  subject: Subject,
  exception: string | undefined,
  { timeoutMs, givenUp }: JudgeLimits = {},
): Promise<Judgement> {
  const start = performance.now()
  const report = (outcome: Outcome, detail?: string): CaseReport => {
    const facts = { id: entry.id, sentence: entry.sentence, outcome, milliseconds: performance.now() - start }
    return detail === undefined ? facts : { ...facts, detail }
  }
  let prepared = false
  const work = async (): Promise<string | undefined> => {
    const context = await suite.prepare(subject, entry.id)
    prepared = true
    return runCase(entry, context)
  }
  try {
    const lack = await waitFor(work(), timeLimitOf(entry, timeoutMs), givenUp)
    if (exception !== undefined) {
      return { report: report('failed', `holds, so this exception is out of date: ${exception}`) }
    }
    return { report: lack === undefined ? report('passed') : report('refused-as-declared', lack) }
  } catch (error) {
    if (givenUp?.aborted === true && error === givenUp.reason) {
      return { report: report('not-run', 'it was under way when the run was interrupted, and did not end') }
    }
    if (!prepared) return { report: report('not-run', `could not be prepared: ${describeError(error)}`), error }
    if (exception !== undefined) return { report: report('failed-as-excepted', exception) }
    return { report: report('failed', describeError(error)), error }
  }
}
