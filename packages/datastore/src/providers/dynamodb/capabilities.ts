import type { DatastoreCapabilities } from '../../types/capabilities.ts'

/**
 * What DynamoDB does with strongly consistent answers. There is no change feed: its streams forget after a day and have
 * to be turned on for each table, read shard by shard, with another SDK.
 */
export const dynamodbCapabilities: DatastoreCapabilities = {
  transactions: true,
  sort: false,
  mixedSort: false,
  offset: false,
  aggregate: false,
  distinct: false,
  endsWith: false,
  caseInsensitive: false,
  elemMatch: 'equality',
  indexes: false,
  uniqueIndexes: false,
  changes: 'none',
  bulkWriteByFilter: 'client',
  rawQuery: true,
  durable: true,
  stringOrder: 'code-point',
  maxDocumentBytes: 400_000,
  maxTransactOperations: 100,
  maxTransactBytes: 2_000_000,
  maxFilterLeaves: 100,
  maxInValues: 100,
}
