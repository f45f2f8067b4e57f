import type { Exceptions } from '@bytelyst/conformance'

const utf16 = 'compares strings by UTF-16 units; MongoDB by the bytes of UTF-8, which is the order of code points'
const nestedElements =
  '$elemMatch sees the elements of arrays within the array, and fails or matches on scalars when it holds $and or null; MongoDB sees objects'

/** What mongo-java-server 1.47.0 does otherwise than MongoDB. */
export const mongoJavaExceptions: Exceptions = {
  'datastore/filter/astral-order': utf16,
  'datastore/page/mixed-values': utf16,
  'datastore/filter/element-filter': nestedElements,
  'datastore/filter/element-null-field': nestedElements,
  'datastore/filter/element-contains': nestedElements,
  'datastore/unique/scalars-only': 'ignores partialFilterExpression, so that documents without the fields collide',
}
