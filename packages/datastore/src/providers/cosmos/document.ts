import { isReservedField } from '../../document/fields.ts'
import type { CollectionSettings, StoredDocument, WriteRecord } from '../../driver.ts'
import type { JsonValue } from '../../types/document.ts'

/** A document as the engine has it: with its system fields. */
export type Resource = Readonly<Record<string, JsonValue>>

/** A stored document, without what the engine keeps in it. */
export function storedOf(resource: Resource, { defaultTtl }: CollectionSettings): StoredDocument {
  const document: Record<string, JsonValue> = {}
  for (const [field, value] of Object.entries(resource)) {
    // To assign `__proto__`, which only others write, would set the object's prototype.
    if (!isReservedField(field) && field !== '__proto__') document[field] = value
  }
  const ttl = resource['ttl']
  return {
    document,
    version: resource['_etag'] as string,
    ttlSeconds: typeof ttl === 'number' ? (ttl > 0 ? ttl : null) : (defaultTtl ?? null),
  }
}

/** A record as the engine is to keep it. Its `ttl` stands beside the fields, unless it is the container's own. */
export function resourceOf({ document, ttlSeconds }: WriteRecord, { defaultTtl }: CollectionSettings): Resource {
  if (ttlSeconds === (defaultTtl ?? null)) return document
  return { ...document, ttl: ttlSeconds ?? -1 }
}

/** No document has this version. */
const neverVersion = '"00000000-0000-0000-0000-000000000000"'

/**
 * The version to send as a condition. What is none of the engine's own is not sent: `*` would be any version. In its
 * place goes one that nothing has, so that the engine still tells what is missing from what is another version.
 */
export function conditionOf(version: string): string {
  return /^"[\w-]{1,128}"$/.test(version) ? version : neverVersion
}
