import type { Key } from '../driver.ts'
import type { JsonDocument } from '../types/document.ts'
import { invalid } from './invalid.ts'
import { isStorableString } from './copy.ts'
import { parsePath, valueAt, type FieldPath } from './path.ts'

const maxIdLength = 255
const maxPartitionKeyBytes = 1024
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const forbiddenInId = /[/\\?#\u0000-\u001f\u007f-\u009f]/

/** @throws CloudError `invalid_argument` for what is no id in every engine */
export function checkId(id: unknown, where: string): string {
  if (typeof id !== 'string' || id === '' || id.length > maxIdLength || id === '.' || id === '..') {
    throw invalid(where, `a string of 1 to ${maxIdLength} characters, not "." or ".."`)
  }
  if (forbiddenInId.test(id) || !id.isWellFormed()) {
    throw invalid(where, 'an id without / \\ ? # control characters and lone surrogates')
  }
  return id
}

/** @throws CloudError `invalid_argument` for what is no partition key in every engine */
export function checkPartitionKey(key: unknown, where: string): string {
  if (typeof key !== 'string' || key === '') throw invalid(where, 'a string that is not empty', key)
  // One UTF-16 unit is at most three bytes of UTF-8.
  const long = key.length * 3 > maxPartitionKeyBytes && new TextEncoder().encode(key).length > maxPartitionKeyBytes
  if (long || !isStorableString(key)) {
    throw invalid(where, `at most ${maxPartitionKeyBytes} bytes of UTF-8 without NUL and lone surrogates`)
  }
  return key
}

/** The fields of a partition key path: `/tenant/id` is `['tenant', 'id']`. */
export function parsePartitionKeyPath(path: unknown, where: string): FieldPath {
  if (typeof path !== 'string' || !path.startsWith('/')) throw invalid(where, 'a path such as "/tenantId"')
  if (path.includes('.')) throw invalid(where, 'a path whose segments are separated by "/"')
  return parsePath(path.slice(1).replaceAll('/', '.'), where)
}

/** A document's identity. */
export function keyOf(document: JsonDocument, partitionKeyPath: FieldPath, where: string): Key {
  return {
    id: checkId(document['id'], `${where}.id`),
    partitionKey: checkPartitionKey(
      valueAt(document, partitionKeyPath),
      `${where}.${partitionKeyPath.join('.')} (the partition key)`,
    ),
  }
}

/** The document that an update with `upsert` starts from: nothing but its identity. */
export function documentOf(key: Key, partitionKeyPath: FieldPath): JsonDocument {
  const nested = partitionKeyPath.reduceRight<unknown>((value, segment) => ({ [segment]: value }), key.partitionKey)
  return { ...(nested as JsonDocument), id: key.id }
}
