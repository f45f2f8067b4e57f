import type { Exceptions } from '@bytelyst/conformance'

const noTransactions = 'it has no TransactWriteItems: UnknownOperationException'

/** What dynalite 4.0.0 does otherwise than DynamoDB. */
export const dynaliteExceptions: Exceptions = {
  'datastore/expiry/in-transactions': noTransactions,
  'datastore/race/transactions-with-precondition': noTransactions,
  'datastore/race/transactions': noTransactions,
  'datastore/schema/transact': noTransactions,
  'datastore/transact/all-applied': noTransactions,
  'datastore/transact/first-of-several': noTransactions,
  'datastore/transact/hundred': noTransactions,
  'datastore/transact/isolated-results': noTransactions,
  'datastore/transact/preconditions-met': noTransactions,
  'datastore/transact/refused-create-existing': noTransactions,
  'datastore/transact/refused-delete-missing': noTransactions,
  'datastore/transact/refused-delete-stale': noTransactions,
  'datastore/transact/refused-first': noTransactions,
  'datastore/transact/refused-replace-missing': noTransactions,
  'datastore/transact/refused-replace-stale': noTransactions,
  'datastore/transact/refused-unfit-patch': noTransactions,
  'datastore/transact/refused-update-missing': noTransactions,
  'datastore/transact/refused-update-stale': noTransactions,
  'datastore/transact/refused-upsert-missing': noTransactions,
  'datastore/transact/refused-upsert-stale': noTransactions,
  'datastore/filter/astral-order': 'it compares strings by UTF-16 units, not by the bytes of their UTF-8',
  'datastore/filter/contains-boolean': 'its contains() finds no booleans in a list',
  'datastore/filter/element-null': 'its contains() finds no null in a list',
  'datastore/filter/type-boolean': 'its attribute_type() takes false for missing',
  'datastore/filter/type-string': 'its attribute_type() takes the empty string for missing',
}
