/** @ts-ignore: pg is optional */
import type { PoolClient } from 'pg'
import type { EventEmitter } from 'node:events'

/** What a session of pg is made of, as far as it is needed to ask for the end of its statement. */
interface Internals {
  readonly host?: string
  readonly port?: number
  readonly ssl?: unknown
  readonly processID?: number | null
  readonly secretKey?: unknown
  readonly connection?: { readonly constructor: new (options: object) => Wire }
}

interface Wire extends EventEmitter {
  readonly stream: { unref?: () => void; end?: () => void }
  connect(port: number | string, host?: string): void
  cancel(processId: number, secretKey: unknown): void
}

/**
 * Asks the server to end a session's statement, over a connection of its own, as PostgreSQL wants it. Nobody waits for it: when
 * it cannot be asked, the statement goes on until the server notices that the session has gone.
 */
export function cancelStatement(client: PoolClient): void {
  const { host = '', port = 5432, ssl, processID, secretKey, connection } = client as unknown as Internals
  if (typeof processID !== 'number' || typeof connection?.constructor !== 'function') return
  const wire = new connection.constructor({ ssl })
  if (typeof wire.cancel !== 'function') return
  const ask = (): void => {
    wire.cancel(processID, secretKey)
    wire.stream.end?.()
  }
  wire.on('error', () => undefined)
  wire.once(ssl ? 'sslconnect' : 'connect', ask)
  if (host.startsWith('/')) wire.connect(`${host}/.s.PGSQL.${port}`)
  else wire.connect(port, host)
  wire.stream.unref?.()
}
