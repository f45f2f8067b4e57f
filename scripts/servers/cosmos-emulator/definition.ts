import { join } from 'node:path'
import { sourceFolder } from '../installation.ts'
import type { ServerDefinition } from '../server.ts'

/** A key of this server alone. */
const key = 'ZW11bGF0b3Itb2YtdGhlLXRlc3Rz'
const database = 'bytelyst'

/**
 * Our own emulator. It proves only our reading of Cosmos DB; that reading is held to the other servers by the tests of
 * `packages/emulators`. It needs Node alone.
 */
export const cosmosEmulator: ServerDefinition = {
  name: 'cosmos-emulator',
  title: 'our Cosmos DB emulator',
  engine: 'cosmos',
  isOurs: true,
  proves: 'subqueries, four ranges, the merge of the SDK, atomic batches, conditions, as we read the documentation',
  prerequisites: [],
  sources: [],
  start: ({ port, data }) => ({
    program: process.execPath,
    arguments: [
      '--conditions=@bytelyst/source',
      join(sourceFolder('cosmos-emulator'), 'main.ts'),
      String(port),
      key,
      database,
      join(data, 'cosmos.jsonl'),
    ],
  }),
  environment: (url) => ({ COSMOS_ENDPOINT: url, COSMOS_KEY: key, COSMOS_DATABASE: database }),
  async advanceClock(url, milliseconds) {
    await fetch(`${url}/_clock`, { method: 'POST', body: String(milliseconds) })
  },
  exceptions: {},
}
