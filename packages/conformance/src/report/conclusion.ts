import type { SuiteReport } from '../run-suite.ts'

/** What a report comes to, in one line. */
export function conclusionOf(report: SuiteReport): string {
  const { cases, counts, casesInContract, problems, ok, milliseconds } = report
  const time = `${(milliseconds / 1000).toFixed(1)} s`
  const excepted = counts['failed-as-excepted']
  const but = excepted === 0 ? '' : `, but for ${counted(excepted, 'declared exception')}`
  if (ok && cases.length < casesInContract) {
    return `what was run holds${but}: ${cases.length} of ${counted(casesInContract, 'case')} in ${time}`
  }
  if (ok) return `the contract holds${but}: ${counted(cases.length, 'case')} in ${time}`
  const facts = [
    ...(counts.failed > 0 ? [`${counts.failed} failed`] : []),
    ...(counts['not-run'] > 0 ? [`${counts['not-run']} not run`] : []),
    ...(problems.length > 0 ? [counted(problems.length, 'problem')] : []),
    ...(cases.length === 0 ? ['no case was selected'] : []),
  ]
  const verdict = counts.failed > 0 ? 'THE CONTRACT IS BROKEN' : 'THE CONTRACT IS NOT PROVED'
  return `${verdict}: ${facts.join(', ')}, of ${counted(cases.length, 'case')} in ${time}`
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
