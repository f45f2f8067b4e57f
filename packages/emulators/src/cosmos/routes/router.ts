import type { CosmosRequest } from '../http/request.ts'
import { errorReply, reply, type Reply } from '../http/reply.ts'
import { charge } from '../operations/charge.ts'
import { ServiceError } from '../service-error.ts'
import type { Account } from '../store/account.ts'
import type { Snapshots } from '../operations/snapshots.ts'
import { DocumentRoutes } from './document-routes.ts'
import { ManagementRoutes, requireMethod } from './management-routes.ts'

/** What the service keeps beside documents, and this emulator does not. */
const absentKinds = ['sprocs', 'triggers', 'udfs', 'conflicts', 'users', 'permissions', 'clientencryptionkeys']

/** Answers what is asked of an account; a refusal is an answer. */
export class Router {
  readonly #documents: DocumentRoutes
  readonly #management: ManagementRoutes

  constructor(account: Account, snapshots: Snapshots, url: () => string) {
    this.#documents = new DocumentRoutes(account, snapshots)
    this.#management = new ManagementRoutes(account, url)
  }

  answer(request: CosmosRequest): Reply {
    try {
      return this.#dispatch(request)
    } catch (error) {
      if (error instanceof ServiceError) return errorReply(error)
      throw error
    }
  }

  #dispatch(request: CosmosRequest): Reply {
    const { segments } = request
    const kinds = segments.filter((_, i) => i % 2 === 0).join('/')
    const isFeed = segments.length % 2 === 1
    switch (isFeed ? kinds : `${kinds}/*`) {
      case '/*':
        requireMethod(request, ['GET'])
        return this.#management.account(request)
      case 'dbs':
        return this.#management.databases(request)
      case 'dbs/*':
        return this.#management.database(request)
      case 'dbs/colls':
        return this.#management.containers(request)
      case 'dbs/colls/*':
        return this.#management.container(request)
      case 'dbs/colls/docs':
      case 'dbs/colls/docs/*':
        return this.#documents.answer(request)
      case 'dbs/colls/pkranges':
        return this.#management.ranges(request)
      case 'dbs/colls/operations/*':
        if (segments[5] !== 'partitionkeydelete') break
        requireMethod(request, ['POST'])
        return this.#documents.deletePartition(request)
      case 'offers':
        return this.#management.offers(request)
      case 'offers/*':
        return this.#management.offer(request)
    }
    return absent(request)
  }
}

function absent({ method, segments }: CosmosRequest): Reply {
  const kind = segments.find((name, i) => i % 2 === 0 && absentKinds.includes(name))
  if (kind === undefined) throw new ServiceError(404, 'The path of the request is none that this emulator knows.')
  if (method === 'GET' && segments.at(-1) === kind)
    return reply(200, '{"_rid":"","_count":0}', { charge: charge.refusal })
  throw new ServiceError(501, `This emulator has no ${kind}.`)
}
