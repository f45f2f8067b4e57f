import { requireConditions } from '../operations/conditions.ts'
import { isQuery, type CosmosRequest } from '../http/request.ts'
import { jsonReply, reply, type Reply } from '../http/reply.ts'
import type { Json, JsonObject } from '../json.ts'
import { charge } from '../operations/charge.ts'
import { readJsonObject } from '../read-json.ts'
import { ServiceError } from '../service-error.ts'
import { notFound, type Account } from '../store/account.ts'
import { resourceFeed } from './resource-feed.ts'
import { requireThroughput, throughputOf } from './throughput-request.ts'

/** The account, databases, containers, their ranges, and offers. */
export class ManagementRoutes {
  readonly #account: Account
  readonly #url: () => string

  constructor(account: Account, url: () => string) {
    this.#account = account
    this.#url = url
  }

  /** It tells the address under which it was asked, so that a proxy in between stays in between. */
  account({ headers }: CosmosRequest): Reply {
    const url = new URL(this.#url())
    url.host = headers['host'] ?? url.host
    const location = [{ name: 'Emulator', databaseAccountEndpoint: url.href }]
    const description: Json = {
      _self: '',
      id: 'emulator',
      _rid: 'emulator',
      _dbs: '//dbs/',
      media: '//media/',
      addresses: '//addresses/',
      writableLocations: location,
      readableLocations: location,
      enableMultipleWriteLocations: false,
      userReplicationPolicy: { asyncReplication: false, minReplicaSetSize: 1, maxReplicasetSize: 4 },
      systemReplicationPolicy: { minReplicaSetSize: 1, maxReplicasetSize: 4 },
      userConsistencyPolicy: { defaultConsistencyLevel: 'Session' },
      readPolicy: { primaryReadCoefficient: 1, secondaryReadCoefficient: 1 },
      queryEngineConfiguration: '{}',
    }
    return jsonReply(200, description, { charge: 0 })
  }

  databases(request: CosmosRequest): Reply {
    if (request.method === 'POST' && !isQuery(request)) {
      const { resource } = this.#account.createDatabase(readJsonObject(request.body), throughputOf(request))
      return resourceReply(201, resource)
    }
    requireMethod(request, ['GET', 'POST'])
    const resources = [...this.#account.databases.values()].map(({ resource }) => resource)
    return resourceFeed(request, 'Databases', '', resources)
  }

  database(request: CosmosRequest): Reply {
    requireMethod(request, ['GET', 'DELETE'])
    const [, id = ''] = request.segments
    const { resource, record } = this.#account.database(id)
    if (request.method === 'GET') return resourceReply(200, resource)
    requireConditions(conditionsOf(request), record)
    this.#account.deleteDatabase(id)
    return reply(204, '', { charge: charge.management })
  }

  containers(request: CosmosRequest): Reply {
    const [, database = ''] = request.segments
    const { containers, resourceId } = this.#account.database(database)
    if (request.method === 'POST' && !isQuery(request)) {
      const { resource } = this.#account.createContainer(database, readJsonObject(request.body), throughputOf(request))
      return resourceReply(201, resource)
    }
    requireMethod(request, ['GET', 'POST'])
    const resources = [...containers.values()].map(({ resource }) => resource)
    return resourceFeed(request, 'DocumentCollections', resourceId, resources)
  }

  container(request: CosmosRequest): Reply {
    requireMethod(request, ['GET', 'PUT', 'DELETE'])
    const [, database = '', , id = ''] = request.segments
    const container = this.#account.container(database, id)
    if (request.method === 'GET') return resourceReply(200, container.resource)
    requireConditions(conditionsOf(request), container)
    if (request.method === 'DELETE') {
      this.#account.deleteContainer(database, id)
      return reply(204, '', { charge: charge.management })
    }
    this.#account.redefineContainer(database, container, readJsonObject(request.body))
    return resourceReply(200, container.resource)
  }

  ranges(request: CosmosRequest): Reply {
    requireMethod(request, ['GET'])
    const [, database = '', , id = ''] = request.segments
    const { ranges, resourceId, self, timestamp } = this.#account.container(database, id)
    const etag = `"${ranges.map((range) => range.id).join('-')}"`
    if (request.headers['if-none-match'] === etag) return reply(304, '', { charge: charge.refusal, etag })
    const entries: readonly Json[] = ranges.map((range) => ({
      id: range.id,
      _rid: `${resourceId}-${range.id}`,
      _self: `${self}pkranges/${range.id}/`,
      _etag: etag,
      _ts: timestamp,
      minInclusive: range.min,
      maxExclusive: range.max,
      ridPrefix: Number(range.id),
      throughputFraction: (range.to - range.from) / 2 ** 30,
      status: 'online',
      parents: range.parents,
    }))
    const body: Json = { _rid: resourceId, PartitionKeyRanges: entries, _count: entries.length }
    return jsonReply(200, body, { charge: charge.refusal, etag, itemCount: entries.length })
  }

  offers(request: CosmosRequest): Reply {
    if (!isQuery(request)) requireMethod(request, ['GET'])
    const resources = [...this.#account.offers.values()].map(({ resource }) => resource)
    return resourceFeed(request, 'Offers', '', resources)
  }

  offer(request: CosmosRequest): Reply {
    requireMethod(request, ['GET', 'PUT'])
    const offer = this.#account.offers.get(request.segments[1] ?? '')
    if (offer === undefined) throw notFound()
    if (request.method === 'GET') return resourceReply(200, offer.resource)
    const { content } = readJsonObject(request.body)
    const { resource } = this.#account.offer(offer.self, offer.resourceId, requireThroughput(content))
    return resourceReply(200, resource)
  }
}

/** @throws ServiceError 405 */
export function requireMethod({ method }: CosmosRequest, allowed: readonly string[]): void {
  if (!allowed.includes(method)) throw new ServiceError(405, 'The requested verb is not supported.')
}

function conditionsOf({ headers }: CosmosRequest): Parameters<typeof requireConditions>[0] {
  return { ifMatch: headers['if-match'], ifNoneMatch: headers['if-none-match'] }
}

function resourceReply(status: number, resource: JsonObject): Reply {
  const { _etag: etag } = resource
  return jsonReply(status, resource, { charge: charge.management, ...(typeof etag === 'string' ? { etag } : {}) })
}
