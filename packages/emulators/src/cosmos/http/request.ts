/** A request that has been read. */
export interface CosmosRequest {
  readonly method: string
  /** The names that its path consists of, decoded. */
  readonly segments: readonly string[]
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Buffer
}

/** What a request asks for. */
export type Operation =
  | 'create'
  | 'upsert'
  | 'read'
  | 'replace'
  | 'patch'
  | 'delete'
  | 'batch'
  | 'bulk'
  | 'query'
  | 'plan'
  | 'feed'
  | 'management'

/** Whether a header says yes, in any spelling. */
export function isTrue({ headers }: CosmosRequest, name: string): boolean {
  return headers[name]?.toLowerCase() === 'true'
}

/** What a request asks for; whatever is not about documents is `management`. */
export function operationOf(request: CosmosRequest): Operation {
  const { method, segments } = request
  if (segments[4] !== 'docs') return 'management'
  if (segments.length === 6) {
    const byMethod: Readonly<Record<string, Operation>> = {
      GET: 'read',
      PUT: 'replace',
      PATCH: 'patch',
      DELETE: 'delete',
    }
    return byMethod[method] ?? 'management'
  }
  if (method !== 'POST') return 'feed'
  if (isTrue(request, 'x-ms-cosmos-is-query-plan-request')) return 'plan'
  if (isTrue(request, 'x-ms-cosmos-is-batch-request')) {
    return isTrue(request, 'x-ms-cosmos-batch-atomic') ? 'batch' : 'bulk'
  }
  if (isQuery(request)) return 'query'
  return isTrue(request, 'x-ms-documentdb-is-upsert') ? 'upsert' : 'create'
}

/** Whether a POST is a query and no creation. */
export function isQuery(request: CosmosRequest): boolean {
  const type = request.headers['content-type'] ?? ''
  return isTrue(request, 'x-ms-documentdb-isquery') || type.startsWith('application/query+json')
}
