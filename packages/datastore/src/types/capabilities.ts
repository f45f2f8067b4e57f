/**
 * What a provider can do. A `false` capability is refused with `unsupported` before any I/O; nothing is approximated.
 * The suite holds a provider to what it declares, both ways.
 */
export interface DatastoreCapabilities {
  /** `transact`. `'probed'`: depends on the server, settled by `initialize` or `ping`. */
  readonly transactions: boolean | 'probed'
  /** Sorting by any field. Where false, only by `id`, and only within one partition. */
  readonly sort: boolean
  /** The pinned order holds for several sort keys over fields of mixed types. */
  readonly mixedSort: boolean
  /** `offset` of `findMany`. */
  readonly offset: boolean
  /** `aggregate`. */
  readonly aggregate: boolean
  /** `distinct`. */
  readonly distinct: boolean
  /** `$endsWith`. */
  readonly endsWith: boolean
  /** `$ci: true`. */
  readonly caseInsensitive: boolean | 'probed'
  /** `$elemMatch`; `'equality'`: only a lone `$eq`. */
  readonly elemMatch: 'full' | 'equality' | 'none'
  /** Declared indexes pick documents. Where false they are accepted and change nothing: `explain` tells the scans. */
  readonly indexes: boolean
  /** `unique: true` of an index. */
  readonly uniqueIndexes: boolean
  /** The change feed: none, only written documents, or deletes too. */
  readonly changes: 'none' | 'puts' | 'all'
  /** Whether `updateMany` and `deleteMany` run on the server, or as a request a document. */
  readonly bulkWriteByFilter: 'server' | 'client'
  /** `rawQuery`. */
  readonly rawQuery: boolean
  /** Whether data outlives the provider: `close` it, open it again, and the documents are there. */
  readonly durable: boolean
  /** How strings are ordered; differs only for characters outside the basic plane. */
  readonly stringOrder: 'code-point' | 'utf-16'
  /** UTF-8 bytes of a document's JSON text. */
  readonly maxDocumentBytes: number
  /** Operations of one `transact`. */
  readonly maxTransactOperations: number
  /** UTF-8 bytes of the JSON texts of a transaction's documents together. */
  readonly maxTransactBytes: number
  /** Conditions in one filter. */
  readonly maxFilterLeaves: number
  /** Values in one `$in` or `$nin`. */
  readonly maxInValues: number
}
