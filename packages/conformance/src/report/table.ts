import type { CaseReport, Outcome } from '../judge.ts'
import type { SuiteReport } from '../run-suite.ts'
import { conclusionOf } from './conclusion.ts'
import { withoutControls } from './without-controls.ts'

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

/** The report for a terminal: a row a concern, then what needs attention, then what it comes to. */
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
  const lines = [
    `${report.service} contract: ${report.title}`,
    '',
    ...aligned([['concern', ...used.map((outcome) => outcomeNames[outcome])], ...rows, sum]),
    '',
    ...byReason(report.cases, 'refused-as-declared'),
    ...noteworthy.flatMap(toNote),
    ...byReason(report.cases, 'not-run'),
    ...report.problems.flatMap((problem) => [`PROBLEM  ${indented(problem)}`, '']),
    conclusionOf(report),
    '',
  ]
  // What others have thrown must neither move the cursor nor colour the rest.
  return withoutControls(lines.join('\n')).replaceAll('\r', '\ufffd')
}

function toNote({ outcome, id, sentence, detail = '' }: CaseReport): readonly string[] {
  return [`${outcomeNames[outcome]}  ${id}`, `  ${sentence}`, `  ${indented(detail)}`, '']
}

/** A block for each reason; the cases by name where they are few. */
function byReason(cases: readonly CaseReport[], outcome: Outcome): readonly string[] {
  const groups = Map.groupBy(
    cases.filter((entry) => entry.outcome === outcome),
    ({ detail = '' }) => detail,
  )
  return [...groups].flatMap(([reason, entries]) => {
    const which = entries.length <= 3 ? entries.map(({ id }) => id).join(', ') : `${entries.length} cases`
    return [`${outcomeNames[outcome]}  ${which}`, `  ${indented(reason)}`, '']
  })
}

/** The other reports have the whole text. */
const longestNote = 2000

function indented(text: string): string {
  const rest = text.length - longestNote
  const shown = rest > 0 ? `${text.slice(0, longestNote)} ... and ${rest} characters more` : text
  return shown.trimEnd().replaceAll(/[^\S\r\n]*(?:\r\n?|\n)/g, '\n  ')
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
