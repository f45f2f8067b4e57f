import { cosmosd } from '../../../scripts/servers/cosmosd/definition.ts'
import { install, whyMissing } from '../../../scripts/servers/installation.ts'
import type { ServerDefinition } from '../../../scripts/servers/server.ts'
import type { Extent } from '../benchmark.ts'
import { AnswersDiffer } from '../measure/answers.ts'
import { race, type Contender } from '../measure/race.ts'
import { repeating } from '../measure/repeating.ts'
import { settle } from '../measure/settle.ts'
import { comparisonRow, type Goal, type Row } from '../report/row.ts'
import { beginningRows } from './beginning.ts'
import { idleOf, idleRows } from './idle.ts'
import { npmServer } from './npm-server.ts'
import { ourCode } from './our-code.ts'
import { startOurs } from './our-server.ts'
import { startRival, type Server } from './server.ts'
import { Subject } from './subject.ts'
import { whyWrong } from './verify.ts'
import { works, type Work } from './works.ts'

const rivals = [
  { name: 'cosmosd', definition: cosmosd, goal: { timesFaster: 1 } },
  { name: '@vercel/cosmosdb-server', definition: npmServer, goal: { timesFaster: 5 } },
] as const

/** The Cosmos emulator against Microsoft's and the one on npm: the same calls of the SDK on each, in turns. */
export async function run(extent: Extent): Promise<readonly Row[]> {
  const code = ourCode()
  const rows: Row[] = [...(await beginningRows(code, extent.quick ? 3 : 10))]
  const servers: Server[] = [await startOurs(code)]
  try {
    for (const { name, definition } of rivals) {
      const missing = await whyNotHere(definition)
      if (missing === undefined) servers.push(await startRival(definition, name))
      else rows.push(leftOutRow('emulator', missing))
    }
    rows.push(...idleRows(servers.map(idleOf), code.text))
    const subjects: Subject[] = []
    for (const server of servers) subjects.push(await Subject.fill(server))
    settle()
    for (const work of works) rows.push(...(await measure(work, subjects, extent)))
    for (const subject of subjects) subject.close()
    return rows
  } finally {
    for (const { stop } of servers) await stop()
  }
}

/** What is only measured is fetched now; what judges the adapters is installed by `pnpm servers install`. */
async function whyNotHere(definition: ServerDefinition): Promise<string | undefined> {
  if (definition !== npmServer) return whyMissing(definition)
  try {
    if (await install(definition)) console.error(`fetched ${definition.title}`)
    return undefined
  } catch (error) {
    return `${definition.title} cannot be fetched: ${(error as Error).message.split('\n')[0]}`
  }
}

async function measure(work: Work, subjects: readonly Subject[], { quick, race: length }: Extent): Promise<Row[]> {
  const benchmark = `emulator, ${work.name}`
  const rows: Row[] = []
  const right: Subject[] = []
  for (const subject of subjects) {
    const wrong = await whyWrong(work, subject)
    if (wrong === undefined) right.push(subject)
    else if (subject === subjects[0]) throw new AnswersDiffer(`${benchmark}: ours ${wrong}`)
    else rows.push(leftOutRow(benchmark, `${subject.name} ${wrong}`))
  }
  const contenders = right.map((subject) => repeating(subject.name, (n) => work.call(subject, n)))
  // Until the code is hot on both sides.
  for (const contender of contenders) await warmUp(contender, quick ? 200 : 1500)
  // What another process answers varies more than work in this one.
  const [ours, ...others] = await race(contenders, { rounds: 2 * length.rounds, sampleMs: 2 * length.sampleMs })
  if (ours === undefined) return rows
  const compared = others.map((rival) =>
    comparisonRow({ benchmark, ours, rival, measure: 'wall', goal: goalAgainst(rival.name) }),
  )
  return [...compared, ...rows]
}

async function warmUp({ run: call }: Contender, milliseconds: number): Promise<void> {
  const end = performance.now() + milliseconds
  while (performance.now() < end) await call(1)
}

function goalAgainst(name: string): Goal {
  return rivals.find((rival) => rival.name === name)?.goal
}

function leftOutRow(benchmark: string, reason: string): Row {
  return { benchmark, ours: '-', rival: reason, ratio: '-', goal: '-', verdict: 'no goal' }
}
