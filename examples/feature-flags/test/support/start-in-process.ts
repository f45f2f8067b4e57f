import type { DatastoreProvider } from '@bytelyst/datastore'
import type { RunningService } from '../../src/demo/start-service.ts'
import { createSteppedServer } from '../../src/demo/stepped-server.ts'

/** The service of the comparison, in this process and on any provider. */
export async function startInProcess(provider: DatastoreProvider): Promise<RunningService> {
  const server = await createSteppedServer(provider)
  const url = await server.listen({ host: '127.0.0.1', port: 0 })
  const { capabilities } = provider
  return { url, data: 'in the memory of the test', capabilities, stop: () => server.close() }
}
