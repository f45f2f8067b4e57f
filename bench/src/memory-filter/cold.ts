import type { Extent } from '../benchmark.ts'
import { runFresh } from '../measure/fresh-process.ts'
import { comparisonRow, type Row } from '../report/row.ts'
import { coldCase } from './cases.ts'

/** A question asked once, by a process that has asked nothing yet: nothing is compiled, and parsing counts. */
export async function run({ quick }: Extent): Promise<readonly Row[]> {
  const module = new URL('./cold-call.ts', import.meta.url)
  const times = new Map<string, number[]>()
  for (let round = 0; round < (quick ? 3 : 9); round += 1) {
    for (const [name, time] of Object.entries((await runFresh(module)) as Record<string, number>)) {
      times.set(name, [...(times.get(name) ?? []), time])
    }
  }
  const [ours, ...rivals] = [...times].map(([name, wall]) => ({ name, wall, cpu: wall }))
  if (ours === undefined) return []
  return rivals.map((rival) =>
    comparisonRow({
      benchmark: `memory filter, first call, ${coldCase.name}`,
      ours,
      rival,
      measure: 'wall',
      goal: undefined,
    }),
  )
}
