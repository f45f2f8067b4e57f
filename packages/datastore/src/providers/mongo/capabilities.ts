import type { DatastoreCapabilities } from '../../types/capabilities.ts'

/** What is known before the server has been asked: `changes` needs a replica set, as `transactions` does. */
export const mongoCapabilities: DatastoreCapabilities = {
  transactions: 'probed',
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
  rawQuery: true,
  durable: true,
  stringOrder: 'code-point',
  maxDocumentBytes: 2_000_000,
  maxTransactOperations: 100,
  maxTransactBytes: 2_000_000,
  maxFilterLeaves: 100,
  maxInValues: 1000,
}
