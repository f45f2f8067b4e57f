import type { DatastoreCapabilities } from '../../types/capabilities.ts'

/** `$ci` needs a collation that knows more letters than ASCII's: PostgreSQL 17, or one built with ICU. */
export const postgresCapabilities: DatastoreCapabilities = {
  transactions: true,
  sort: true,
  mixedSort: true,
  offset: true,
  aggregate: true,
  distinct: true,
  endsWith: true,
  caseInsensitive: 'probed',
  elemMatch: 'full',
  indexes: true,
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
