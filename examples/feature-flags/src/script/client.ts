import { setTimeout as sleep } from 'node:timers/promises'
import { Answer } from './answer.ts'
import type { EtagNames } from './etag-names.ts'
import type { Exchange } from './exchange.ts'
import { inOneOrder } from './in-one-order.ts'

/** Tells the service which step of the script a request belongs to. */
export const stepHeader = 'x-demo-step'

export interface RequestOptions {
  /** Sent as JSON. */
  readonly json?: unknown
  /** Sent as it is, with its content type. */
  readonly raw?: { readonly type: string; readonly body: string }
  readonly ifMatch?: string
  readonly actor?: string
}

interface Received {
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

/** Plays requests over real sockets, writes down what came of them, and what was not as the script expects it. */
export class Client {
  readonly exchanges: Exchange[] = []
  readonly failures: string[] = []
  /** The name of the part of the script that is being played. */
  part = ''
  readonly #url: string
  readonly #etags: EtagNames
  readonly #signal: AbortSignal
  #step = 0

  constructor(url: string, etags: EtagNames, signal: AbortSignal) {
    this.#url = url
    this.#etags = etags
    this.#signal = signal
  }

  /** @param request - method and path: `GET /products` */
  async send(expectedStatus: number, request: string, options: RequestOptions = {}): Promise<Answer> {
    this.#step += 1
    const received = await this.#fetch(request, options)
    const answer = this.#record(request, options, received)
    this.check(`${request}: expected ${expectedStatus}, got ${answer.status}`, answer.status === expectedStatus)
    return answer
  }

  /**
   * Sends all at the same time. Which of them comes first is chance, so their answers are put in order.
   *
   * @param expectedStatuses - how many answers have which status
   */
  async together(
    expectedStatuses: Readonly<Record<number, number>>,
    requests: readonly (readonly [request: string, options?: RequestOptions])[],
  ): Promise<Answer[]> {
    this.#step += 1
    const received = await Promise.all(requests.map(([request, options]) => this.#fetch(request, options ?? {})))
    const sorted = received
      .map((answer) => ({ ...answer, ordered: inOneOrder(answer.body) }))
      .toSorted((a, b) => a.status - b.status || (a.ordered < b.ordered ? -1 : 1))
    const answers = requests.flatMap(([request, options], i) => {
      const answer = sorted[i]
      return answer === undefined ? [] : [this.#record(request, options ?? {}, answer)]
    })
    const first = requests[0]?.[0]
    for (const [status, expected] of Object.entries(expectedStatuses)) {
      const count = answers.filter((answer) => answer.status === Number(status)).length
      this.check(
        `${first}, ${requests.length} at once: expected ${status} ${expected} times, got it ${count} times`,
        count === expected,
      )
    }
    return answers
  }

  /** Every item of a list, page after page. Each id must come once. */
  async pages<T extends { id: string } = { id: string }>(path: string): Promise<T[]> {
    const items: T[] = []
    let next: string | undefined
    do {
      const more = next === undefined ? '' : `${path.includes('?') ? '&' : '?'}cursor=${next}`
      const page = await this.send(200, `GET ${path}${more}`)
      const { items: found, cursor } = page.json<{ items: T[]; cursor?: string }>()
      items.push(...found)
      next = cursor
    } while (next !== undefined)
    this.check(`${path}: no item comes twice`, new Set(items.map(({ id }) => id)).size === items.length)
    return items
  }

  /** Writes it down as a failure when this does not hold. */
  check(sentence: string, holds: boolean): void {
    if (!holds) this.failures.push(sentence)
  }

  /** Until a moment, in milliseconds since the epoch. */
  async waitUntil(moment: number): Promise<void> {
    await sleep(Math.max(0, moment - Date.now()), undefined, { signal: this.#signal })
  }

  async #fetch(request: string, { json, raw, ifMatch, actor }: RequestOptions): Promise<Received> {
    const [method = '', path = ''] = request.split(' ')
    const content = raw ?? (json === undefined ? undefined : { type: 'application/json', body: JSON.stringify(json) })
    const response = await fetch(this.#url + path, {
      method,
      signal: this.#signal,
      ...(content !== undefined && { body: content.body }),
      headers: {
        [stepHeader]: String(this.#step),
        ...(content !== undefined && { 'content-type': content.type }),
        ...(ifMatch !== undefined && { 'if-match': ifMatch }),
        ...(actor !== undefined && { 'x-actor': actor }),
      },
    })
    return { status: response.status, headers: response.headers, body: await response.text() }
  }

  #record(request: string, { json, raw, ifMatch, actor }: RequestOptions, { status, headers, body }: Received): Answer {
    const answer = new Answer(status, headers, body)
    const sent = [
      request,
      ...(ifMatch === undefined ? [] : [`if-match: ${this.#etags.replaceIn(ifMatch)}`]),
      ...(actor === undefined ? [] : [`x-actor: ${actor}`]),
      ...(raw === undefined ? [] : [`content-type: ${raw.type}`, raw.body]),
      ...(json === undefined ? [] : [JSON.stringify(json)]),
    ]
    this.exchanges.push({ part: this.part, request: sent.join('\n'), answer: answer.toText(this.#etags) })
    return answer
  }
}
