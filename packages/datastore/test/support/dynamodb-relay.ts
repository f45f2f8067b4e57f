import { createServer, request, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * What becomes of one request: it is passed on; passed on, its answer lost, when this has happened; or answered by us.
 */
export type Fate =
  | 'pass'
  | { readonly loseReply: () => unknown }
  | { readonly status: number; readonly type: string; readonly message?: string; readonly headers?: object }

/** A relay before a server, on which every request can be seen. */
export interface DynamoDbRelay {
  readonly url: string
  /** The operations that were asked for, in order. */
  readonly seen: string[]
  /** The headers that came with each. */
  readonly headers: IncomingHttpHeaders[]
  /** Decides about each request from here on. */
  fate: (operation: string) => Fate
  /** What is asked for while `work` runs. */
  readonly during: (work: () => Promise<unknown>) => Promise<string[]>
  readonly stop: () => Promise<void>
}

/** Starts a relay before the server at this address; without one every request has to be answered by `fate`. */
export async function startRelay(target = 'http://127.0.0.1:9'): Promise<DynamoDbRelay> {
  const server = createServer((incoming, outgoing) => {
    const operation = String(incoming.headers['x-amz-target']).split('.')[1] ?? ''
    relay.seen.push(operation)
    relay.headers.push(incoming.headers)
    const fate = relay.fate(operation)
    if (fate !== 'pass' && 'status' in fate) return answer(incoming, outgoing, fate)
    const { method, headers, url } = incoming
    const upstream = request(`${target}${url}`, { method, headers }, (reply) => {
      if (fate !== 'pass') {
        reply.resume().on('end', () => void Promise.resolve(fate.loseReply()).then(() => outgoing.destroy()))
        return
      }
      outgoing.writeHead(reply.statusCode ?? 500, reply.headers)
      reply.pipe(outgoing)
    })
    upstream.on('error', () => outgoing.destroy())
    incoming.pipe(upstream)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const relay: DynamoDbRelay = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen: [],
    headers: [],
    fate: () => 'pass',
    async during(work) {
      const before = relay.seen.length
      await work()
      return relay.seen.slice(before)
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return relay
}

function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  fate: Extract<Fate, { readonly status: number }>,
): void {
  incoming.resume().on('end', () => {
    outgoing.writeHead(fate.status, { 'content-type': 'application/x-amz-json-1.0', ...fate.headers })
    outgoing.end(
      JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${fate.type}`, message: fate.message ?? fate.type }),
    )
  })
}
