import { compareProviders } from './compare-providers.ts'
import { onInterruption } from './on-interruption.ts'
import { allAlike, renderRuns } from './render-runs.ts'
import { startService } from './start-service.ts'

const explanation = `
Compared are status, headers and body of each answer, byte for byte. Not compared as they are:
  - versions: no two engines make the same, so "etag-1" is the first that was answered, "etag-2" the second ...
  - the headers date, connection and keep-alive are left out
  - answers to requests that were sent at the same time are put in order: which comes first is chance
The service's own clock is the number of the script's step, and its ids tell that number; a session that
expires does so in real time, so each run takes four seconds at least.
The files of this run are removed. To play by hand, on a page and with curl:

  DB_PROVIDER=sqlite pnpm demo --serve
  curl 'http://127.0.0.1:<port>/movies?title=matrix&sort=-rating&limit=3'
`

/**
 * Plays the script against each provider and says how they compare. Ctrl-C stops it, and leaves nothing behind.
 *
 * @returns the exit code: 0 when all answers are the same, and as the script expects them
 */
export async function compare(start = startService): Promise<number> {
  const interruption = new AbortController()
  onInterruption(() => interruption.abort())
  try {
    const runs = await compareProviders({ signal: interruption.signal, say: console.log, start })
    const alike = allAlike(runs)
    console.log(`\n${renderRuns(runs)}\n\n${alike ? 'The answers are the same.' : 'THE ANSWERS ARE NOT THE SAME.'}`)
    console.log(explanation)
    return alike ? 0 : 1
  } catch (error) {
    if (interruption.signal.aborted) return 130
    throw error
  }
}
