import type { IncomingMessage, Server, ServerResponse } from 'node:http'
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

/** For so long what a client still sends after its answer is thrown away, in milliseconds. */
const lingerMs = 1000

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
  // An import of these makes Node load everything that they export, a client of WebSockets too: ten times as long.
  const server =
    certificate === undefined
      ? process.getBuiltinModule('node:http').createServer(options, onRequest)
      : process.getBuiltinModule('node:https').createServer({ ...options, ...certificate }, onRequest)
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
  if (request.complete) response.end(hasBody ? text : undefined)
  else sendEarly(text, request, response)
}

/** The end of such an answer closes the connection; while the client still writes that resets it, and the answer is lost. */
function sendEarly(text: string, request: IncomingMessage, response: ServerResponse): void {
  response.write(text)
  request.resume()
  const end = (): void => void response.end()
  const timer = setTimeout(end, lingerMs).unref()
  request.once('close', () => {
    clearTimeout(timer)
    end()
  })
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
