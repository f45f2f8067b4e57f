import type { Handler, Reply } from '../../src/cosmos/http/reply.ts'
import { dropped } from '../../src/cosmos/http/reply.ts'
import type { CosmosRequest } from '../../src/cosmos/http/request.ts'

/** A wrong emulator. */
export interface Mutant {
  /** What it does wrong, as a sentence about it. */
  readonly name: string
  /** The checks of which at least one must find out. */
  readonly group: string
  readonly around: (handler: Handler) => Handler
}

/** One that understands requests wrongly. */
export function misreads(change: (request: CosmosRequest) => CosmosRequest): Mutant['around'] {
  return (handler) => (request) => handler(change(request))
}

/** One that answers wrongly. */
export function misanswers(change: (reply: Reply, request: CosmosRequest) => Reply): Mutant['around'] {
  return (handler) => async (request) => {
    const outcome = await handler(request)
    return outcome === dropped ? outcome : change(outcome, request)
  }
}

/** The request without these headers. */
export function without(request: CosmosRequest, ...names: readonly string[]): CosmosRequest {
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !names.includes(name)))
  return { ...request, headers }
}

/** The request with these headers. */
export function withHeaders(request: CosmosRequest, headers: CosmosRequest['headers']): CosmosRequest {
  return { ...request, headers: { ...request.headers, ...headers } }
}

/** The request with another JSON body. */
export function withBody(request: CosmosRequest, change: (body: unknown) => unknown): CosmosRequest {
  if (request.body.length === 0) return request
  return { ...request, body: Buffer.from(JSON.stringify(change(JSON.parse(request.body.toString('utf8'))))) }
}

/** The answer without this header. */
export function withoutHeader(reply: Reply, name: string): Reply {
  return { ...reply, headers: Object.fromEntries(Object.entries(reply.headers).filter(([each]) => each !== name)) }
}
