import { createHmac, timingSafeEqual, type KeyObject } from 'node:crypto'
import { ServiceError } from '../service-error.ts'
import type { CosmosRequest } from './request.ts'

/** What opens an account. */
export interface Secrets {
  /** The account key. */
  readonly key: KeyObject
  /** An access token that is accepted in place of one of Microsoft Entra; undefined: none is. */
  readonly token: string | undefined
}

/**
 * Checks the signature of a request, or its token.
 *
 * @throws ServiceError 401
 */
export function requireAuthorization(request: CosmosRequest, { key, token }: Secrets): void {
  const { type, sig } = authorizationOf(request)
  if (type === 'aad') {
    if (token !== undefined && isSame(sig, token)) return
    throw new ServiceError(401, 'The access token is not the one that this emulator was started with.')
  }
  const date = request.headers['x-ms-date'] ?? request.headers['date']
  if (type !== 'master' || date === undefined) {
    throw new ServiceError(
      401,
      'Required Header authorization is missing or malformed. Ensure a valid Authorization token is passed.',
    )
  }
  const isSigned = signedTexts(request, date).some((text) =>
    isSame(sig, createHmac('sha256', key).update(text).digest('base64')),
  )
  if (isSigned) return
  throw new ServiceError(
    401,
    "The input authorization token can't serve the request. Please check that the expected payload is built as per the protocol, and check the key being used.",
  )
}

/** `type=master&ver=1.0&sig=..`, as a whole URL-encoded. */
function authorizationOf({ headers }: CosmosRequest): { readonly type: string; readonly sig: string } {
  const sent = headers['authorization'] ?? ''
  let decoded = sent
  try {
    decoded = decodeURIComponent(sent)
  } catch {
    // What is no encoding is no signature either.
  }
  const found = /^type=(master|aad)&ver=1\.0&sig=(.+)$/s.exec(decoded)
  return { type: found?.[1] ?? '', sig: found?.[2] ?? '' }
}

/** Verb, kind of resource, link of the resource, date. The ids of offers are signed in lower case. */
function signedTexts({ method, segments }: CosmosRequest, date: string): readonly string[] {
  const { kind, link } = signedResource(segments)
  const text = (each: string): string => `${method.toLowerCase()}\n${kind}\n${each}\n${date.toLowerCase()}\n\n`
  const encoded = link.map((name) => encodeURIComponent(name)).join('/')
  if (kind === 'offers') return [text(link.join('/').replace('offers/', '').toLowerCase())]
  return [...new Set([link.join('/'), encoded])].map(text)
}

function signedResource(segments: readonly string[]): { readonly kind: string; readonly link: readonly string[] } {
  if (segments.at(-2) === 'operations') return { kind: 'colls', link: segments.slice(0, -2) }
  const isFeed = segments.length % 2 === 1
  const kind = (isFeed ? segments.at(-1) : segments.at(-2)) ?? ''
  return { kind: kind.toLowerCase(), link: isFeed ? segments.slice(0, -1) : segments }
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
