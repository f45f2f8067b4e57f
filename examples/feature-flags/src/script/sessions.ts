import type { Part } from './part.ts'

const ttlSeconds = 3
const ada = 'ada@example.com'

/** Sessions: started, found, seen again, ended. One of them lives three seconds. */
export const sessionParts: readonly Part[] = [
  {
    name: 'sessions',
    needs: [],
    async play(client, notes) {
      const start = async (session: object): Promise<string> =>
        (await client.send(201, 'POST /sessions', { json: session })).json<{ id: string }>().id
      const brief = await start({ email: ada, ttlSeconds })
      notes.take('briefSession', brief)
      // The datastore promises a second's precision.
      notes.take('briefSessionIsGoneAfter', Date.now() + (ttlSeconds + 1) * 1000)
      await client.send(200, `GET /sessions/${brief}`)
      notes.take('longSession', await start({ email: ada }))
      notes.take('otherSession', await start({ email: 'grace@example.com', ttlSeconds: 3600 }))
    },
  },
  {
    name: "a user's sessions",
    needs: ['sort'],
    async play(client) {
      await client.send(200, `GET /sessions?email=${ada}`)
      await client.send(200, 'GET /sessions?email=nobody@example.com')
    },
  },
  {
    name: 'the end of a session',
    needs: [],
    async play(client, notes) {
      const other = notes.read('otherSession')
      await client.send(200, `POST /sessions/${notes.read('longSession')}/refresh`)
      await client.send(204, `DELETE /sessions/${other}`)
      await client.send(404, `DELETE /sessions/${other}`)
      await client.send(404, `GET /sessions/${other}`)
      await client.send(404, 'POST /sessions/nothing/refresh')
      await client.send(400, 'GET /sessions')
      await client.send(400, 'GET /sessions?email[$ne]=nobody')
      for (const wrong of [{}, { email: 'ada' }, { email: { $ne: '' } }, { email: ada, ttlSeconds: 0 }]) {
        await client.send(400, 'POST /sessions', { json: wrong })
      }
    },
  },
]

/** Waits until the brief session is over: it is not found, listed or refreshed any more. */
export const expiryParts: readonly Part[] = [
  {
    name: 'a session that has expired',
    needs: [],
    async play(client, notes) {
      const brief = notes.read('briefSession')
      await client.waitUntil(notes.read('briefSessionIsGoneAfter'))
      await client.send(404, `GET /sessions/${brief}`)
      await client.send(404, `POST /sessions/${brief}/refresh`)
      await client.send(404, `DELETE /sessions/${brief}`)
    },
  },
  {
    name: 'sessions that are left',
    needs: ['sort'],
    async play(client) {
      const left = await client.send(200, `GET /sessions?email=${ada}`)
      client.check('only the other session is left', left.json<{ items: unknown[] }>().items.length === 1)
    },
  },
]
