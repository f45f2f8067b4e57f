import { MemoryDatastoreProvider } from '@bytelyst/datastore'
import type { Extent } from '../benchmark.ts'
import { checkSameAnswers } from '../measure/answers.ts'
import { race } from '../measure/race.ts'
import { repeating } from '../measure/repeating.ts'
import { settle } from '../measure/settle.ts'
import { comparisonRow, type Goal, type Row } from '../report/row.ts'
import { activities } from './activity.ts'
import { broadCase, countCase, documents, selectiveCases } from './cases.ts'
import { comparable, findersOf, type Finder } from './finders.ts'
import { load } from './load.ts'

/** Calls of every contender on every case before the first is measured: a service asks more than one question. */
const warmUpCalls = 5

const goals: Readonly<Record<string, Goal>> = {
  'by hand': { atMost: 1.3 },
  sift: { timesFaster: 5 },
  mingo: { timesFaster: 10 },
}

/** Filters over a hundred thousand documents: ours against a loop by hand, sift and mingo. */
export async function run({ race: length }: Extent): Promise<readonly Row[]> {
  const data = activities(documents)
  const provider = new MemoryDatastoreProvider()
  const collection = await load(provider, data)
  const cases = [...selectiveCases, countCase, broadCase].map((filterCase) => ({
    filterCase,
    finders: findersOf(filterCase, collection, data),
  }))
  for (const { filterCase, finders } of cases) await warmUpAlike(filterCase.name, finders)
  settle()

  const rows: Row[] = []
  for (const { filterCase, finders } of cases) {
    const [ours, ...rivals] = await race(
      finders.map(({ name, find }) => repeating(name, find)),
      length,
    )
    if (ours === undefined) continue
    for (const rival of rivals) {
      const goal = filterCase === broadCase ? undefined : goals[rival.name]
      rows.push(comparisonRow({ benchmark: `memory filter, ${filterCase.name}`, ours, rival, measure: 'wall', goal }))
    }
  }
  await provider.close()
  return rows
}

async function warmUpAlike(name: string, finders: readonly Finder[]): Promise<void> {
  const answers = []
  for (const finder of finders) answers.push({ name: finder.name, answer: comparable(await finder.find()) })
  checkSameAnswers(`memory filter, ${name}`, answers)
  for (const finder of finders) for (let i = 0; i < warmUpCalls; i += 1) await finder.find()
}
