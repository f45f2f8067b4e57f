import type { Json, JsonObject } from '../json.ts'
import { ServiceError } from '../service-error.ts'
import { isTtl } from './container-definition.ts'

/** What the service writes into every document, in this order. */
export const systemProperties: readonly ['_rid', '_self', '_etag', '_attachments', '_ts'] = [
  '_rid',
  '_self',
  '_etag',
  '_attachments',
  '_ts',
]

/** The most bytes of a document's JSON. */
export const mostDocumentBytes: number = 2 * 1024 * 1024

/** A document's JSON as it is kept. */
export interface DocumentText {
  readonly body: JsonObject
  readonly text: string
}

/**
 * The document with these system properties, whichever it had.
 *
 * @throws ServiceError 413
 */
export function stampDocument(
  document: JsonObject,
  stamps: Readonly<Record<(typeof systemProperties)[number], Json>>,
): DocumentText {
  const body: Record<string, Json> = { ...document }
  for (const name of systemProperties) {
    delete body[name]
    body[name] = stamps[name]
  }
  const text = JSON.stringify(body)
  // No character of JSON takes more than three bytes for each of its units.
  if (text.length * 3 > mostDocumentBytes && Buffer.byteLength(text) > mostDocumentBytes) {
    throw new ServiceError(413, 'Request size is too large')
  }
  return { body, text }
}

/**
 * When a document expires, in seconds; infinite when it does not.
 *
 * @throws ServiceError 400 for a `ttl` that is none
 */
export function expiryOf(document: JsonObject, timestamp: number, defaultTtl: number | undefined): number {
  if (defaultTtl === undefined) return Number.POSITIVE_INFINITY
  const own = document['ttl']
  if (own !== undefined && own !== null && !(typeof own === 'number' && isTtl(own))) {
    const message = `The input ttl '${JSON.stringify(own).slice(0, 40)}' is invalid. Ensure to provide a nonzero positive integer less than or equal to '2147483647', or '-1' for an item to never expire.`
    throw new ServiceError(400, message)
  }
  const seconds = own ?? defaultTtl
  return seconds === -1 ? Number.POSITIVE_INFINITY : timestamp + seconds
}
