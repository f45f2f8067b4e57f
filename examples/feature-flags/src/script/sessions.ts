import type { Client } from './client.ts'

/** A session that is about to expire, and the moment after which it must be gone. */
export interface BriefSession {
  readonly id: string
  readonly goneAfter: number
}

const ttlSeconds = 3
const ada = 'ada@example.com'

/** Sessions: started, found, seen again, ended. One of them lives three seconds. */
export async function playSessions(client: Client): Promise<BriefSession> {
  const brief = await client.send(201, 'POST /sessions', { json: { email: ada, ttlSeconds } })
  // The datastore promises a second's precision.
  const goneAfter = Date.now() + (ttlSeconds + 1) * 1000
  const { id } = brief.json<{ id: string }>()
  await client.send(200, `GET /sessions/${id}`)
  const long = await client.send(201, 'POST /sessions', { json: { email: ada } })
  const other = await client.send(201, 'POST /sessions', { json: { email: 'grace@example.com', ttlSeconds: 3600 } })
  await client.send(200, `GET /sessions?email=${ada}`)
  await client.send(200, `POST /sessions/${long.json<{ id: string }>().id}/refresh`)
  await client.send(204, `DELETE /sessions/${other.json<{ id: string }>().id}`)
  await client.send(404, `DELETE /sessions/${other.json<{ id: string }>().id}`)
  await client.send(404, `GET /sessions/${other.json<{ id: string }>().id}`)
  await client.send(404, 'POST /sessions/nothing/refresh')
  await client.send(200, 'GET /sessions?email=nobody@example.com')
  await client.send(400, 'GET /sessions')
  await client.send(400, 'GET /sessions?email[$ne]=nobody')
  for (const wrong of [{}, { email: 'ada' }, { email: { $ne: '' } }, { email: ada, ttlSeconds: 0 }]) {
    await client.send(400, 'POST /sessions', { json: wrong })
  }
  return { id, goneAfter }
}

/** Waits until the brief session is over: it is not found, listed or refreshed any more. */
export async function playExpiry(client: Client, { id, goneAfter }: BriefSession): Promise<void> {
  await client.waitUntil(goneAfter)
  await client.send(404, `GET /sessions/${id}`)
  await client.send(404, `POST /sessions/${id}/refresh`)
  const left = await client.send(200, `GET /sessions?email=${ada}`)
  client.check('only the other session is left', left.json<{ items: unknown[] }>().items.length === 1)
  await client.send(404, `DELETE /sessions/${id}`)
}
