import type { CaseReport } from '../run-case.ts'
import type { SuiteReport } from '../run-suite.ts'
import { escapeMarkup } from './markup.ts'

/** The report as JUnit XML, which continuous-integration servers show. */
export function toJUnit(report: SuiteReport): string {
  const { counts, cases, milliseconds } = report
  const skipped = counts['not-run'] + counts['failed-as-excepted']
  const facts = [
    `name="${escapeMarkup(`${report.service} contract: ${report.title}`)}"`,
    `tests="${cases.length}"`,
    `failures="${counts.failed}"`,
    `skipped="${skipped}"`,
    `time="${seconds(milliseconds)}"`,
    `timestamp="${report.startedAt}"`,
  ].join(' ')
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n<testsuite ${facts}>\n${cases.map(toCase).join('\n')}\n</testsuite>\n</testsuites>\n`
}

function toCase({ id, sentence, outcome, detail = '', milliseconds }: CaseReport): string {
  const folder = id.slice(0, id.lastIndexOf('/')).replaceAll('/', '.')
  const name = `${id}: ${sentence}`
  const start = `<testcase classname="${escapeMarkup(folder)}" name="${escapeMarkup(name)}" time="${seconds(milliseconds)}"`
  switch (outcome) {
    case 'failed':
      return `${start}><failure message="${escapeMarkup(detail)}"/></testcase>`
    case 'not-run':
    case 'failed-as-excepted':
      return `${start}><skipped message="${escapeMarkup(`${outcome}: ${detail}`)}"/></testcase>`
    case 'refused-as-declared':
      return `${start}><system-out>${escapeMarkup(`refused as declared: ${detail}`)}</system-out></testcase>`
    case 'passed':
      return `${start}/>`
  }
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3)
}
