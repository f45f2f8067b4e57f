import { inOneOrder } from './in-one-order.ts'
import type { EtagNames } from './etag-names.ts'

/** Of the connection and the moment, not of the answer. */
const ignoredHeaders: ReadonlySet<string> = new Set(['connection', 'date', 'keep-alive'])

/** What the service answered. */
export class Answer {
  readonly status: number
  readonly body: string
  readonly #headers: Headers

  constructor(status: number, headers: Headers, body: string) {
    this.status = status
    this.body = body
    this.#headers = headers
  }

  /** The version that the answer tells; empty when it tells none. */
  get etag(): string {
    return this.#headers.get('etag') ?? ''
  }

  json<T>(): T {
    return JSON.parse(this.body) as T
  }

  /** Status, headers and body as they are compared. */
  toText(etags: EtagNames): string {
    const headers = [...this.#headers].flatMap(([name, value]) =>
      ignoredHeaders.has(name) ? [] : [`${name}: ${name === 'etag' ? etags.of(value) : value}`],
    )
    return [this.status, ...headers, '', inOneOrder(this.body)].join('\n')
  }
}
