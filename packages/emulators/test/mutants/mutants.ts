import { operationOf, type CosmosRequest, type Operation } from '../../src/cosmos/http/request.ts'
import { wellKnownKey } from '../../src/cosmos/options.ts'
import { signature } from '../support/signed-request.ts'
import { misanswers, misreads, withBody, withHeaders, without, withoutHeader, type Mutant } from './mutant.ts'

const key = 'x-ms-documentdb-partitionkey'
const range = 'x-ms-documentdb-partitionkeyrangeid'

/** Applies to some operations alone. */
function on(
  operations: readonly Operation[],
  change: (request: CosmosRequest) => CosmosRequest,
): (request: CosmosRequest) => CosmosRequest {
  return (request) => (operations.includes(operationOf(request)) ? change(request) : request)
}

/** A container made without one of its settings. */
function losesSetting(...names: readonly string[]): Mutant['around'] {
  return misreads((request) => {
    const isContainer = request.segments[2] === 'colls' && request.segments.length <= 4
    if (!isContainer || (request.method !== 'POST' && request.method !== 'PUT')) return request
    return withBody(request, (body) =>
      Object.fromEntries(Object.entries(body as object).filter(([name]) => !names.includes(name))),
    )
  })
}

/** Answers one status where another is right. */
function confuses(operations: readonly Operation[], right: number, wrong: number): Mutant['around'] {
  return misanswers((reply, request) =>
    reply.status === right && operations.includes(operationOf(request)) ? { ...reply, status: wrong } : reply,
  )
}

const ignoresIfMatch = (operation: Operation): Mutant => ({
  name: `ignores If-Match of ${operation}`,
  group: 'documents',
  around: misreads(on([operation], (request) => without(request, 'if-match'))),
})

/** Emulators that are wrong in one thing each. */
export const mutants: readonly Mutant[] = [
  ignoresIfMatch('replace'),
  ignoresIfMatch('upsert'),
  ignoresIfMatch('patch'),
  ignoresIfMatch('delete'),
  {
    name: 'ignores If-None-Match of read',
    group: 'documents',
    around: misreads(on(['read'], (r) => without(r, 'if-none-match'))),
  },
  {
    name: 'ignores If-None-Match of upsert',
    group: 'documents',
    around: misreads(on(['upsert'], (r) => without(r, 'if-none-match'))),
  },
  {
    name: 'creates over what is there',
    group: 'documents',
    around: misreads(on(['create'], (r) => withHeaders(r, { 'x-ms-documentdb-is-upsert': 'true' }))),
  },
  {
    name: 'does not upsert',
    group: 'documents',
    around: misreads(on(['upsert'], (r) => without(r, 'x-ms-documentdb-is-upsert'))),
  },
  { name: 'answers 200 for a creation', group: 'documents', around: confuses(['create'], 201, 200) },
  { name: 'answers 200 for a deletion', group: 'documents', around: confuses(['delete'], 204, 200) },
  { name: 'answers 404 for an unchanged document', group: 'documents', around: confuses(['read'], 304, 404) },
  { name: 'answers 412 for a second creation', group: 'documents', around: confuses(['create'], 409, 412) },
  { name: 'says no etag', group: 'documents', around: misanswers((reply) => withoutHeader(reply, 'etag')) },
  {
    name: 'says no session token',
    group: 'documents',
    around: misanswers((reply) => withoutHeader(reply, 'x-ms-session-token')),
  },
  {
    name: 'has no substatus of refusals',
    group: 'documents',
    around: misanswers((reply) => withoutHeader(reply, 'x-ms-substatus')),
  },
  {
    name: 'lets every key in',
    group: 'documents',
    around: misreads((r) =>
      withHeaders(r, signature(wellKnownKey, r.method, r.segments.map(encodeURIComponent).join('/'))),
    ),
  },
  {
    name: 'takes a missing partition key for null',
    group: 'documents',
    around: misreads((r) => (r.headers[key] === '[{}]' ? withHeaders(r, { [key]: '[null]' }) : r)),
  },
  { name: 'forgets unique keys', group: 'containers', around: losesSetting('uniqueKeyPolicy') },
  { name: 'forgets the default time to live', group: 'containers', around: losesSetting('defaultTtl') },
  {
    name: 'ignores the ttl of a document',
    group: 'containers',
    around: misreads(on(['create', 'upsert'], (r) => withBody(r, (body) => ({ ...(body as object), ttl: undefined })))),
  },
  {
    name: 'mixes up the parts of a hierarchical key',
    group: 'containers',
    around: misreads(
      on(['read'], (r) =>
        withHeaders(r, { [key]: JSON.stringify((JSON.parse(r.headers[key] ?? '[]') as string[]).toSorted()) }),
      ),
    ),
  },
  {
    name: 'leaves a range out',
    group: 'containers',
    around: misanswers((reply, { segments }) => {
      if (segments[4] !== 'pkranges') return reply
      const body = JSON.parse(reply.text) as { PartitionKeyRanges: unknown[] }
      return { ...reply, text: JSON.stringify({ ...body, PartitionKeyRanges: body.PartitionKeyRanges.slice(1) }) }
    }),
  },
  {
    name: 'ignores the condition of a patch',
    group: 'patches',
    around: misreads(
      on(['patch'], (r) =>
        withBody(r, (body) => ({
          ...(body as object),
          condition: undefined,
          operations: (body as { operations?: unknown }).operations ?? body,
        })),
      ),
    ),
  },
  {
    name: 'does a patch up to what fails',
    group: 'patches',
    around: (handler) => async (request) => {
      const body: unknown = operationOf(request) === 'patch' ? JSON.parse(request.body.toString('utf8')) : undefined
      if (!Array.isArray(body)) return handler(request)
      let outcome = await handler(request)
      for (const operation of body) outcome = await handler(withBody(request, () => [operation]))
      return outcome
    },
  },
  {
    name: 'is not atomic in a batch',
    group: 'batches',
    around: (handler) => async (request) => {
      if (operationOf(request) !== 'batch') return handler(request)
      const operations = JSON.parse(request.body.toString('utf8')) as readonly unknown[]
      for (const operation of operations) await handler(withBody(request, () => [operation]))
      return handler(request)
    },
  },
  { name: 'answers 200 for a batch that failed', group: 'batches', around: confuses(['batch'], 207, 200) },
  {
    name: 'answers 200 for the operations beside the one that failed',
    group: 'batches',
    around: misanswers((reply) => ({ ...reply, text: reply.text.replaceAll('"statusCode":424', '"statusCode":200') })),
  },
  {
    name: 'ignores ifMatch in a batch',
    group: 'batches',
    around: misreads(
      on(['batch'], (r) => withBody(r, (body) => (body as object[]).map((each) => ({ ...each, ifMatch: undefined })))),
    ),
  },
  {
    name: 'ignores the partition key of a query',
    group: 'queries',
    around: misreads(
      on(['query'], (r) => (r.headers[key] === undefined ? r : withHeaders(without(r, key), { [range]: '0' }))),
    ),
  },
  {
    name: 'answers everything for every range',
    group: 'queries',
    around: misreads(
      on(['query'], (r) => withHeaders(without(r, range), { 'x-ms-documentdb-query-enablecrosspartition': 'true' })),
    ),
  },
  {
    name: 'does not say that an answer goes on',
    group: 'queries',
    around: misanswers((reply) => withoutHeader(reply, 'x-ms-continuation')),
  },
  {
    name: 'begins anew on each page',
    group: 'queries',
    around: misreads(on(['query'], (r) => without(r, 'x-ms-continuation'))),
  },
  {
    name: 'ignores the size of a page',
    group: 'queries',
    around: misreads(on(['query'], (r) => without(r, 'x-ms-max-item-count'))),
  },
  {
    name: 'answers a thousand rows unasked',
    group: 'queries',
    around: misreads(
      on(['query'], (r) => withHeaders(r, { 'x-ms-max-item-count': r.headers['x-ms-max-item-count'] ?? '-1' })),
    ),
  },
  { name: 'forgets composite indexes', group: 'queries', around: losesSetting('indexingPolicy') },
  {
    name: 'forgets where a change feed was',
    group: 'change feed',
    around: misreads(on(['feed'], (r) => without(r, 'if-none-match'))),
  },
  {
    name: 'ignores the time from which a change feed is wanted',
    group: 'change feed',
    around: misreads(on(['feed'], (r) => without(r, 'if-modified-since'))),
  },
  {
    name: 'ignores the partition key of a change feed',
    group: 'change feed',
    around: misreads(on(['feed'], (r) => without(r, key))),
  },
  {
    name: 'says no time to wait when it throttles',
    group: 'faults',
    around: misanswers((reply) => withoutHeader(reply, 'x-ms-retry-after-ms')),
  },
  { name: 'says 500 when a range is gone', group: 'faults', around: confuses(['feed', 'bulk'], 410, 500) },
]
