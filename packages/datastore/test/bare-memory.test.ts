import { describeConformance } from '@bytelyst/conformance/vitest'
import { suite } from '@bytelyst/datastore/conformance'
import { bareMemory } from '../src/conformance/bare-memory.ts'
import { TestClock } from './support/clock.ts'

describeConformance(suite, {
  title: 'memory with every optional capability off',
  open() {
    const clock = new TestClock()
    return Promise.resolve({ create: () => bareMemory({ clock: clock.now }), advanceClock: clock.advance })
  },
})
