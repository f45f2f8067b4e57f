import type { CaseReport } from '../judge.ts'
import type { SuiteReport } from '../run-suite.ts'
import { escapeAttribute, escapeMarkup } from './markup.ts'

/**
 * The report as JUnit XML, which continuous-integration servers show. An exception, and what was not run, count as
 * skipped; a problem beside the cases is a test case of its own, with an error.
 */
export function toJUnit(report: SuiteReport): string {
  const { service, title, counts, cases, problems, milliseconds, startedAt } = report
  const facts = attributes({
    name: `${service} contract: ${title}`,
    tests: String(cases.length + problems.length),
    failures: String(counts.failed),
    errors: String(problems.length),
    skipped: String(counts['not-run'] + counts['failed-as-excepted']),
    time: seconds(milliseconds),
    timestamp: startedAt,
  })
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `<testsuite${facts}>`,
    ...cases.map(toCase),
    ...problems.map((problem, i) => toProblem(service, problem, i)),
    '</testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

function toCase({ id, sentence, outcome, detail = '', milliseconds }: CaseReport): string {
  const classname = id.slice(0, id.lastIndexOf('/')).replaceAll('/', '.')
  const start = `<testcase${attributes({ classname, name: `${id}: ${sentence}`, time: seconds(milliseconds) })}`
  switch (outcome) {
    case 'failed':
      return `${start}><failure${attributes({ message: detail })}>${escapeMarkup(detail)}</failure></testcase>`
    case 'not-run':
    case 'failed-as-excepted':
      return `${start}><skipped${attributes({ message: `${outcome}: ${detail}` })}/></testcase>`
    case 'refused-as-declared':
      return `${start}><system-out>${escapeMarkup(`refused as declared: ${detail}`)}</system-out></testcase>`
    case 'passed':
      return `${start}/>`
  }
}

function toProblem(service: string, problem: string, i: number): string {
  const facts = attributes({ classname: `${service}.run`, name: `problem ${i + 1}`, time: seconds(0) })
  return `<testcase${facts}><error${attributes({ message: problem })}>${escapeMarkup(problem)}</error></testcase>`
}

function attributes(record: Readonly<Record<string, string>>): string {
  return Object.entries(record)
    .map(([name, value]) => ` ${name}="${escapeAttribute(value)}"`)
    .join('')
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3)
}
