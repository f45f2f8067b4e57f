import type { ServerDefinition } from '../../../../scripts/servers/server.ts'
import { startServer } from '../../../../scripts/servers/start.ts'
import { partsFor } from '../script/part.ts'
import { script } from '../script/script.ts'
import { compareExchanges } from './compare-exchanges.ts'
import type { MemoryRuns } from './memory-runs.ts'
import { play } from './play.ts'
import type { Run } from './run.ts'
import type { RunningService } from './start-service.ts'
import { withService, type Stage } from './stage.ts'

/**
 * Plays the script on a server that is started for it, and holds the answers to memory's. A server or a service that
 * cannot be started is a failed run, so that the other engines are still played.
 */
export async function compareOnServer(stage: Stage, server: ServerDefinition, memory: MemoryRuns): Promise<Run> {
  const { engine, title } = server
  stage.say(`playing the script on ${engine}, which is ${title} here ...`)
  try {
    const running = await startServer(server)
    try {
      stage.signal.throwIfAborted()
      return await withService(stage, running.environment, ({ capabilities, ...service }) => {
        const absent = Object.fromEntries((server.lacks ?? []).map((name) => [name, false]))
        return compareService(stage, engine, { ...service, capabilities: { ...capabilities, ...absent } }, memory)
      })
    } finally {
      await running.stop()
    }
  } catch (error) {
    stage.signal.throwIfAborted()
    const failures = [error instanceof Error ? error.message : String(error)]
    return { name: engine, data: title, exchanges: [], failures, milliseconds: 0, parts: [], leftOut: [] }
  }
}

/** Where a provider cannot do everything, memory plays the same parts meanwhile: most of the time both wait. */
async function compareService(stage: Stage, engine: string, service: RunningService, memory: MemoryRuns): Promise<Run> {
  const { parts, leftOut } = partsFor(service.capabilities, script)
  if (leftOut.length > 0) stage.say(`playing on memory, too, what ${engine} can do of it ...`)
  const both = [play(service, script, { signal: stage.signal }), memory.of(parts)] as const
  // When one fails the other is waited for: nothing goes on behind the back of whoever called.
  await Promise.allSettled(both)
  const [run, right] = await Promise.all(both)
  const differences = compareExchanges(right.exchanges, run.exchanges)
  return { name: engine, ...run, data: service.data, comparison: { with: 'memory', differences } }
}
