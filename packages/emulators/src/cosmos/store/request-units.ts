import { ServiceError } from '../service-error.ts'

const secondMs = 1000

/** A budget of request units: each second of the clock brings as many as a second has, and those of earlier ones are lost. */
export class RequestUnits {
  /** Undefined: without end. */
  #perSecond: number | undefined
  readonly #clock: () => number
  #left = 0
  #second = 0

  constructor(clock: () => number) {
    this.#clock = clock
  }

  /** From now on there are so many a second. */
  limitTo(perSecond: number | undefined): void {
    this.#perSecond = perSecond
    this.#left = perSecond ?? 0
    this.#second = Math.floor(this.#clock() / secondMs)
  }

  /** @throws ServiceError 429 with the time after which there are units again */
  require(): void {
    const perSecond = this.#perSecond
    if (perSecond === undefined) return
    const now = this.#clock()
    const second = Math.floor(now / secondMs)
    this.#left = Math.min(perSecond, this.#left + Math.max(0, second - this.#second) * perSecond)
    this.#second = second
    if (this.#left > 0) return
    const seconds = Math.floor(-this.#left / perSecond) + 1
    throw throttled((second + seconds) * secondMs - now)
  }

  /** What a request has cost is known when it is done: the budget may go below zero, and is paid back first. */
  spend(charge: number): void {
    if (this.#perSecond !== undefined) this.#left -= charge
  }
}

/** The refusal of a request for which there are no request units. */
export function throttled(retryAfterMs: number): ServiceError {
  const message =
    'Request rate is large. More Request Units may be needed, so no changes were made. Please retry this request later.'
  return new ServiceError(429, message, { substatus: 3200, retryAfterMs })
}
