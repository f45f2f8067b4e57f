/** A provider that is not ours, registered and held to the whole contract; prints how many cases hold. */
import { runSuite, toTable } from '@bytelyst/conformance'
import { defineProvider, text } from '@bytelyst/core'
import {
  createDatastoreProvider,
  registerDatastoreProvider,
  SqliteDatastoreProvider,
  type DatastoreCapabilities,
  type DatastoreOptions,
  type DatastoreProvider,
} from '@bytelyst/datastore'
import { suite } from '@bytelyst/datastore/conformance'

interface EngineConfig {
  ENGINE_PATH: string
}

/** The engine's clock, which the cases of expiry put forward. */
let ahead = 0
const clock = (): number => Date.now() + ahead

registerDatastoreProvider(
  defineProvider<DatastoreProvider, EngineConfig, DatastoreCapabilities, DatastoreOptions>('datastore', {
    name: 'engine',
    description: 'documents in an engine of somebody else',
    variables: { ENGINE_PATH: text({ description: 'where it is', example: './engine.db' }) },
    capabilities: new SqliteDatastoreProvider().capabilities,
    create: ({ ENGINE_PATH }) => new SqliteDatastoreProvider({ path: ENGINE_PATH, clock }),
  }),
)

const env = { DB_PROVIDER: 'engine', ENGINE_PATH: './engine.db' }
const report = await runSuite(suite, {
  title: 'engine',
  open: async () => ({
    create: () => createDatastoreProvider({ env }),
    advanceClock: (milliseconds) => (ahead += milliseconds),
    raceRounds: 5,
  }),
})
if (!report.ok) throw new Error(toTable(report))
console.log(`engine ${report.cases.length}`)
