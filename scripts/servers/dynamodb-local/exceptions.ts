import type { Exceptions } from '@bytelyst/conformance'

/** What DynamoDB Local 3.1.0 does otherwise than the service. */
export const dynamodbLocalExceptions: Exceptions = {
  'datastore/identity/collection-names':
    'its tables are those of SQLite, which ignores the case of names: the second of two names that differ in case is answered with 500',
}
