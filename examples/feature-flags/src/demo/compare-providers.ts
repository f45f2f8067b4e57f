import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ServerDefinition } from '../../../../scripts/servers/server.ts'
import { EtagNames } from '../script/etag-names.ts'
import { Notes } from '../script/notes.ts'
import { revisitParts } from '../script/revisit.ts'
import { script } from '../script/script.ts'
import { compareExchanges } from './compare-exchanges.ts'
import { compareOnServer } from './compare-on-server.ts'
import { MemoryRuns } from './memory-runs.ts'
import type { Run } from './run.ts'
import { playOn, type Stage } from './stage.ts'

/**
 * Plays one script against the service on memory, on SQLite, and on each of these servers, one after the other. The
 * processes differ in the variables of their provider and in nothing else. No file is left behind.
 */
export async function compareProviders(stage: Stage, servers: readonly ServerDefinition[]): Promise<Run[]> {
  const memory = new MemoryRuns(stage)
  const runs = await compareWithSqlite(stage, memory)
  for (const server of servers) runs.push(await compareOnServer(stage, server, memory))
  return runs
}

/** Memory and SQLite; and SQLite again after a restart of the service, to see what it kept. */
async function compareWithSqlite(stage: Stage, memoryRuns: MemoryRuns): Promise<Run[]> {
  const folder = await mkdtemp(join(tmpdir(), 'feature-flags-'))
  const environment = { DB_PROVIDER: 'sqlite', SQLITE_PATH: join(folder, 'feature-flags.db') }
  try {
    stage.say('playing the script on memory ...')
    const memory = await memoryRuns.of(script)
    stage.say('playing the script on sqlite ...')
    const remembered = { etags: new EtagNames(), notes: new Notes() }
    const sqlite = await playOn(stage, environment, script, remembered)
    stage.say('starting the service on sqlite again, to look at what it kept ...')
    const restarted = await playOn(stage, environment, revisitParts, remembered)

    const betweenProviders = compareExchanges(memory.exchanges, sqlite.exchanges)
    const before = sqlite.exchanges.filter(({ part }) => revisitParts.some(({ name }) => name === part))
    const afterRestart = compareExchanges(before, restarted.exchanges)
    return [
      { name: 'memory', ...memory },
      { name: 'sqlite', ...sqlite, comparison: { with: 'memory', differences: betweenProviders } },
      { name: 'sqlite again', ...restarted, comparison: { with: 'sqlite', differences: afterRestart } },
    ]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
