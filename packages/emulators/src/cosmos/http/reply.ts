import { randomUUID } from 'node:crypto'
import type { Json } from '../json.ts'
import type { ServiceError } from '../service-error.ts'
import type { CosmosRequest } from './request.ts'

/** What is answered. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** JSON, or nothing. */
  readonly text: string
}

/** Stands for a connection that is closed without an answer. */
export const dropped: unique symbol = Symbol('dropped')

/** Answers a request. */
export type Handler = (request: CosmosRequest) => Promise<Reply | typeof dropped>

/** Facts about an answer that have headers of their own. */
export interface ReplyFacts {
  readonly charge: number
  readonly etag?: string
  readonly sessionToken?: string
  readonly range?: string
  readonly itemCount?: number
  readonly continuation?: string | undefined
  /** The `_rid` and the path of the container that was asked. */
  readonly owner?: { readonly resourceId: string; readonly path: string }
}

export function reply(status: number, text: string, facts: ReplyFacts): Reply {
  const { charge, etag, sessionToken, range, itemCount, continuation, owner } = facts
  const headers: Record<string, string> = { 'x-ms-request-charge': charge.toFixed(2) }
  if (etag !== undefined) headers['etag'] = etag
  if (sessionToken !== undefined) headers['x-ms-session-token'] = sessionToken
  if (range !== undefined) headers['x-ms-documentdb-partitionkeyrangeid'] = range
  if (itemCount !== undefined) headers['x-ms-item-count'] = String(itemCount)
  if (continuation !== undefined) headers['x-ms-continuation'] = continuation
  if (owner !== undefined) {
    headers['x-ms-content-path'] = owner.resourceId
    headers['x-ms-alt-content-path'] = encodeURI(owner.path)
  }
  return { status, headers, text }
}

export function jsonReply(status: number, value: Json, facts: ReplyFacts): Reply {
  return reply(status, JSON.stringify(value), facts)
}

/** A refusal: `{ code, message }`, with what the SDK reads in headers. */
export function errorReply(error: ServiceError, facts: ReplyFacts = { charge: 1 }): Reply {
  const { substatus, retryAfterMs, additionalErrorInfo } = error.details
  const activityId = randomUUID()
  const body = {
    code: error.code,
    message: `${error.message}\r\nActivityId: ${activityId}, bytelyst/emulators`,
    ...(additionalErrorInfo === undefined ? {} : { additionalErrorInfo }),
  }
  const plain = reply(error.status, JSON.stringify(body), facts)
  const headers: Record<string, string> = { ...plain.headers, 'x-ms-activity-id': activityId }
  if (substatus !== undefined) headers['x-ms-substatus'] = String(substatus)
  if (retryAfterMs !== undefined) headers['x-ms-retry-after-ms'] = String(retryAfterMs)
  return { ...plain, headers }
}
