import { describeConformance } from '@bytelyst/conformance/vitest'
import type { DatastoreProvider } from '@bytelyst/datastore'
import { suite } from '@bytelyst/datastore/conformance'
import type { Engine } from '../../../../scripts/servers/server.ts'
import { startServer, type RunningServer } from '../../../../scripts/servers/start.ts'
import { onEachServer } from '../../../../scripts/servers/testing.ts'
import { afterAll, beforeAll, describe } from 'vitest'
import { TestClock } from './clock.ts'

/** What a provider is made of for the contract on a server. */
export interface ServerSubject {
  /** The variables with which it reaches the server. */
  readonly environment: Readonly<Record<string, string>>
  /** Milliseconds since the epoch; the cases of expiry put it forward. */
  readonly clock: () => number
}

/** A server answers slower than a map: fewer rounds of each race. */
const raceRounds = 5

/** Holds a provider to the contract on every server of its engine. */
export function describeOnServers(engine: Engine, create: (subject: ServerSubject) => DatastoreProvider): void {
  onEachServer(engine, `datastore contract: ${engine}`, (server) => {
    describe(server.title, () => {
      let running: RunningServer | undefined
      beforeAll(async () => {
        running = await startServer(server)
      })
      afterAll(() => running?.stop())
      describeConformance(suite, {
        title: `${engine} on ${server.title}`,
        exceptions: server.exceptions,
        // Some servers take long to remove the collections of all cases.
        setupTimeoutMs: 300_000,
        open() {
          const { environment, url } = running as RunningServer
          const clock = new TestClock()
          const own = server.advanceClock
          const advanceClock =
            own === undefined ? clock.advance : (milliseconds: number): Promise<void> => own(url, milliseconds)
          return Promise.resolve({
            raceRounds,
            ...(server.many !== undefined && { many: server.many }),
            create: () => create({ environment, clock: clock.now }),
            advanceClock,
          })
        },
      })
    })
  })
}
