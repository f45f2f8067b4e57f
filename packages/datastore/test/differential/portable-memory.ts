import { PortableDatastore } from '@bytelyst/datastore'
import { bareDriver } from '../../src/conformance/bare-memory.ts'
import { memoryCapabilities } from '../../src/providers/memory/capabilities.ts'
import { MemoryDriver } from '../../src/providers/memory/driver.ts'

/**
 * The memory provider with the same capabilities and no fast way to anything: updates, transactions, batches and
 * writes by filter go the way that the portable layer goes for engines that cannot do them in one request.
 */
export function portableMemory(): PortableDatastore {
  const driver = new MemoryDriver(Date.now)
  const capabilities = { ...memoryCapabilities, bulkWriteByFilter: 'client' as const }
  return new PortableDatastore({
    provider: 'memory',
    capabilities,
    collections: {},
    open: () => ({
      ...bareDriver(driver),
      capabilities,
      distinct: driver.distinct.bind(driver),
      aggregate: driver.aggregate.bind(driver),
      transact: driver.transact.bind(driver),
    }),
  })
}
