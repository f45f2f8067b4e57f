import { isTrue, operationOf, type CosmosRequest } from '../http/request.ts'
import { jsonReply, reply, type Reply, type ReplyFacts } from '../http/reply.ts'
import { performBatch } from '../operations/batch.ts'
import { readChangeFeed } from '../operations/change-feed.ts'
import { charge } from '../operations/charge.ts'
import { perform, type DocumentOperation } from '../operations/document-operations.ts'
import { parseQuery, runQuery, type Answer } from '../operations/query.ts'
import type { Snapshots } from '../operations/snapshots.ts'
import { readJson } from '../read-json.ts'
import { ServiceError } from '../service-error.ts'
import type { Account } from '../store/account.ts'
import { asServiceErrors } from '../store/compiled-queries.ts'
import type { Container } from '../store/container.ts'
import {
  keyOf,
  ownerOf,
  pagingOf,
  rangeNamed,
  requireScope,
  requireSession,
  scopeOf,
  sessionToken,
} from './document-request.ts'

const kinds = {
  create: 'Create',
  upsert: 'Upsert',
  read: 'Read',
  replace: 'Replace',
  patch: 'Patch',
  delete: 'Delete',
} as const

/** Everything under `/dbs/{database}/colls/{container}/docs`. */
export class DocumentRoutes {
  readonly #account: Account
  readonly #snapshots: Snapshots

  constructor(account: Account, snapshots: Snapshots) {
    this.#account = account
    this.#snapshots = snapshots
  }

  /** @throws ServiceError */
  answer(request: CosmosRequest): Reply {
    const [, database = '', , name = ''] = request.segments
    const container = this.#account.container(database, name)
    container.units.require()
    const answered = this.#dispatch(request, database, container)
    container.units.spend(Number(answered.headers['x-ms-request-charge'] ?? 0))
    return answered
  }

  /** Deletes what has one partition key. */
  deletePartition(request: CosmosRequest): Reply {
    const [, database = '', , name = ''] = request.segments
    const container = this.#account.container(database, name)
    const documents = [...(container.partition(keyOf(request, container))?.documents() ?? [])]
    this.#account.write(database, container, () => {
      for (const document of documents) container.remove(document)
    })
    return reply(200, '', { charge: charge.management, owner: ownerOf(request, container) })
  }

  #dispatch(request: CosmosRequest, database: string, container: Container): Reply {
    const operation = operationOf(request)
    switch (operation) {
      case 'create':
      case 'upsert':
      case 'read':
      case 'replace':
      case 'patch':
      case 'delete':
        return this.#one(request, database, container, kinds[operation])
      case 'batch':
      case 'bulk':
        return this.#batch(request, database, container)
      case 'plan':
        return this.#plan(request, container)
      case 'query':
        return this.#query(request, container)
      case 'feed':
        return this.#feed(request, container)
      case 'management':
        throw new ServiceError(405, 'The requested verb is not supported.')
    }
  }

  #one(request: CosmosRequest, database: string, container: Container, kind: DocumentOperation['kind']): Reply {
    const { headers, segments, body } = request
    const key = keyOf(request, container)
    if (kind === 'Read') requireSession(request, container)
    const hasBody = kind !== 'Read' && kind !== 'Delete'
    const operation: DocumentOperation = {
      kind,
      key,
      id: segments[5],
      body: hasBody ? readJson(body) : undefined,
      ifMatch: headers['if-match'],
      ifNoneMatch: headers['if-none-match'],
    }
    const result =
      kind === 'Read'
        ? perform(container, operation)
        : this.#account.write(database, container, () => perform(container, operation))
    const { status, document } = result
    const range = container.rangeOf(container.effectiveKey(key))
    const facts: ReplyFacts = {
      charge: result.charge,
      range: range.id,
      sessionToken: sessionToken(container, range),
      owner: ownerOf(request, container),
      ...(document === undefined ? {} : { etag: document.etag }),
    }
    const isMinimal = headers['prefer'] === 'return=minimal' && kind !== 'Read'
    return reply(status, document === undefined || isMinimal ? '' : document.text, facts)
  }

  #batch(request: CosmosRequest, database: string, container: Container): Reply {
    const isAtomic = isTrue(request, 'x-ms-cosmos-batch-atomic')
    const range = request.headers['x-ms-documentdb-partitionkeyrangeid']
    if (!isAtomic && range === undefined) {
      throw new ServiceError(400, 'A batch that is not atomic names a partition key range.')
    }
    const scope = isAtomic ? { key: keyOf(request, container) } : { range: rangeNamed(range ?? '', container) }
    const mode = {
      scope,
      continueOnError: isTrue(request, 'x-ms-cosmos-batch-continue-on-error'),
      withBodies: request.headers['prefer'] !== 'return=minimal',
    }
    const transact = <T>(run: () => T): T => this.#account.write(database, container, run)
    const result = performBatch(container, readJson(request.body), mode, transact)
    return reply(result.status, result.text, {
      charge: result.charge,
      sessionToken: sessionToken(container),
      owner: ownerOf(request, container),
    })
  }

  #plan(request: CosmosRequest, container: Container): Reply {
    const { text, parameters } = parseQuery(readJson(request.body))
    const compiled = container.queries.compile(text, container.definition.indexing)
    const plan = asServiceErrors(() => compiled.plan(parameters))
    return jsonReply(200, plan, { charge: charge.refusal, owner: ownerOf(request, container) })
  }

  #query(request: CosmosRequest, container: Container): Reply {
    const scope = scopeOf(request, container)
    requireScope(request, scope)
    requireSession(request, container)
    const query = parseQuery(readJson(request.body))
    const answer = runQuery(container, query, scope, pagingOf(request), this.#snapshots)
    return this.#rows(request, container, answer)
  }

  #feed(request: CosmosRequest, container: Container): Reply {
    const scope = scopeOf(request, container)
    const { headers } = request
    const mode = headers['a-im']
    if (mode === undefined) {
      const all = { text: 'SELECT * FROM c', parameters: new Map<string, never>() }
      return this.#rows(request, container, runQuery(container, all, scope, pagingOf(request), this.#snapshots))
    }
    if (mode.toLowerCase() !== 'incremental feed') {
      throw new ServiceError(400, 'This emulator has the change feed of latest versions alone: a-im: Incremental Feed.')
    }
    requireSession(request, container)
    const start = { ifNoneMatch: headers['if-none-match'], ifModifiedSince: headers['if-modified-since'] }
    const {
      status,
      rows,
      etag,
      charge: units,
    } = readChangeFeed(container, scope, start, pagingOf(request).maxItemCount)
    const answered = this.#rows(request, container, { rows, continuation: undefined, charge: units })
    return { ...answered, status, headers: { ...answered.headers, etag } }
  }

  #rows(request: CosmosRequest, container: Container, { rows, continuation, charge: units }: Answer): Reply {
    const range = request.headers['x-ms-documentdb-partitionkeyrangeid']
    const named = container.ranges.find(({ id }) => id === range)
    const text = `{"_rid":${JSON.stringify(container.resourceId)},"Documents":[${rows.join(',')}],"_count":${rows.length}}`
    return reply(200, text, {
      charge: units,
      itemCount: rows.length,
      continuation,
      sessionToken: sessionToken(container, named),
      owner: ownerOf(request, container),
      ...(named === undefined ? {} : { range: named.id }),
    })
  }
}
