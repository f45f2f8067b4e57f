import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { ServerDefinition } from '../server.ts'
import { startPostgresql } from './command.ts'

/** Where Debian and its derivatives put each major version. */
const versionsFolder = '/usr/lib/postgresql'

const newest = existsSync(versionsFolder)
  ? readdirSync(versionsFolder)
      .filter((version) => existsSync(join(versionsFolder, version, 'bin', 'initdb')))
      .toSorted((one, other) => Number(other) - Number(one))[0]
  : undefined

/** The PostgreSQL of the machine. */
export const postgresql: ServerDefinition = {
  name: 'postgresql',
  title: "the system's PostgreSQL",
  engine: 'postgres',
  proves: 'everything, on the version that Debian has: 15',
  comesWith: '`apt-get install postgresql`',
  isExtra: true,
  prerequisites: [],
  sources: [],
  obstacle: () =>
    newest === undefined ? 'PostgreSQL is not there; run, on Debian and Ubuntu: apt-get install postgresql' : undefined,
  start: (place) => startPostgresql(join(versionsFolder, newest ?? '', 'bin'), place),
  environment: (url) => ({ DATABASE_URL: url }),
  exceptions: {},
}
