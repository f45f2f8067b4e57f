import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { succeed } from '../../tool/execute.ts'
import type { ServerDefinition } from '../server.ts'

const database = 'bytelyst'
/** A key of this server alone. */
const key = 'Y29zbW9zZC1vZi10aGUtdGVzdHM='

const noSubqueries = 'the emulator refuses every subquery, EXISTS included: 400 "unsupported expression: subqueries"'

const needSubqueries = [
  'element-any-object',
  'element-contains',
  'element-filter',
  'element-in',
  'element-logic',
  'element-null-field',
  'element-null',
  'element-range',
  'element-reserved-names',
  'element-text',
  'element-unequal',
]

export const cosmosd: ServerDefinition = {
  name: 'cosmosd',
  title: "cosmosd (Microsoft's in-memory emulator 1.1.0-beta.1)",
  engine: 'cosmos',
  proves: 'four ranges, query plans, the merge of the SDK, atomic batches, conditions; no subqueries',
  prerequisites: [{ program: 'cargo', versionArguments: ['--version'], atLeast: '1.88' }],
  sources: [
    'Cargo.toml',
    'Cargo.lock',
    ...['authorization', 'batch', 'expiry', 'gateway', 'main', 'message', 'patch', 'plan', 'query_text'].map(
      (name) => `src/${name}.rs`,
    ),
  ],
  async install(folder) {
    // Whoever sets CARGO_TARGET_DIR keeps what was compiled for the next time.
    const target = process.env['CARGO_TARGET_DIR'] ?? join(folder, 'target')
    const manifest = join(import.meta.dirname, 'Cargo.toml')
    await succeed('cargo', ['build', '--release', '--locked', '--manifest-path', manifest, '--target-dir', target])
    copyFileSync(join(target, 'release', 'cosmosd'), join(folder, 'cosmosd'))
    rmSync(join(folder, 'target'), { recursive: true, force: true })
  },
  start: ({ installed, port }) => ({
    program: join(installed, 'cosmosd'),
    arguments: [String(port)],
    environment: { COSMOS_KEY: key, COSMOS_DATABASE: database },
  }),
  environment: (url) => ({ COSMOS_ENDPOINT: url, COSMOS_KEY: key, COSMOS_DATABASE: database }),
  async advanceClock(url, milliseconds) {
    await fetch(`${url}/_clock`, { method: 'POST', body: String(milliseconds) })
  },
  exceptions: Object.fromEntries(needSubqueries.map((name) => [`datastore/filter/${name}`, noSubqueries])),
}
