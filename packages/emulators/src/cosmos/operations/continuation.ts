import { createHash } from 'node:crypto'
import { ServiceError } from '../service-error.ts'

/** A continuation token: opaque to clients. */
export function writeContinuation(token: object): string {
  return Buffer.from(JSON.stringify(token)).toString('base64url')
}

/**
 * Reads a token of this query.
 *
 * @throws ServiceError 400 for what is none, and for one of another query
 */
export function readContinuation<T extends { readonly query: string }>(
  text: string | undefined,
  query: string,
): T | undefined {
  if (text === undefined || text === '') return undefined
  let token: unknown
  try {
    token = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
  } catch {
    token = undefined
  }
  if (typeof token === 'object' && token !== null && (token as T).query === hashOf(query)) return token as T
  throw new ServiceError(400, 'Invalid Continuation Token: it is not one of this query.')
}

/** Tells the token of one query from that of another. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 11)
}
