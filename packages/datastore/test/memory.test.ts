import { describeConformance } from '@bytelyst/conformance/vitest'
import { MemoryDatastoreProvider } from '@bytelyst/datastore'
import { suite } from '@bytelyst/datastore/conformance'
import { TestClock } from './support/clock.ts'

describeConformance(suite, {
  title: 'memory',
  open() {
    const clock = new TestClock()
    return Promise.resolve({
      create: () => new MemoryDatastoreProvider({ clock: clock.now }),
      advanceClock: clock.advance,
    })
  },
})
