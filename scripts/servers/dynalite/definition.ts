import { createRequire } from 'node:module'
import { join } from 'node:path'
import { sourceFolder } from '../installation.ts'
import type { ServerDefinition } from '../server.ts'
import { dynaliteExceptions } from './exceptions.ts'

/** dynalite: DynamoDB's protocol over LevelDB's structures in memory. It comes with this workspace's own packages. */
export const dynalite: ServerDefinition = {
  name: 'dynalite',
  title: 'dynalite 4.0.0',
  engine: 'dynamodb',
  proves: 'keys, conditions and filters, without Java',
  prerequisites: [],
  sources: [],
  obstacle() {
    try {
      createRequire(import.meta.url).resolve('dynalite')
      return undefined
    } catch {
      return 'the package dynalite is not there; run: pnpm install'
    }
  },
  start: ({ port }) => ({
    program: process.execPath,
    arguments: [join(sourceFolder('dynalite'), 'main.ts'), String(port)],
  }),
  environment: (url) => ({
    DYNAMODB_ENDPOINT: url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  }),
  lacks: ['transactions'],
  exceptions: dynaliteExceptions,
}
