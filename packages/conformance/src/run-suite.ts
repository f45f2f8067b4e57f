import { describe, runCase, type CaseReport, type Outcome } from './run-case.ts'
import type { Case, CaseContext, Exceptions, Suite } from './suite.ts'

/** What a run takes. */
export interface RunOptions<Subject> {
  /** What is judged: `sqlite on ./data/app.db`. */
  readonly title: string
  /** Opens the subject, once. */
  readonly open: () => Promise<Subject>
  readonly exceptions?: Exceptions
  /** Only cases whose id contains this text. */
  readonly only?: string
  /** Ends the run after the case under way; what was not run is reported so. */
  readonly signal?: AbortSignal
  /** Called after each case. */
  readonly onCase?: (report: CaseReport, done: number, all: number) => void
}

/** What became of a suite. */
export interface SuiteReport {
  readonly service: string
  readonly title: string
  readonly startedAt: string
  readonly milliseconds: number
  readonly cases: readonly CaseReport[]
  readonly counts: Readonly<Record<Outcome, number>>
  /** Whether nothing failed and everything was run. */
  readonly ok: boolean
}

/** Runs a suite without a test runner. Never throws for a failing case; what it opened it has closed. */
export async function runSuite<Subject, Context extends CaseContext<unknown>>(
  suite: Suite<Subject, Context>,
  options: RunOptions<Subject>,
): Promise<SuiteReport> {
  const { title, open, exceptions = {}, only = '', signal, onCase } = options
  const startedAt = new Date().toISOString()
  const start = performance.now()
  const selected = suite.cases.filter(({ id }) => id.includes(only))
  const unknown = Object.keys(exceptions).filter((id) => !suite.cases.some((entry) => entry.id === id))
  if (unknown.length > 0) throw new Error(`exceptions for cases that do not exist: ${unknown.join(', ')}`)

  const reports: CaseReport[] = []
  const report = (entry: CaseReport): void => {
    reports.push(entry)
    onCase?.(entry, reports.length, selected.length)
  }
  let subject: Subject | undefined
  let failure: string | undefined
  try {
    subject = await open()
  } catch (error) {
    failure = `could not be opened: ${describe(error)}`
  }
  for (const entry of selected) {
    const reason = failure ?? (signal?.aborted === true ? 'the run was interrupted' : undefined)
    if (reason === undefined) report(await judge(suite, entry, subject as Subject, exceptions[entry.id]))
    else report({ id: entry.id, sentence: entry.sentence, outcome: 'not-run', detail: reason, milliseconds: 0 })
  }
  if (subject !== undefined) await suite.dispose(subject)
  return summarise({
    service: suite.service,
    title,
    startedAt,
    milliseconds: performance.now() - start,
    cases: reports,
  })
}

/** Runs one case and says what became of it. */
export async function judge<Subject, Context extends CaseContext<unknown>>(
  suite: Suite<Subject, Context>,
  entry: Case<Context>,
  subject: Subject,
  exception: string | undefined,
): Promise<CaseReport> {
  const start = performance.now()
  const report = (outcome: Outcome, detail?: string): CaseReport => {
    const facts = { id: entry.id, sentence: entry.sentence, outcome, milliseconds: performance.now() - start }
    return detail === undefined ? facts : { ...facts, detail }
  }
  try {
    const lack = await runCase(entry, await suite.prepare(subject, entry.id))
    if (exception !== undefined) return report('failed', `passes, so this exception is out of date: ${exception}`)
    return lack === undefined ? report('passed') : report('refused-as-declared', lack)
  } catch (error) {
    return exception === undefined ? report('failed', describe(error)) : report('failed-as-excepted', exception)
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
  return { ...facts, counts, ok: counts.failed === 0 && counts['not-run'] === 0 && facts.cases.length > 0 }
}
