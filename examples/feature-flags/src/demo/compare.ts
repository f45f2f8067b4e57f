import { serversAreRequired } from '../../../../scripts/servers/installation.ts'
import { chooseServers, type Choice } from './choose-servers.ts'
import { compareProviders } from './compare-providers.ts'
import { onInterruption } from './on-interruption.ts'
import { allAlike, renderRuns } from './render-runs.ts'
import { startService } from './start-service.ts'

const explanation = `
Compared are status, headers and body of each answer, byte for byte. Not compared as they are:
  - the order of an object's fields: the datastore promises none, and PostgreSQL and DynamoDB keep none
  - versions: no two engines make the same, so "etag-1" is the first that was answered, "etag-2" the second ...
  - the headers date, connection and keep-alive are left out
  - answers to requests that were sent at the same time are put in order: which comes first is chance
The service's own clock is the number of the script's step, and its ids tell that number; a session that
expires does so in real time, so each run takes four seconds at least.
The files and servers of this run are removed. To play by hand, on a page and with curl:

  DB_PROVIDER=sqlite pnpm demo --serve
  curl 'http://127.0.0.1:<port>/movies?title=matrix&sort=-rating&limit=3'
`

/**
 * Plays the script against each provider and says how they compare. Ctrl-C stops it, and leaves nothing behind.
 *
 * @returns the exit code: 0 when all answers are the same, and as the script expects them. An engine without a server on
 * this machine is named; where `REQUIRE_SERVERS=1` says so it is a failure, before anything is played.
 */
export async function compare(start = startService, choices = chooseServers()): Promise<number> {
  const servers = choices.flatMap(({ server }) => server ?? [])
  const missing = choices.flatMap(renderMissing)
  if (servers.length < choices.length && serversAreRequired()) {
    console.log(`REQUIRE_SERVERS=1, and there are engines without a server.\n\n${missing.join('\n\n')}`)
    return 1
  }
  const interruption = new AbortController()
  onInterruption(() => interruption.abort())
  try {
    const runs = await compareProviders({ signal: interruption.signal, say: console.log, start }, servers)
    const alike = allAlike(runs)
    const verdict = alike ? 'The answers are the same.' : 'THE ANSWERS ARE NOT THE SAME.'
    console.log(`\n${[renderRuns(runs), ...missing, verdict].join('\n\n')}`)
    console.log(explanation)
    return alike ? 0 : 1
  } catch (error) {
    if (interruption.signal.aborted) return 130
    throw error
  }
}

function renderMissing({ engine, server, missing }: Choice): string[] {
  if (missing.length === 0) return []
  return [[`${engine} has ${server?.title ?? 'no server'} here:`, ...missing].join('\n  ')]
}
