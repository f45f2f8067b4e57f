import { checkSuite } from './check-suite.ts'
import { describeError } from './describe-error.ts'
import { isSelected } from './is-selected.ts'
import { judge, type CaseReport, type Outcome } from './judge.ts'
import { interrupted, interruptible } from './interruption.ts'
import { turn, waitFor } from './patience.ts'
import { watchStrays } from './strays.ts'
import type { CaseContext, Exceptions, Suite } from './suite.ts'

/** What a run takes. */
export interface RunOptions<Subject> {
  /** What is judged: `sqlite on ./data/app.db`. */
  readonly title: string
  /** Opens the subject, once. */
  readonly open: () => Promise<Subject>
  readonly exceptions?: Exceptions | undefined
  /** Only cases whose id contains this text, or one of these; `*` stands for anything. */
  readonly only?: string | readonly string[] | undefined
  /** Milliseconds that no case may exceed, whatever its own limit is. */
  readonly timeoutMs?: number | undefined
  /** Ends the run: the case under way has `graceMs` to end, no other is begun, and the subject is disposed of. */
  readonly signal?: AbortSignal | undefined
  /** Milliseconds that the case under way has to end after `signal` has fired; 5 seconds by default. */
  readonly graceMs?: number | undefined
  /** Milliseconds that opening and disposing may take each; a minute by default. */
  readonly setupTimeoutMs?: number | undefined
  /** Called before each case. */
  readonly onCaseStart?: ((id: string, done: number, all: number) => void) | undefined
  /** Called after each case. */
  readonly onCase?: ((report: CaseReport, done: number, all: number) => void) | undefined
}

/** What became of a suite. */
export interface SuiteReport {
  readonly service: string
  readonly title: string
  readonly startedAt: string
  readonly milliseconds: number
  readonly cases: readonly CaseReport[]
  readonly counts: Readonly<Record<Outcome, number>>
  /** How many cases the contract has: more than were selected, when only some were. */
  readonly casesInContract: number
  /** What went wrong beside the cases: something that could not be removed, a rejection that nobody handled. */
  readonly problems: readonly string[]
  /** Whether nothing failed, everything that was selected was run, and there are no problems. */
  readonly ok: boolean
}

/**
 * Runs a suite without a test runner. Never throws for a failing case, nor for a subject that cannot be opened or
 * disposed of: the report says so. What it opened it has disposed of, also after an interruption.
 *
 * @throws Error for a suite or exceptions that make no sense, before anything is opened
 */
export async function runSuite<Subject, Context extends CaseContext<unknown>>(
  suite: Suite<Subject, Context>,
  options: RunOptions<Subject>,
): Promise<SuiteReport> {
  const { title, exceptions = {}, only, timeoutMs, signal, setupTimeoutMs = 60_000 } = options
  checkSuite(suite, exceptions)
  if (timeoutMs !== undefined && !(timeoutMs > 0)) throw new Error('timeoutMs: expected milliseconds above 0')
  const startedAt = new Date().toISOString()
  const start = performance.now()
  const selected = suite.cases.filter(({ id }) => isSelected(id, only))
  const reports: CaseReport[] = []
  const problems: string[] = []
  let during = 'while the subject was being opened'
  const strays = watchStrays(() => during)
  const interruption = interruptible(signal, options.graceMs ?? 5000)

  const record = (report: CaseReport): void => {
    reports.push(report)
    options.onCase?.(report, reports.length, selected.length)
  }
  try {
    const opened = await open(suite, options.open, setupTimeoutMs, interruption.givenUp)
    try {
      for (const entry of selected) {
        const { id, sentence } = entry
        const reason = interruption.reason() ?? ('failure' in opened ? opened.failure : undefined)
        if (reason !== undefined || 'failure' in opened) {
          record({ id, sentence, outcome: 'not-run', detail: reason ?? '', milliseconds: 0 })
          continue
        }
        during = `while ${id} was under way`
        options.onCaseStart?.(id, reports.length, selected.length)
        const limits = { timeoutMs, givenUp: interruption.givenUp }
        const report = await judge(suite, entry, opened.subject, exceptions[id], limits)
        await turn()
        record(report)
      }
    } finally {
      during = 'while the subject was being disposed of'
      if ('subject' in opened) problems.push(...(await dispose(suite, opened.subject, setupTimeoutMs)))
      await turn()
    }
  } finally {
    interruption.stop()
    strays.stop()
  }
  return summarise({
    service: suite.service,
    title,
    startedAt,
    milliseconds: performance.now() - start,
    cases: reports,
    casesInContract: suite.cases.length,
    problems: [...problems, ...strays.sentences()],
  })
}

type Opened<Subject> = { readonly subject: Subject } | { readonly failure: string }

async function open<Subject, Context extends CaseContext<unknown>>(
  suite: Suite<Subject, Context>,
  opener: () => Promise<Subject>,
  timeoutMs: number,
  givenUp: AbortSignal,
): Promise<Opened<Subject>> {
  if (givenUp.aborted) return { failure: interrupted }
  const opening = (async () => opener())()
  try {
    return { subject: await waitFor(opening, timeoutMs, givenUp) }
  } catch (error) {
    // What opens too late is closed when it does.
    opening.then((late) => suite.dispose(late)).catch(() => undefined)
    return { failure: `could not be opened: ${describeError(error)}` }
  }
}

async function dispose<Subject, Context extends CaseContext<unknown>>(
  suite: Suite<Subject, Context>,
  subject: Subject,
  timeoutMs: number,
): Promise<readonly string[]> {
  try {
    await waitFor((async () => suite.dispose(subject))(), timeoutMs)
    return []
  } catch (error) {
    return [`what the cases made may be left behind, as it could not be disposed of: ${describeError(error)}`]
  }
}

function summarise(facts: Omit<SuiteReport, 'counts' | 'ok'>): SuiteReport {
  const counts: Record<Outcome, number> = {
    passed: 0,
    'refused-as-declared': 0,
    'failed-as-excepted': 0,
    failed: 0,
    'not-run': 0,
  }
  for (const { outcome } of facts.cases) counts[outcome] += 1
  const complete = facts.cases.length > 0 && counts['not-run'] === 0
  return { ...facts, counts, ok: complete && counts.failed === 0 && facts.problems.length === 0 }
}
