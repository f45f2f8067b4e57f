import type { DatastoreCapabilities } from '../../types/capabilities.ts'

/** Everything: the memory provider is what the others are compared with. */
export const memoryCapabilities: DatastoreCapabilities = {
  transactions: true,
  sort: true,
  mixedSort: true,
  offset: true,
  aggregate: true,
  distinct: true,
  endsWith: true,
  caseInsensitive: true,
  elemMatch: 'full',
  indexes: true,
  uniqueIndexes: true,
  changes: 'all',
  bulkWriteByFilter: 'server',
  rawQuery: false,
  durable: false,
  stringOrder: 'code-point',
  maxDocumentBytes: 2_000_000,
  maxTransactOperations: 100,
  maxTransactBytes: 2_000_000,
  maxFilterLeaves: 100,
  maxInValues: 1000,
}
