import { join } from 'node:path'
import { sourceFolder } from '../installation.ts'
import type { Command, Place } from '../server.ts'

/** Starts the PostgreSQL whose programs are in this folder. */
export function startPostgresql(programs: string, { data, port }: Place): Command {
  const script = join(sourceFolder('postgresql'), 'main.ts')
  return { program: process.execPath, arguments: [script, programs, data, String(port)] }
}
