import { fileURLToPath } from 'node:url'
import type { ServerDefinition } from '../../../scripts/servers/server.ts'
import { succeed } from '../../../scripts/tool/execute.ts'

const version = '1.0.1'

/** The server on npm. It checks no key. It brings two hundred packages, and so is fetched only to be measured. */
export const npmServer: ServerDefinition = {
  name: `vercel-cosmosdb-server-${version}`,
  title: `@vercel/cosmosdb-server ${version}`,
  engine: 'cosmos',
  proves: 'nothing here: it is measured, and judges no adapter',
  prerequisites: [{ program: 'npm', versionArguments: ['--version'], atLeast: '9' }],
  sources: [],
  async install(folder) {
    const flags = ['--no-audit', '--no-fund', '--loglevel=error', '--ignore-scripts']
    await succeed('npm', ['install', ...flags, '--prefix', folder, `@vercel/cosmosdb-server@${version}`])
  },
  start: ({ installed, port }) => ({
    program: process.execPath,
    arguments: [fileURLToPath(new URL('./npm-server-process.ts', import.meta.url)), String(port), installed],
  }),
  environment: (url) => ({ COSMOS_ENDPOINT: url, COSMOS_KEY: 'bm8ga2V5' }),
  exceptions: {},
}
