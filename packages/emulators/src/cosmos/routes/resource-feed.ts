import { isQuery, type CosmosRequest } from '../http/request.ts'
import { reply, type Reply } from '../http/reply.ts'
import { hashOf, readContinuation, writeContinuation } from '../operations/continuation.ts'
import { charge } from '../operations/charge.ts'
import { Page } from '../operations/page.ts'
import { parseQuery } from '../operations/query.ts'
import type { Json, JsonObject } from '../json.ts'
import { readJson } from '../read-json.ts'
import { asServiceErrors } from '../store/compiled-queries.ts'
import { compileQuery } from '../sql/index.ts'
import { pagingOf } from './document-request.ts'

/** Where a list goes on. */
interface ListToken {
  readonly query: string
  readonly offset: number
}

/** Lists databases, containers or offers, or queries them. */
export function resourceFeed(
  request: CosmosRequest,
  name: string,
  resourceId: string,
  resources: readonly JsonObject[],
): Reply {
  const { maxItemCount, continuation } = pagingOf(request)
  const query = isQuery(request) ? parseQuery(readJson(request.body)) : undefined
  const rows: readonly Json[] =
    query === undefined
      ? resources
      : asServiceErrors(() => compileQuery(query.text, { compositeIndexes: [] }).run(resources, query.parameters))
  const text = query?.text ?? ''
  const page = new Page(maxItemCount)
  let offset = readContinuation<ListToken>(continuation, text)?.offset ?? 0
  while (offset < rows.length && page.add(JSON.stringify(rows[offset]))) offset += 1
  const body = `{"_rid":${JSON.stringify(resourceId)},"${name}":[${page.rows.join(',')}],"_count":${page.rows.length}}`
  return reply(200, body, {
    charge: charge.refusal,
    itemCount: page.rows.length,
    continuation: offset < rows.length ? writeContinuation({ query: hashOf(text), offset }) : undefined,
  })
}
