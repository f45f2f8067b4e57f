import { setTimeout as sleep } from 'node:timers/promises'
import { dropped, errorReply, type Handler } from '../http/reply.ts'
import { operationOf, type CosmosRequest } from '../http/request.ts'
import { rangeNamed } from '../routes/document-request.ts'
import { ServiceError } from '../service-error.ts'
import type { Account } from '../store/account.ts'
import { throttled } from '../store/request-units.ts'
import type { Fault } from './fault.ts'
import { seededRandom } from './seeded-random.ts'

/** What makes an emulator misbehave. */
export interface Faults {
  /**
   * From now on requests are hit, until the fault has happened as often as it says; gives back what ends it sooner.
   *
   * @throws TypeError for numbers that are none
   */
  readonly inject: (fault: Fault) => () => void
  /** Ends all faults. */
  readonly clear: () => void
}

interface Active {
  readonly fault: Fault
  readonly random: () => number
  left: number
}

/** Hits requests with the faults that were injected, in the order in which they were. */
export class InjectedFaults implements Faults {
  readonly #account: Account
  readonly #active = new Set<Active>()

  constructor(account: Account) {
    this.#account = account
  }

  readonly inject = (fault: Fault): (() => void) => {
    const { times = 1, probability = 1, seed = 1, retryAfterMs = 1, delayMs = 1000 } = fault
    if (Number.isNaN(times) || times < 0) throw new TypeError('times is a number from 0 on')
    if (!(probability >= 0 && probability <= 1)) throw new TypeError('probability is a number from 0 to 1')
    if (!(retryAfterMs >= 0 && delayMs >= 0)) throw new TypeError('a time is a number of milliseconds from 0 on')
    const active = { fault, random: seededRandom(seed), left: times }
    this.#active.add(active)
    return () => void this.#active.delete(active)
  }

  readonly clear = (): void => this.#active.clear()

  /** The same handler, with faults before it. */
  around(handler: Handler): Handler {
    return async (request) => {
      for (const active of this.#active) {
        if (this.#hits(active, request)) return this.#strike(active.fault, request, handler)
      }
      return handler(request)
    }
  }

  #hits(active: Active, request: CosmosRequest): boolean {
    const { operations, container, probability = 1, kind } = active.fault
    const operation = operationOf(request)
    const fits = operations === undefined ? operation !== 'management' : operations.includes(operation)
    if (!fits || (container !== undefined && container !== request.segments[3])) return false
    if (kind === 'split' && !this.#canSplit(request)) return false
    if (active.left < 1 || active.random() >= probability) return false
    active.left -= 1
    if (active.left < 1) this.#active.delete(active)
    return true
  }

  #canSplit({ segments, headers }: CosmosRequest): boolean {
    const container = this.#account.databases.get(segments[1] ?? '')?.containers.get(segments[3] ?? '')
    const id = headers['x-ms-documentdb-partitionkeyrangeid']
    return container?.ranges.some((range) => range.id === id) === true
  }

  async #strike(fault: Fault, request: CosmosRequest, handler: Handler): ReturnType<Handler> {
    switch (fault.kind) {
      case 'throttled':
        return errorReply(throttled(fault.retryAfterMs ?? 1))
      case 'unavailable':
        return errorReply(new ServiceError(503, 'Service is currently unavailable.'))
      case 'retry-with':
        return errorReply(
          new ServiceError(449, 'Conflicting request to resource has been attempted. Retry to avoid conflicts.'),
        )
      case 'split':
        return this.#split(request)
      case 'slow':
        await sleep(fault.delayMs ?? 1000, undefined, { ref: false })
        return handler(request)
      case 'reset':
        return dropped
      case 'reply-lost':
        await handler(request)
        return dropped
    }
  }

  #split({ segments, headers }: CosmosRequest): Awaited<ReturnType<Handler>> {
    const [, database = '', , name = ''] = segments
    const container = this.#account.container(database, name)
    const id = headers['x-ms-documentdb-partitionkeyrangeid'] ?? ''
    this.#account.split(database, container, id)
    try {
      rangeNamed(id, container)
    } catch (error) {
      if (error instanceof ServiceError) return errorReply(error)
      throw error
    }
    throw new Error(`the range ${id} is too small to split`)
  }
}
