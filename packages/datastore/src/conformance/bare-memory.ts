import type { MemoryDatastoreOptions } from '../providers/memory/provider.ts'
import { memoryCapabilities } from '../providers/memory/capabilities.ts'
import { MemoryDriver } from '../providers/memory/driver.ts'
import { PortableDatastore } from '../datastore.ts'
import type { DatastoreDriver } from '../driver.ts'
import type { DatastoreCapabilities } from '../types/capabilities.ts'

/** What a provider can do that has nothing but the required methods. */
export const bareCapabilities: DatastoreCapabilities = {
  ...memoryCapabilities,
  transactions: false,
  sort: false,
  mixedSort: false,
  offset: false,
  aggregate: false,
  distinct: false,
  endsWith: false,
  caseInsensitive: false,
  elemMatch: 'none',
  uniqueIndexes: false,
  changes: 'none',
  bulkWriteByFilter: 'client',
  rawQuery: false,
  maxDocumentBytes: 400_000,
  maxInValues: 100,
}

/** A memory driver with every optional method left out, so that the portable layer has to do without them. */
export function bareDriver(driver: MemoryDriver): DatastoreDriver {
  return {
    capabilities: bareCapabilities,
    initialize: driver.initialize.bind(driver),
    readSettings: driver.readSettings.bind(driver),
    drop: driver.drop.bind(driver),
    ping: driver.ping.bind(driver),
    close: driver.close.bind(driver),
    native: driver.native.bind(driver),
    nativeCollection: driver.nativeCollection.bind(driver),
    classify: driver.classify.bind(driver),
    read: driver.read.bind(driver),
    write: driver.write.bind(driver),
    delete: driver.delete.bind(driver),
    find: driver.find.bind(driver),
    count: driver.count.bind(driver),
    explain: driver.explain.bind(driver),
  }
}

/** The memory provider with every optional capability off: what the least of engines is, and what the others fall back on. */
export function bareMemory({ clock = Date.now, collections = {} }: MemoryDatastoreOptions = {}): PortableDatastore {
  const driver = bareDriver(new MemoryDriver(clock))
  return new PortableDatastore({ provider: 'memory', capabilities: bareCapabilities, collections, open: () => driver })
}
