import { createServer, connect, type AddressInfo, type Socket } from 'node:net'

/** Which way bytes go: from the client, or to it. */
export type Direction = 'request' | 'reply'

/** What is done to every connection, those that are open included. */
export type Fault =
  /** Both ends are reset once so many bytes have passed this way since the fault began. */
  | { readonly kind: 'cut'; readonly direction: Direction; readonly afterBytes: number }
  /** What goes this way comes later. */
  | { readonly kind: 'delay'; readonly direction: Direction; readonly milliseconds: number }
  /** What goes this way is lost, and the connection stays open. */
  | { readonly kind: 'black-hole'; readonly direction: Direction }
  /** The client is told that nothing more will come, while it may go on sending. */
  | { readonly kind: 'half-close' }

/** Sees what a client sends; the object stands for its connection. */
export type RequestObserver = (connection: object, bytes: Buffer) => void

/** A network that can be made to fail, in front of a server. */
export class FaultProxy {
  readonly #server = createServer({ allowHalfOpen: true }, (client) => this.#connect(client))
  readonly #target: { readonly host: string; readonly port: number }
  readonly #pairs = new Set<Pair>()
  #fault: Fault | undefined
  #passed: Record<Direction, number> = { request: 0, reply: 0 }

  readonly #observe: RequestObserver | undefined

  /**
   * @param url - where the server is
   * @param observe - sees the requests, before any fault
   */
  constructor(url: string, observe?: RequestObserver) {
    const { hostname, port } = new URL(url)
    this.#target = { host: hostname, port: Number(port) }
    this.#observe = observe
  }

  /** @returns the server's address with the proxy's port in the place of its own */
  async listen(url: string): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    const { port } = this.#server.address() as AddressInfo
    const { hostname, port: own } = new URL(url)
    return url.replace(`${hostname}:${own}`, `127.0.0.1:${port}`)
  }

  /** Bytes that have passed since the fault began, or the last one ended. */
  get passed(): Readonly<Record<Direction, number>> {
    return this.#passed
  }

  /** From now on connections fail like this; undefined: none does any longer. */
  fail(fault: Fault | undefined): void {
    this.#fault = fault
    this.#passed = { request: 0, reply: 0 }
    if (fault?.kind === 'half-close') for (const { client } of this.#pairs) client.end()
  }

  /** Resets every connection that is open. */
  reset(): void {
    for (const pair of this.#pairs) this.#destroy(pair)
  }

  async close(): Promise<void> {
    this.reset()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #connect(client: Socket): void {
    const server = connect({ ...this.#target, allowHalfOpen: true })
    const pair = { client, server }
    this.#pairs.add(pair)
    for (const [from, to, direction] of [
      [client, server, 'request'],
      [server, client, 'reply'],
    ] as const) {
      from.setNoDelay(true)
      from.on('data', (chunk: Buffer) => this.#pass(chunk, to, direction, pair))
      from.on('end', () => to.end())
      // An end that fails takes the other with it, as the network between them would.
      from.on('error', () => this.#destroy(pair))
      from.on('close', () => this.#destroy(pair))
    }
  }

  #pass(chunk: Buffer, to: Socket, direction: Direction, pair: Pair): void {
    if (direction === 'request') this.#observe?.(pair, chunk)
    const before = this.#passed[direction]
    this.#passed = { ...this.#passed, [direction]: before + chunk.length }
    const fault = this.#fault
    if (fault === undefined || fault.kind === 'half-close' || fault.direction !== direction) {
      to.write(chunk)
      return
    }
    switch (fault.kind) {
      case 'cut':
        if (before + chunk.length < fault.afterBytes) to.write(chunk)
        else to.write(chunk.subarray(0, Math.max(0, fault.afterBytes - before)), () => this.#destroy(pair))
        return
      case 'delay':
        setTimeout(() => to.write(chunk), fault.milliseconds)
        return
      case 'black-hole':
    }
  }

  #destroy(pair: Pair): void {
    this.#pairs.delete(pair)
    pair.client.destroy()
    pair.server.destroy()
  }
}

interface Pair {
  readonly client: Socket
  readonly server: Socket
}
