import { join } from 'node:path'
import { succeed, workspaceEnvironment } from '../../tool/execute.ts'
import { sourceFolder } from '../installation.ts'
import type { ServerDefinition } from '../server.ts'
import { ferretdbExceptions } from './exceptions.ts'

const program = 'ferretdb'

/** FerretDB: MongoDB's protocol over SQLite files, as a program of ours around its package. */
export const ferretdb: ServerDefinition = {
  name: 'ferretdb',
  title: 'FerretDB 1.24.2',
  engine: 'mongo',
  proves: 'filters, order by code points, conditional writes and races, restarts',
  prerequisites: [{ program: 'go', versionArguments: ['version'], atLeast: '1.24' }],
  sources: ['go.mod', 'go.sum', 'main.go', 'relay.go'],
  async install(folder) {
    const options = {
      folder: sourceFolder('ferretdb'),
      // Without cgo it is one static file, and no C compiler is needed.
      environment: { ...workspaceEnvironment(), CGO_ENABLED: '0' },
    }
    await succeed(
      'go',
      ['build', '-mod=readonly', '-trimpath', '-ldflags=-s -w', '-o', join(folder, program), '.'],
      options,
    )
  },
  start: ({ installed, data, port }) => ({
    program: join(installed, program),
    arguments: ['-port', String(port), '-data', data],
  }),
  // Nobody else becomes the server here: to look for one half a minute long, as the SDK does, is in vain.
  environment: (url) => ({ MONGO_URI: `${url}?serverSelectionTimeoutMS=3000`, MONGO_DATABASE: 'bytelyst' }),
  // It looks through the whole collection for each write.
  many: 400,
  lacks: ['transactions', 'changes'],
  exceptions: ferretdbExceptions,
}
