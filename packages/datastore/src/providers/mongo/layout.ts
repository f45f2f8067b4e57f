import { isReservedField } from '../../document/fields.ts'
import { valueAt } from '../../document/path.ts'
import { textHash } from '../../document/text-hash.ts'
import type { Key, StoredDocument, Target, WriteRecord } from '../../driver.ts'
import type { FilterLeaf } from '../../filter/tree.ts'
import type { JsonValue, Scalar } from '../../types/document.ts'
import { filterOf, nothingMatches, type FieldNames, type Query } from './filter.ts'
import { asWritten, fromBson, toBsonFields } from './values.ts'

/**
 * How `_id` is made: `encoded` from partition key and id, or `plain`, for collections that a service filled before us:
 * the id alone, so that ids are unique in a collection.
 */
export type IdFormat = 'encoded' | 'plain'

/** What is kept in a document beside the caller's fields. */
export const hidden = {
  etag: '_etag',
  /** Seconds of life after each write; absent: for ever. */
  ttl: '_bytelystTtl',
  /** A date, so that an index of MongoDB's own can sweep. */
  expiresAt: '_bytelystExpiresAt',
  /** Set on documents of which a few more updates could make too large ones. */
  large: '_bytelystLarge',
  /** By how many bytes updates of many documents, which see none of them, may have made it larger. */
  growth: '_bytelystGrowth',
} as const

/** The version of a document that was written before us. */
const versionOfOthers = 'none'
/** At the end of an etag that many documents were given at once. */
const sharedMark = '~'

/** A document as it is stored. */
export interface RawDocument {
  /** A text in all that are ours; other writers may have put anything there. */
  readonly _id: string
  readonly [field: string]: unknown
}

/** Where the documents of one collection have their identity, and what is kept beside them. */
export class Layout implements FieldNames {
  readonly target: Target
  readonly partitionKeyField: string
  /** Whether `_id` is the id itself: asked for, or since nothing else is the partition key. */
  readonly isPlain: boolean
  /** Whether every document is a partition of its own. */
  readonly isUnpartitioned: boolean
  readonly readAs: FieldNames['readAs']

  constructor(target: Target, format: IdFormat, readAs: FieldNames['readAs']) {
    this.target = target
    this.partitionKeyField = target.partitionKeyPath.join('.')
    this.isUnpartitioned = this.partitionKeyField === 'id'
    this.isPlain = this.isUnpartitioned || format === 'plain'
    this.readAs = format === 'plain' ? readAs : undefined
  }

  /** What stands before the id in the `_id` of a partition's documents, where anything does. */
  prefixOf(partitionKey: string): string | undefined {
    return this.isPlain ? undefined : `${partitionKey}/`
  }

  /** Unambiguous, since no id holds a slash: the last one is where the partition key ends. */
  idOf({ id, partitionKey }: Key): string {
    return this.isPlain ? id : `${partitionKey}/${id}`
  }

  /** The key within an `_id` of ours; undefined when it tells no partition key. */
  keyOf(id: unknown): Key | undefined {
    if (typeof id !== 'string') return undefined
    if (this.isUnpartitioned) return { id, partitionKey: id }
    const end = id.lastIndexOf('/')
    return this.isPlain || end < 1 ? undefined : { partitionKey: id.slice(0, end), id: id.slice(end + 1) }
  }

  /** The one document with this key, expired or not. */
  where(key: Key): Query {
    const _id = this.idOf(key)
    if (!this.isPlain) return { _id }
    if (this.isUnpartitioned) return key.id === key.partitionKey ? { _id } : { _id, ...nothingMatches }
    return { _id, ...this.inPartition(key.partitionKey) }
  }

  /** Whether a document that has the `_id` of a key is in its partition too: where ids are plain that is open. */
  isOf(raw: RawDocument, { partitionKey }: Key): boolean {
    if (!this.isPlain || this.isUnpartitioned) return true
    return valueAt(fromBson(raw), this.target.partitionKeyPath) === partitionKey
  }

  inPartition(partitionKey: string): Query {
    const { partitionKeyPath: path } = this.target
    const leaf: FilterLeaf = { kind: 'equals', path, value: partitionKey, ignoreCase: false, negated: false }
    return filterOf(leaf, this)
  }

  /** Documents of this version; a text that no document has matches none. */
  ofVersion(version: string, key: Key): Query {
    if (version === versionOfOthers) return { [hidden.etag]: { $not: { $type: 'string' } } }
    const end = version.indexOf(sharedMark) + 1
    if (end === 0) return { [hidden.etag]: version }
    return version.slice(end) === textHash(this.idOf(key)) ? { [hidden.etag]: version.slice(0, end) } : nothingMatches
  }

  toRaw({ key, document, ttlSeconds }: WriteRecord, etag: string, now: number, isLarge: boolean): RawDocument {
    const raw: Record<string, unknown> = { _id: this.idOf(key), ...toBsonFields(document), [hidden.etag]: etag }
    if (isLarge) raw[hidden.large] = true
    if (ttlSeconds !== null) {
      raw[hidden.ttl] = ttlSeconds
      raw[hidden.expiresAt] = new Date(now + ttlSeconds * 1000)
    }
    return asWritten(raw) as RawDocument
  }

  toStored(raw: RawDocument): StoredDocument {
    const document: Record<string, JsonValue> = {}
    if (this.isPlain || raw['id'] === undefined) document['id'] = textOf(raw._id)
    for (const field of Object.keys(raw)) {
      // To assign `__proto__`, which only others write, would set the object's prototype.
      if (isReservedField(field) || field === '__proto__' || (field === 'id' && 'id' in document)) continue
      document[field] = fromBson(raw[field])
    }
    const ttl = raw[hidden.ttl]
    return { document, version: this.versionOf(raw), ttlSeconds: typeof ttl === 'number' ? ttl : null }
  }

  /** A value as it is read, where it is no container. */
  scalarOf(value: unknown): Scalar {
    const read = fromBson(value)
    return typeof read === 'object' ? null : read
  }

  versionOf(raw: RawDocument): string {
    const etag = raw[hidden.etag]
    if (typeof etag !== 'string') return versionOfOthers
    return etag.endsWith(sharedMark) ? etag + textHash(textOf(raw._id)) : etag
  }
}

/** An etag that one statement gives to many documents; each one's version has a part of its own behind it. */
export function sharedEtag(etag: string): string {
  return etag + sharedMark
}

/** Documents that have not expired at this moment. */
export function unexpired(now: number): Query {
  return { [hidden.expiresAt]: { $not: { $lte: new Date(now) } } }
}

export function expired(now: number): Query {
  return { [hidden.expiresAt]: { $lte: new Date(now) } }
}

/** An `_id` of another writer may be anything. */
function textOf(id: unknown): string {
  const read = fromBson(id)
  return typeof read === 'string' ? read : JSON.stringify(read)
}
