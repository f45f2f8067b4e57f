import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeConformance } from '@bytelyst/conformance/vitest'
import { SqliteDatastoreProvider } from '@bytelyst/datastore'
import { suite } from '@bytelyst/datastore/conformance'
import { afterAll } from 'vitest'
import { TestClock } from './support/clock.ts'

const folder = mkdtempSync(join(tmpdir(), 'bytelyst-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describeConformance(suite, {
  title: 'sqlite on a file',
  open() {
    const clock = new TestClock()
    const path = join(folder, 'conformance.db')
    return Promise.resolve({
      create: () => new SqliteDatastoreProvider({ path, clock: clock.now }),
      advanceClock: clock.advance,
    })
  },
})
