import { join } from 'node:path'
import { Database } from '../../../packages/datastore/src/providers/sqlite/database.ts'
import { SqliteDriver } from '../../../packages/datastore/src/providers/sqlite/driver.ts'
import type { Benchmark } from '../benchmark.ts'
import { withTemporaryFolder } from '../sqlite/temporary-folder.ts'
import { raceOfLayers } from './race-of-layers.ts'

/** The portable layer over a driver with real work to do. */
export const run: Benchmark = (extent) =>
  withTemporaryFolder(async (folder) => {
    const path = join(folder, 'layers.db')
    const driver = new SqliteDriver(await Database.open(path), path, Date.now)
    return raceOfLayers(driver, { title: 'sqlite', goal: { atMost: 1.1 } }, extent)
  })
