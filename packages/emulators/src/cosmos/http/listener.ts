import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { ServiceError } from '../service-error.ts'
import type { Certificate } from './certificate.ts'
import { readBody } from './read-body.ts'
import { dropped, errorReply, type Handler, type Reply } from './reply.ts'

/** How long a client may take. */
export interface Patience {
  /** Until its headers are there. */
  readonly headersMs: number
  /** Until the whole request is there. */
  readonly requestMs: number
}

/** A listening server. */
export interface Listener {
  readonly port: number
  /** Ends it, and every connection. */
  readonly close: () => Promise<void>
}

/** For so long what a client still sends after its answer is thrown away. */
const lingerMs = 500

const patientByDefault: Patience = { headersMs: 10_000, requestMs: 30_000 }

/** Listens on 127.0.0.1 alone. */
export async function listen(
  handler: Handler,
  port: number,
  certificate: Certificate | undefined,
  { headersMs, requestMs }: Patience = patientByDefault,
): Promise<Listener> {
  const options = {
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    connectionsCheckingInterval: Math.min(1000, headersMs),
    // A client whose idle connection is closed just when it sends sees a failure that the service does not have.
    keepAliveTimeout: 120_000,
    maxHeaderSize: 32 * 1024,
    noDelay: true,
  }
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    void answer(handler, request, response)
  }
  const server =
    certificate === undefined
      ? createServer(options, onRequest)
      : createSecureServer({ ...options, ...certificate }, onRequest)
  server.on('clientError', refuse)
  server.on('tlsClientError', (_, socket: Socket) => void socket.destroy())
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const address = server.address() as AddressInfo
  let closing: Promise<void> | undefined
  return { port: address.port, close: () => (closing ??= closeServer(server)) }
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

async function answer(handler: Handler, request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.on('error', () => request.socket.destroy())
  let outcome: Reply | typeof dropped
  try {
    const headers = request.headers as Readonly<Record<string, string | undefined>>
    const segments = decodePath(request.url ?? '/')
    outcome = await handler({ method: request.method ?? 'GET', segments, headers, body: await readBody(request) })
  } catch (error) {
    if (request.socket.destroyed) return
    outcome = errorReply(error instanceof ServiceError ? error : unexpected(error))
  }
  if (outcome === dropped) request.socket.destroy()
  else send(outcome, request, response)
}

function send({ status, headers, text }: Reply, request: IncomingMessage, response: ServerResponse): void {
  const hasBody = status !== 204 && status !== 304
  response.writeHead(status, {
    ...headers,
    'x-ms-version': '2020-07-15',
    ...(hasBody ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) } : {}),
    // What a client still sends of a body that is too large is not read.
    ...(request.complete ? {} : { connection: 'close' }),
  })
  response.end(hasBody ? text : undefined)
  if (!request.complete) response.once('finish', () => drain(request))
}

/** A connection that is closed while its client still writes is reset, and the answer lost. */
function drain(request: IncomingMessage): void {
  request.resume()
  setTimeout(() => request.socket.destroy(), lingerMs).unref()
}

function decodePath(url: string): readonly string[] {
  const path = url.split('?')[0] ?? ''
  try {
    return path
      .split('/')
      .filter((name) => name !== '')
      .map((name) => decodeURIComponent(name))
  } catch {
    throw new ServiceError(400, 'The path of the request is not encoded as a URL.')
  }
}

function unexpected(error: unknown): ServiceError {
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return new ServiceError(500, `This is a defect of the emulator. ${what}`)
}

/** What is no HTTP gets an answer as far as there can be one. */
function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy()
    return
  }
  const late = error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
  const { status, text } = errorReply(
    new ServiceError(late ? 408 : 400, late ? 'The request came too slowly.' : 'This is no HTTP request.'),
  )
  const reason = late ? 'Request Timeout' : 'Bad Request'
  const head = `HTTP/1.1 ${status} ${reason}\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}`
  socket.end(`${head}\r\n\r\n${text}`)
}
