import { createHash, randomUUID } from 'node:crypto'
import type { Json, JsonObject } from '../json.ts'

/** Request units a second that were offered: so many, or up to so many. */
export interface Throughput {
  readonly offerThroughput?: number
  readonly offerAutopilotSettings?: { readonly maxThroughput: number }
}

/** What throughput a database or a container has. */
export interface Offer {
  readonly id: string
  readonly self: string
  readonly resourceId: string
  readonly content: Throughput
  /** Whether somebody has asked for it; otherwise it is what everything has. */
  readonly isOwn: boolean
  /** As it is answered. */
  readonly resource: JsonObject
}

/** An offer for the resource with this address. */
export function newOffer(
  self: string,
  resourceId: string,
  content: Throughput,
  isOwn: boolean,
  timestamp: number,
): Offer {
  const id = createHash('sha256').update(resourceId).digest('hex').slice(0, 8)
  const resource: JsonObject = {
    resource: self,
    offerType: 'Invalid',
    offerResourceId: resourceId,
    offerVersion: 'V2',
    content: content as unknown as Json,
    id,
    _rid: id,
    _self: `offers/${id}/`,
    _etag: `"${randomUUID()}"`,
    _ts: timestamp,
  }
  return { id, self, resourceId, content, isOwn, resource }
}
