import type { DatastoreCapabilities } from '../../../../packages/datastore/src/types/capabilities.ts'

/** Nothing but what every driver must do; whatever is more is declared here and then proved by the suite. */
export const shelfCapabilities: DatastoreCapabilities = {
  transactions: false,
  sort: false,
  mixedSort: false,
  offset: false,
  aggregate: false,
  distinct: false,
  endsWith: false,
  caseInsensitive: false,
  elemMatch: 'none',
  indexes: false,
  uniqueIndexes: false,
  changes: 'none',
  bulkWriteByFilter: 'client',
  rawQuery: false,
  durable: false,
  stringOrder: 'code-point',
  maxDocumentBytes: 400_000,
  maxTransactOperations: 100,
  maxTransactBytes: 2_000_000,
  maxFilterLeaves: 100,
  maxInValues: 100,
}
