import type { Exchange } from '../script/exchange.ts'
import { needs } from '../script/part.ts'
import { renderTable } from './render-table.ts'
import type { Run } from './run.ts'

/** Whether every run was as the script expects it, and none differs. */
export function allAlike(runs: readonly Run[]): boolean {
  return runs.every(
    ({ failures, comparison }) =>
      failures.length === 0 && (comparison === undefined || comparison.differences.length === 0),
  )
}

/**
 * The runs as a table; below it the parts that were left out and why, what was not as expected, and the first difference
 * with both answers.
 */
export function renderRuns(runs: readonly Run[]): string {
  const rows = runs.map(({ name, exchanges, parts, leftOut, failures, comparison, milliseconds, data }) => ({
    provider: name,
    parts: `${parts.length} of ${parts.length + leftOut.length}`,
    requests: exchanges.length,
    unexpected: failures.length,
    differences: comparison === undefined ? '-' : `${comparison.differences.length} from ${comparison.with}`,
    time: `${(milliseconds / 1000).toFixed(1)} s`,
    'where the data is': data,
  }))
  return [
    renderTable(rows),
    ...runs.flatMap(renderLeftOut),
    ...runs.flatMap(renderFailures),
    ...runs.flatMap(renderDifference),
  ].join('\n\n')
}

/** By what is lacking, because that is what there is to say of the provider. */
function renderLeftOut({ name, leftOut }: Run): string[] {
  if (leftOut.length === 0) return []
  const groups = Map.groupBy(leftOut, ({ lacking }) => lacking.map((need) => needs[need]).join(' and '))
  const lines = [...groups].map(([lacking, parts]) => `no ${lacking}: ${parts.map(({ part }) => part.name).join('; ')}`)
  return [[`${name} leaves out what it cannot do; memory was compared without these parts, too`, ...lines].join('\n  ')]
}

function renderFailures({ name, failures }: Run): string[] {
  return failures.length === 0 ? [] : [[`${name}: not as the script expects`, ...failures].join('\n  ')]
}

function renderDifference({ name, comparison }: Run): string[] {
  const first = comparison?.differences[0]
  if (comparison === undefined || first === undefined) return []
  const [one, other] = [textOf(first.one), textOf(first.other)]
  const at = [...one].findIndex((character, i) => character !== other[i])
  return [
    `The first difference is in request ${first.number}, in the part "${(first.one ?? first.other)?.part}".`,
    `--- ${comparison.with}\n${excerpt(one, at)}`,
    `--- ${name}\n${excerpt(other, at)}`,
  ]
}

function textOf(exchange: Exchange | undefined): string {
  return exchange === undefined ? '(not sent)' : `${exchange.request}\n\n${exchange.answer}`
}

/** The text; of a long one its beginning and what is around the place. */
function excerpt(text: string, at: number): string {
  if (text.length <= 3000) return text
  return `${text.slice(0, 300)}\n...\n${text.slice(Math.max(300, at - 300), at + 700)}\n...`
}
