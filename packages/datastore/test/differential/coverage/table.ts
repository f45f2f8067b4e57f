import type { Coverage } from './coverage.ts'
import type { Row } from './tally.ts'

/**
 * The coverage as a table for people. `non-empty` are the cases in which something was found or written, `told apart`
 * those in which a filter matched some of the documents and not all of them.
 */
export function coverageTable({ tally }: Coverage): string {
  const names = [...tally.sections.values()].flatMap((rows) => [...rows.keys()])
  const width = Math.max(...names.map((name) => name.length)) + 2
  const head = ['cases', 'non-empty', 'told apart'].map((title) => title.padStart(12)).join('')
  return [...tally.sections]
    .map(([section, rows]) =>
      [`${section.padEnd(width)}${head}  refused`, ...[...rows].map(([name, row]) => lineOf(name, row, width))].join(
        '\n',
      ),
    )
    .join('\n\n')
}

function lineOf(name: string, { cases, nonEmpty, toldApart, refused }: Row, width: number): string {
  const counts = [String(cases), percentOf(nonEmpty, cases), percentOf(toldApart, cases)]
  const codes = [...refused].toSorted(([, one], [, other]) => other - one).map(([code, count]) => `${count} ${code}`)
  return `  ${name.padEnd(width - 2)}${counts.map((count) => count.padStart(12)).join('')}  ${codes.join(', ')}`.trimEnd()
}

function percentOf(part: number, whole: number): string {
  return part === 0 ? '-' : `${Math.max(1, Math.round((100 * part) / whole))} %`
}
