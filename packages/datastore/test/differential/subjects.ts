import { MemoryDatastoreProvider, SqliteDatastoreProvider } from '@bytelyst/datastore'
import { servers } from '../../../../scripts/servers/servers.ts'
import { bareMemory } from '../../src/conformance/bare-memory.ts'
import { memoryCapabilities } from '../../src/providers/memory/capabilities.ts'
import { foreignOrder } from './foreign-order.ts'
import { naiveSubject } from './naive/subject.ts'
import { openServerSubject } from './server-subject.ts'
import { portableMemory } from './portable-memory.ts'
import { subjectOf } from './subject-of.ts'
import type { Subject } from './subject.ts'

/** What can be compared, by name, beside the servers. */
const openers: Readonly<Record<string, () => Subject | Promise<Subject>>> = {
  memory: () => subjectOf(new MemoryDatastoreProvider(), { source: 'new MemoryDatastoreProvider()' }),
  sqlite: openSqlite,
  'bare-memory': () => subjectOf(bareMemory(), { name: 'bare-memory' }),
  'portable-memory': () => subjectOf(portableMemory(), { name: 'portable-memory' }),
  'foreign-order': () => subjectOf(foreignOrder(), { name: 'foreign-order' }),
  naive: () => naiveSubject(memoryCapabilities),
}

export const subjectNames: readonly string[] = [...Object.keys(openers), ...servers.map(({ name }) => name)]

/** @throws Error that lists the names, for any other */
export async function openSubject(name: string): Promise<Subject> {
  const server = servers.find((candidate) => candidate.name === name)
  if (server !== undefined) return openServerSubject(server)
  const open = Object.hasOwn(openers, name) ? openers[name] : undefined
  if (open === undefined) throw new Error(`no provider "${name}"; there are ${subjectNames.join(', ')}`)
  return open()
}

async function openSqlite(): Promise<Subject> {
  const provider = new SqliteDatastoreProvider({ path: ':memory:' })
  const row = (await provider.native()).prepare('SELECT sqlite_version() AS version').get()
  const [major = 0, minor = 0] = String(row?.['version']).split('.').map(Number)
  // Before 3.48 SQLite reads numbers below about 1e-80 wrongly in their last digit; Node 22 has 3.47.
  const smallestNumber = major > 3 || minor >= 48 ? 1e-130 : 1e-60
  return subjectOf(provider, { source: `new SqliteDatastoreProvider({ path: ':memory:' })`, smallestNumber })
}
