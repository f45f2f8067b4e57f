import type { Row } from './row.ts'

export const columns = ['benchmark', 'ours', 'rival', 'ratio', 'goal', 'verdict'] as const

/** The rows as text for a terminal. */
export function textTable(rows: readonly Row[]): string {
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column]))]
  const widths = columns.map((_, i) => Math.max(...lines.map((cells) => cells[i]?.length ?? 0)))
  return lines
    .map((cells) =>
      cells
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** The closing line. */
export function summary(rows: readonly Row[]): string {
  const met = rows.filter(({ verdict }) => verdict === 'met').length
  const missed = rows.filter(({ verdict }) => verdict === 'missed').length
  return `bench: ${met} of ${met + missed} goals met`
}
