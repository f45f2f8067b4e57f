import type { DatastoreCapabilities } from '../../types/capabilities.ts'

export const cosmosCapabilities: DatastoreCapabilities = {
  transactions: true,
  sort: true,
  mixedSort: false,
  offset: true,
  aggregate: true,
  distinct: true,
  endsWith: true,
  caseInsensitive: true,
  elemMatch: 'full',
  indexes: true,
  // A unique key of the engine counts a missing value as a value, and can be declared only with the container.
  uniqueIndexes: false,
  // The change feed has one token for each physical partition, and tells of no deletes.
  changes: 'none',
  bulkWriteByFilter: 'client',
  rawQuery: true,
  durable: true,
  stringOrder: 'utf-16',
  maxDocumentBytes: 2_000_000,
  maxTransactOperations: 100,
  maxTransactBytes: 2_000_000,
  maxFilterLeaves: 100,
  maxInValues: 1000,
}
