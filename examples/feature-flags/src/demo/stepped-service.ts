import { getDatastore } from '@bytelyst/datastore'
import { dataLocation } from './data-location.ts'
import type { ServiceReport } from './start-service.ts'
import { createSteppedServer } from './stepped-server.ts'

// The service in a process of its own. `DB_PROVIDER` says on what it runs. The process that started this one tells it
// to end by hanging up, and hangs up also when it dies.
const provider = getDatastore()
const server = await createSteppedServer(provider)
process.once('disconnect', () => void server.close())
const url = await server.listen({ host: '127.0.0.1', port: 0 })
const report: ServiceReport = { url, data: await dataLocation(provider), capabilities: provider.capabilities }
process.send?.(report)
