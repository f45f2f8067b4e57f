import { join } from 'node:path'
import { Database } from '../../../packages/datastore/src/providers/sqlite/database.ts'
import { SqliteDriver } from '../../../packages/datastore/src/providers/sqlite/driver.ts'
import type { Benchmark } from '../benchmark.ts'
import { setDurable } from '../sqlite/connection.ts'
import { withTemporaryFolder } from '../sqlite/temporary-folder.ts'
import { raceOfLayers } from './race-of-layers.ts'

/** The portable layer over a driver with real work to do. */
export const run: Benchmark = (extent) =>
  withTemporaryFolder(async (folder) => {
    const path = join(folder, 'layers.db')
    const database = await Database.open(path)
    const driver = new SqliteDriver(database, path, Date.now)
    const layering = {
      title: 'sqlite',
      goal: { atMost: 1.1 },
      setDurable: (durable: boolean) => setDurable(database.native, durable),
    }
    return raceOfLayers(driver, layering, extent)
  })
