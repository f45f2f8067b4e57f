import { createDatastoreProvider } from '@bytelyst/datastore'
import { whyMissing } from '../../../scripts/servers/installation.ts'
import type { ServerDefinition } from '../../../scripts/servers/server.ts'
import { startServer } from '../../../scripts/servers/start.ts'
import type { Benchmark, Extent } from '../benchmark.ts'
import { emptyBalance } from '../documents/ledger.ts'
import { byId, checkSameAnswers } from '../measure/answers.ts'
import { race } from '../measure/race.ts'
import { repeating } from '../measure/repeating.ts'
import { settle } from '../measure/settle.ts'
import { comparisonRow, type Row } from '../report/row.ts'
import { OurSubject } from './our-subject.ts'
import type { CollectionNames, Subject } from './subject.ts'
import { accountIds, orders, worksOn, type Work } from './works.ts'

/** An engine, and how its SDK is used by hand. */
export interface Engine {
  readonly id: string
  /** The first one that is installed is used. */
  readonly servers: readonly ServerDefinition[]
  /** How many documents are created at once: 10,000, unless the server cannot hold so many times as many. */
  readonly bulk?: number
  /** Opens a subject on collections that are there, by the variables with which our provider uses the server. */
  readonly openByHand: (environment: Readonly<Record<string, string>>, names: CollectionNames) => Promise<Subject>
}

const ourNames: CollectionNames = { orders: 'orders', bookings: 'bookings' }
const namesByHand: CollectionNames = { orders: 'orders_by_hand', bookings: 'bookings_by_hand' }
const goals = { single: { wall: 1.03, cpu: 1.1 }, bulk: { wall: 1.25, cpu: undefined } } as const

/** The provider of an engine against its SDK by hand: the same work, in the same layout, on one server. */
export function engineBenchmark(engine: Engine): Benchmark {
  return async (extent) => {
    const server = engine.servers.find((candidate) => whyMissing(candidate) === undefined)
    if (server === undefined) return engine.servers.map((missing) => missingRow(engine.id, missing))
    const running = await startServer(server)
    try {
      return await raceOn(`${engine.id} on ${server.name}`, running.environment, engine, extent)
    } finally {
      await running.stop()
    }
  }
}

function missingRow(benchmark: string, { title }: ServerDefinition): Row {
  return { benchmark, ours: '-', rival: `${title}: not installed here`, ratio: '-', goal: '-', verdict: 'no goal' }
}

async function raceOn(
  where: string,
  environment: Readonly<Record<string, string>>,
  { openByHand, bulk = 10_000 }: Engine,
  extent: Extent,
): Promise<readonly Row[]> {
  const provider = createDatastoreProvider({ env: environment })
  const ours = new OurSubject(provider, ourNames)
  try {
    // Ours makes the collections of both and fills them: they cannot differ.
    const balances = accountIds.map(emptyBalance)
    await ours.fill(orders, balances)
    await new OurSubject(provider, namesByHand).fill(orders, balances)
    const byHand = await openByHand(environment, namesByHand)
    try {
      settle()
      const rows: Row[] = []
      const worksByHand = worksOn(byHand, bulk)
      for (const [i, work] of worksOn(ours, bulk).entries()) {
        const rival = worksByHand[i]
        if (rival !== undefined) rows.push(...(await measure(where, [ours, byHand], [work, rival], extent)))
      }
      const open = (): Subject => new OurSubject(createDatastoreProvider({ env: environment }), ourNames)
      const openRival = (): Promise<Subject> => openByHand(environment, namesByHand)
      return [...rows, ...(await measureBeginning(where, [open, openRival], extent))]
    } finally {
      await byHand.close()
    }
  } finally {
    await ours.close()
  }
}

/** What the first call of a process waits for beside the modules: a new client and its connection. */
async function measureBeginning(
  where: string,
  opens: readonly [ours: () => Subject, byHand: () => Promise<Subject>],
  { race: length }: Extent,
): Promise<readonly Row[]> {
  const contenders = opens.map((open, i) =>
    repeating(i === 0 ? 'datastore' : 'by hand', async () => {
      const subject = await open()
      await subject.findOrder('customer-0', 'order-0')
      await subject.close()
    }),
  )
  const [ours, rival] = await race(contenders, length)
  if (ours === undefined || rival === undefined) return []
  const benchmark = `${where}, open, read one, close`
  return [comparisonRow({ benchmark, ours, rival, measure: 'wall', goal: undefined })]
}

/** One kind of call, ours first. */
async function measure(
  where: string,
  subjects: readonly [Subject, Subject],
  works: readonly [Work, Work],
  { quick, race: length }: Extent,
): Promise<readonly Row[]> {
  const [{ name, isBulk }] = works
  const benchmark = `${where}, ${name}`
  const answers = []
  for (const [i, work] of works.entries()) {
    await work.call(0)
    const answer = await work.outcome(0)
    answers.push({ name: subjects[i]?.name ?? '', answer: Array.isArray(answer) ? byId(answer) : answer })
  }
  checkSameAnswers(benchmark, answers)
  const contenders = works.map(({ call }, i) => repeating(subjects[i]?.name ?? '', call))
  // So many calls that the code is hot, as in a service.
  const warmUp = isBulk ? 1 : quick ? 200 : 1000
  for (const contender of contenders) await contender.run(warmUp)
  // What another process answers varies more than work in this one: short calls are given more time.
  const { rounds, sampleMs } = length
  const [ours, rival] = await race(contenders, isBulk ? length : { rounds: 2 * rounds, sampleMs: 2 * sampleMs })
  if (ours === undefined || rival === undefined) return []
  const goal = isBulk ? goals.bulk : goals.single
  return (['wall', 'cpu'] as const).map((measured) => {
    const atMost = goal[measured]
    return comparisonRow({ benchmark, ours, rival, measure: measured, goal: atMost && { atMost } })
  })
}
