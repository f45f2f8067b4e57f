import { isTrue, type CosmosRequest } from '../http/request.ts'
import type { ReplyFacts } from '../http/reply.ts'
import type { Paging } from '../operations/query.ts'
import type { Scope } from '../operations/scope.ts'
import { ServiceError } from '../service-error.ts'
import type { Container } from '../store/container.ts'
import { parsePartitionKey, requireWholeKey, type PartitionKey } from '../store/partition-key.ts'
import type { PartitionRange } from '../store/partition-range.ts'

/** The partition key that a request for one logical partition names. */
export function keyOf({ headers }: CosmosRequest, { definition }: Container): PartitionKey {
  const text = headers['x-ms-documentdb-partitionkey']
  if (text === undefined) throw new ServiceError(400, 'PartitionKey value must be supplied for this operation.')
  return requireWholeKey(parsePartitionKey(text, definition.partitionKey), definition.partitionKey)
}

/**
 * The range that a request names.
 *
 * @throws ServiceError 410 for one that is no more, after which the SDK asks for the ranges again
 */
export function rangeNamed(id: string, container: Container): PartitionRange {
  const found = container.ranges.find((range) => range.id === id)
  if (found !== undefined) return found
  throw new ServiceError(410, 'The requested resource is no longer available at the server.', { substatus: 1002 })
}

/** Which documents a query or a feed is about. */
export function scopeOf(request: CosmosRequest, container: Container): Scope {
  const { headers } = request
  const key = headers['x-ms-documentdb-partitionkey']
  const range = headers['x-ms-documentdb-partitionkeyrangeid']
  const [min, max] = [headers['x-ms-start-epk'], headers['x-ms-end-epk']]
  if (key !== undefined) return { key: parsePartitionKey(key, container.definition.partitionKey) }
  if (range === undefined) return {}
  const named = { range: rangeNamed(range, container) }
  return min === undefined || max === undefined ? named : { ...named, interval: { min, max } }
}

/** @throws ServiceError 400 for a query over all partitions that does not say that it is meant as one */
export function requireScope(request: CosmosRequest, { key, range }: Scope): void {
  if (key !== undefined || range !== undefined || isTrue(request, 'x-ms-documentdb-query-enablecrosspartition')) return
  const message =
    'Cross partition query is required but disabled. Please set x-ms-documentdb-query-enablecrosspartition to true, specify x-ms-documentdb-partitionkey, or revise your query to avoid this exception.'
  throw new ServiceError(400, message)
}

/** @throws ServiceError 400 for a number of items that is none */
export function pagingOf({ headers }: CosmosRequest): Paging {
  const text = headers['x-ms-max-item-count']
  const maxItemCount = text === undefined || text === '' ? undefined : Number(text)
  if (maxItemCount !== undefined && (!Number.isInteger(maxItemCount) || maxItemCount === 0 || maxItemCount < -1)) {
    throw new ServiceError(400, 'x-ms-max-item-count is a whole number above zero, or -1.')
  }
  return { maxItemCount, continuation: headers['x-ms-continuation'] }
}

/** What every answer about a container's documents says of it. */
export function ownerOf({ segments }: CosmosRequest, container: Container): NonNullable<ReplyFacts['owner']> {
  return { resourceId: container.resourceId, path: segments.slice(0, 4).join('/') }
}

/** How far ranges have come: a client that has read this never reads anything older. */
export function sessionToken(container: Container, range?: PartitionRange): string {
  const ranges = range === undefined ? container.ranges : [range]
  return ranges.map(({ id }) => `${id}:0#${container.lsn}#0=${container.lsn}`).join(',')
}

/** @throws ServiceError 404 for a session that is ahead of this container */
export function requireSession({ headers }: CosmosRequest, container: Container): void {
  const token = headers['x-ms-session-token']
  if (token === undefined) return
  const known = new Set(container.ranges.map(({ id }) => id))
  for (const part of token.split(',')) {
    const found = /^(\d+):(?:-?\d+#)?(\d+)/.exec(part.trim())
    if (found === null) throw new ServiceError(400, 'The session token provided is invalid.')
    if (known.has(found[1] ?? '') && Number(found[2]) > container.lsn) {
      throw new ServiceError(404, 'The read session is not available for the input session token.', { substatus: 1002 })
    }
  }
}
