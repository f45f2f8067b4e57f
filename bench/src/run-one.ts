/** Runs one benchmark, in the process of its own that main.ts makes for it, and sends the rows. */
import { benchmarks } from './benchmarks.ts'
import type { Row } from './report/row.ts'

/** What main.ts is told. */
export type Message = { readonly rows: readonly Row[] } | { readonly failure: string }

const quickRace = { rounds: 5, sampleMs: 10 }
const fullRace = { rounds: 15, sampleMs: 40 }

async function run(id: string | undefined, quick: boolean): Promise<Message> {
  const entry = benchmarks.find((benchmark) => benchmark.id === id)
  if (entry === undefined) return { failure: `there is no benchmark ${id}` }
  try {
    const benchmark = await entry.load()
    return { rows: await benchmark.run({ quick, race: quick ? quickRace : fullRace }) }
  } catch (error) {
    return { failure: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

const [id, extent] = process.argv.slice(2)
process.send?.(await run(id, extent === 'quick'))
