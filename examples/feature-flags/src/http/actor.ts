import type { IncomingHttpHeaders } from 'node:http'

/** The schema of the header that {@link actorOf} reads. */
export const actorHeader = { type: 'object', properties: { 'x-actor': { type: 'string', maxLength: 100 } } } as const

/** Who does it, as the gateway in front of this service tells it: the service itself authenticates nobody. */
export function actorOf(headers: IncomingHttpHeaders): string {
  const actor = headers['x-actor']
  return typeof actor === 'string' && actor !== '' ? actor : 'anonymous'
}
