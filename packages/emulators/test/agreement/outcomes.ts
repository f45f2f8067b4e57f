import { outcomeOf, type Asked, type Outcome } from './causes.ts'

/** What came of a query. */
export interface Verdict {
  readonly text: string
  readonly outcome: Outcome
}

export function verdictsOf(asked: readonly Asked[]): readonly Verdict[] {
  return asked.map((one) => ({ text: one.question.text, outcome: outcomeOf(one) }))
}

/** The queries whose answers differ in a way that no row explains, with the answers. */
export function unexplained(verdicts: readonly Verdict[]): readonly string[] {
  return verdicts.flatMap(({ text, outcome }) =>
    typeof outcome === 'object' && 'unexplained' in outcome ? [`${text}\n  ${outcome.unexplained}`] : [],
  )
}

/** A line for each query that is not answered alike: the rows that explain it, a tab, the query. */
export function outcomeLines(verdicts: readonly Verdict[]): string {
  const lines = verdicts
    .filter(({ outcome }) => outcome !== 'same')
    .map(({ text, outcome }) => `${nameOf(outcome)}\t${text}`)
  return `${lines.join('\n')}\n`
}

/** How many there are of each outcome. */
export function summaryOf(what: string, verdicts: readonly Verdict[]): string {
  const counts = new Map<string, number>()
  for (const { outcome } of verdicts) counts.set(nameOf(outcome), (counts.get(nameOf(outcome)) ?? 0) + 1)
  const parts = [...counts].toSorted(([, one], [, other]) => other - one).map(([name, count]) => `${name} ${count}`)
  return `${what}, ${verdicts.length}: ${parts.join(', ')}`
}

function nameOf(outcome: Outcome): string {
  if (typeof outcome === 'string') return outcome
  return 'unexplained' in outcome ? 'unexplained' : outcome.join('+')
}
