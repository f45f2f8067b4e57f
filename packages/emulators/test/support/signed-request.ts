import { createHmac } from 'node:crypto'
import type { CosmosEmulator } from '../../src/cosmos/emulator.ts'

/** An answer as it is on the wire. */
export interface WireReply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly json: Record<string, unknown>
}

/** A request without the SDK: what it does not send, and what it hides. */
export async function signedRequest(
  { url, key }: Pick<CosmosEmulator, 'url' | 'key'>,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body?: string,
): Promise<WireReply> {
  const response = await fetch(`${url}/${path}`, {
    method,
    headers: { ...signature(key, method, path), ...headers },
    ...(body === undefined ? {} : { body }),
  })
  const text = await response.text()
  const json = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)
  return { status: response.status, headers: response.headers, text, json }
}

/** The headers that let a request in. */
export function signature(key: string, method: string, path: string): Record<string, string> {
  const segments = path
    .split('/')
    .filter((name) => name !== '')
    .map(decodeURIComponent)
  const isFeed = segments.length % 2 === 1
  const kind = (isFeed ? segments.at(-1) : segments.at(-2)) ?? ''
  const link = (isFeed ? segments.slice(0, -1) : segments).join('/')
  const date = new Date().toUTCString()
  const text = `${method.toLowerCase()}\n${kind.toLowerCase()}\n${link}\n${date.toLowerCase()}\n\n`
  const signed = createHmac('sha256', Buffer.from(key, 'base64')).update(text).digest('base64')
  return { 'x-ms-date': date, authorization: encodeURIComponent(`type=master&ver=1.0&sig=${signed}`) }
}
