import { getDatastore } from '@bytelyst/datastore'
import { createServer } from './server.ts'

// The service as it is deployed: the environment says on what it runs.
const server = await createServer({ provider: getDatastore() })
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.close())
const { HOST = '127.0.0.1', PORT = '3000' } = process.env
console.log(`listening on ${await server.listen({ host: HOST, port: Number(PORT) })}`)
