import type { DatastoreCapabilities } from '../../types/capabilities.ts'

export const sqliteCapabilities: DatastoreCapabilities = {
  transactions: true,
  sort: true,
  mixedSort: true,
  offset: true,
  aggregate: true,
  distinct: true,
  endsWith: true,
  caseInsensitive: true,
  elemMatch: 'full',
  uniqueIndexes: true,
  changes: 'none',
  bulkWriteByFilter: 'server',
  rawQuery: true,
  durable: true,
  stringOrder: 'code-point',
  maxDocumentBytes: 2_000_000,
  maxTransactOperations: 100,
  maxTransactBytes: 2_000_000,
  maxFilterLeaves: 100,
  maxInValues: 1000,
}
