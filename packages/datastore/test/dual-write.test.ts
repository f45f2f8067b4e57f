import { join } from 'node:path'
import { describeConformance } from '@bytelyst/conformance/vitest'
import { MemoryDatastoreProvider, SqliteDatastoreProvider, type DatastoreProvider } from '@bytelyst/datastore'
import { suite } from '@bytelyst/datastore/conformance'
import { expect } from 'vitest'
import { collectionRepairLog, dualWrite, memoryRepairLog, type DualWriteProvider } from '../src/dual-write/index.ts'
import { TestClock } from './support/clock.ts'
import { contentsOf, keptOpen } from './support/stores.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const folder = temporaryFolder()

/** The contract of a provider, and in the end equal stores: in every collection of every case, and nothing to repair. */
function describePair(
  title: string,
  openPrimary: (clock: () => number, path: string) => DatastoreProvider,
  readFallback: boolean,
): void {
  const clock = new TestClock()
  const secondary = new MemoryDatastoreProvider({ clock: clock.now })
  const path = join(folder, `${title}.db`)
  const pairs: { readonly primary: DatastoreProvider; readonly pair: DualWriteProvider }[] = []
  const describedSuite: typeof suite = {
    ...suite,
    async dispose(subject) {
      const [first] = pairs
      if (first === undefined) throw new Error('no case has opened a pair')
      expect(await first.pair.status()).toMatchObject({ pending: 0, underWay: 0, failed: 0 })
      const names = [...(await secondary.native()).keys()]
      expect(names.length).toBeGreaterThan(300)
      for (const name of names) {
        expect([name, await contentsOf(secondary, name)]).toEqual([name, await contentsOf(first.primary, name)])
      }
      await suite.dispose?.(subject)
    },
  }
  describeConformance(describedSuite, {
    title,
    open() {
      return Promise.resolve({
        create() {
          const primary = openPrimary(clock.now, path)
          const repairLog = primary.capabilities.durable
            ? collectionRepairLog(primary.collection('repairs'))
            : memoryRepairLog()
          const shares = pairs.length === 0 || primary.capabilities.durable
          const own = shares ? keptOpen(secondary) : new MemoryDatastoreProvider({ clock: clock.now })
          const pair = dualWrite({ primary, secondary: own, repairLog, readFallback })
          pairs.push({ primary, pair })
          return pair
        },
        advanceClock: clock.advance,
        raceRounds: 20,
      })
    },
  })
}

describePair('dual write to memory and memory', (clock) => new MemoryDatastoreProvider({ clock }), false)
describePair('dual write to sqlite and memory', (clock, path) => new SqliteDatastoreProvider({ path, clock }), false)
describePair('dual write to memory, with read fallback', (clock) => new MemoryDatastoreProvider({ clock }), true)
