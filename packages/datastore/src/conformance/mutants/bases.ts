import { PortableDatastore } from '../../datastore.ts'
import type { DatastoreDriver } from '../../driver.ts'
import { memoryCapabilities } from '../../providers/memory/capabilities.ts'
import { MemoryDriver } from '../../providers/memory/driver.ts'
import type { DatastoreCapabilities } from '../../types/capabilities.ts'
import { bareCapabilities, bareDriver } from '../bare-memory.ts'
import type { DatastoreSubject } from '../context.ts'
import { unchanged, type Layers } from './mutant.ts'

/** What mutants are made of: the memory provider with everything, and with nothing but what is required. */
export const bases: readonly {
  readonly title: string
  readonly openWith: (wrap: (right: Layers) => Layers) => Promise<DatastoreSubject>
}[] = [
  { title: 'memory', openWith: (wrap) => Promise.resolve(subject(wrap, memoryCapabilities, (driver) => driver)) },
  { title: 'bareMemory', openWith: (wrap) => Promise.resolve(subject(wrap, bareCapabilities, bareDriver)) },
]

/** Few rounds: a race that a mutant loses, it loses at once. */
const raceRounds = 4

function subject(
  wrap: (right: Layers) => Layers,
  capabilities: DatastoreCapabilities,
  restrict: (driver: MemoryDriver) => DatastoreDriver,
): DatastoreSubject {
  const { driver: wrapDriver, provider: wrapProvider } = wrap(unchanged)
  let offset = 0
  const clock = (): number => Date.now() + offset
  return {
    raceRounds,
    advanceClock: (milliseconds) => void (offset += milliseconds),
    create() {
      const driver = wrapDriver(restrict(new MemoryDriver(clock)))
      const provider = new PortableDatastore({ provider: 'memory', capabilities, collections: {}, open: () => driver })
      return wrapProvider(provider)
    },
  }
}
