import { CloudError } from '@bytelyst/core'
import { sizeOf } from '../../document/copy.ts'
import type { Key, StoredDocument, WriteRecord } from '../../driver.ts'
import type { JsonDocument, JsonValue } from '../../types/document.ts'
import { fromAttributes, toAttributes, type Attributes } from './attribute-value.ts'

/** The attributes of an item. The document is one of them, so that none of its fields can be taken for ours. */
export const attribute = {
  partitionKey: 'pk',
  id: 'id',
  document: 'document',
  version: 'version',
  /** Seconds from each write until expiry; absent: never. */
  ttl: 'ttl',
  /** Seconds since the epoch: what DynamoDB's own expiry looks at. */
  expiresAt: 'expiresAt',
  /** At least the bytes of the document's JSON text. */
  size: 'size',
  /** True when every number of the document is an integer, whose sums are the same in decimals and doubles. */
  integers: 'integers',
} as const

/** The item of a record. */
export function toItem(record: WriteRecord, version: string, now: number): Attributes {
  const { key, document, ttlSeconds } = record
  const item: Attributes = {
    ...toKey(key),
    [attribute.document]: { M: toAttributes(document) },
    [attribute.version]: { S: version },
    [attribute.size]: { N: String(sizeOf(document)) },
  }
  if (hasIntegersOnly(document)) item[attribute.integers] = { BOOL: true }
  if (ttlSeconds !== null) {
    item[attribute.ttl] = { N: String(ttlSeconds) }
    item[attribute.expiresAt] = { N: String(expiryOf(ttlSeconds, now)) }
  }
  return item
}

/** The key attributes of an item. */
export function toKey({ id, partitionKey }: Key): Attributes {
  return { [attribute.partitionKey]: { S: partitionKey }, [attribute.id]: { S: id } }
}

/** When a document that is written now expires: whole seconds since the epoch, the nearest to its time. */
export function expiryOf(ttlSeconds: number, now: number): number {
  return Math.round(now / 1000) + ttlSeconds
}

/** Whether the item's document has not expired, however late it is swept. */
export function isLive(item: Attributes, now: number): boolean {
  const expiresAt = item[attribute.expiresAt]?.N
  return expiresAt === undefined || Number(expiresAt) > now / 1000
}

/** The version that an item was written at. */
export function versionOf(item: Attributes): string | undefined {
  return item[attribute.version]?.S
}

/** @throws CloudError `data_corrupted` for an item that is not of this layout */
export function toStored(item: Attributes): StoredDocument {
  const document = item[attribute.document]?.M
  const version = versionOf(item)
  if (document === undefined || version === undefined) {
    const message = `the table holds an item without "${attribute.document}" and "${attribute.version}": it was not written by this library`
    throw new CloudError({ code: 'data_corrupted', message })
  }
  const ttl = item[attribute.ttl]?.N
  return { document: fromAttributes(document), version, ttlSeconds: ttl === undefined ? null : Number(ttl) }
}

/** Whether no number in it has a fraction. */
export function hasIntegersOnly(value: JsonValue): boolean {
  if (typeof value === 'number') return Number.isInteger(value)
  if (typeof value !== 'object' || value === null) return true
  return Array.isArray(value)
    ? value.every(hasIntegersOnly)
    : Object.values(value as JsonDocument).every((field) => hasIntegersOnly(field))
}
