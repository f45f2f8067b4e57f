import type { Outcome } from '../run-case.ts'
import type { SuiteReport } from '../run-suite.ts'

/** How outcomes are called where people read them. */
export const outcomeNames: Readonly<Record<Outcome, string>> = {
  passed: 'passed',
  'refused-as-declared': 'refused as declared',
  'failed-as-excepted': 'failed as excepted',
  failed: 'FAILED',
  'not-run': 'NOT RUN',
}

/** The concern of a case: the part of its id between service and guarantee. */
export function concernOf(id: string): string {
  return id.split('/').slice(1, -1).join('/')
}

/** The report for a terminal: a row a concern, then what needs attention, then the sum. */
export function toTable(report: SuiteReport): string {
  const outcomes = Object.keys(outcomeNames) as Outcome[]
  const used = outcomes.filter((outcome) => report.counts[outcome] > 0 || outcome === 'passed' || outcome === 'failed')
  const concerns = [...new Set(report.cases.map(({ id }) => concernOf(id)))]
  const rows = concerns.map((concern) => {
    const ofConcern = report.cases.filter(({ id }) => concernOf(id) === concern)
    return [concern, ...used.map((outcome) => String(ofConcern.filter((entry) => entry.outcome === outcome).length))]
  })
  const sum = ['all', ...used.map((outcome) => String(report.counts[outcome]))]
  const noteworthy = report.cases.filter(({ outcome }) => outcome === 'failed' || outcome === 'failed-as-excepted')
  const notRun = report.cases.find(({ outcome }) => outcome === 'not-run')
  return [
    `${report.service} contract: ${report.title}`,
    '',
    ...aligned([['concern', ...used.map((outcome) => outcomeNames[outcome])], ...rows, sum]),
    '',
    ...noteworthy.flatMap((entry) => [
      `${outcomeNames[entry.outcome]}  ${entry.id}`,
      `  ${entry.sentence}`,
      `  ${entry.detail ?? ''}`,
      '',
    ]),
    ...(notRun === undefined ? [] : [`NOT RUN  ${report.counts['not-run']} cases: ${notRun.detail ?? ''}`, '']),
    `${report.ok ? 'the contract holds' : 'THE CONTRACT IS BROKEN'}: ${report.cases.length} cases in ${(report.milliseconds / 1000).toFixed(1)} s`,
    '',
  ].join('\n')
}

/** Columns of equal width: the first to the left, numbers to the right. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}
