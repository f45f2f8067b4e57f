import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EtagNames } from '../script/etag-names.ts'
import type { FlagVersions } from '../script/flags.ts'
import { playScript } from '../script/play-script.ts'
import { revisit } from '../script/revisit.ts'
import { compareExchanges, type Difference } from './compare-exchanges.ts'
import { play, type Played, type Script } from './play.ts'
import type { StartService } from './start-service.ts'

/** A script on one provider. */
export interface Run extends Played {
  readonly name: string
  readonly data: string
  readonly comparison?: { readonly with: string; readonly differences: readonly Difference[] }
}

export interface CompareOptions {
  readonly signal: AbortSignal
  /** Told what is being done. */
  readonly say: (line: string) => void
  readonly start: StartService
}

/**
 * Plays one script against the service on memory and against the service on SQLite, and looks at the data again after
 * the latter was restarted. The two processes differ in `DB_PROVIDER` and in nothing else. No file is left behind.
 */
export async function compareProviders({ signal, say, start }: CompareOptions): Promise<Run[]> {
  const folder = await mkdtemp(join(tmpdir(), 'feature-flags-'))
  const { MEMORY_SNAPSHOT: _, ...inherited } = process.env
  const environment = { ...inherited, SQLITE_PATH: join(folder, 'feature-flags.db') }

  async function runOn(provider: string, etags: EtagNames, script: Script): Promise<Played & { data: string }> {
    const service = await start({ ...environment, DB_PROVIDER: provider })
    try {
      return { ...(await play(service.url, etags, signal, script)), data: service.data }
    } finally {
      await service.stop()
    }
  }

  let versions: FlagVersions = { stale: '', current: '' }
  let revisited = 0
  const wholeScript: Script = async (client) => {
    versions = await playScript(client)
    revisited = client.exchanges.length
    await revisit(client, versions)
  }

  try {
    say('playing the script on memory ...')
    const memory = await runOn('memory', new EtagNames(), wholeScript)
    say('playing the script on sqlite ...')
    const etags = new EtagNames()
    const sqlite = await runOn('sqlite', etags, wholeScript)
    say('starting the service on sqlite again, to look at what it kept ...')
    const restarted = await runOn('sqlite', etags, (client) => revisit(client, versions))

    const betweenProviders = compareExchanges(memory.exchanges, sqlite.exchanges)
    const afterRestart = compareExchanges(sqlite.exchanges.slice(revisited), restarted.exchanges)
    return [
      { name: 'memory', ...memory },
      { name: 'sqlite', ...sqlite, comparison: { with: 'memory', differences: betweenProviders } },
      { name: 'sqlite again', ...restarted, comparison: { with: 'sqlite', differences: afterRestart } },
    ]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
