import { getDatastore } from '@bytelyst/datastore'
import { createServer } from '../server.ts'
import { onInterruption } from './on-interruption.ts'
import { dataLocation } from './data-location.ts'
import { sampleRequests } from './sample-requests.ts'

/** Keeps the service up, on the provider that `DB_PROVIDER` names, with something to look at, until Ctrl-C. */
export async function serve(): Promise<number> {
  const provider = getDatastore()
  const server = await createServer({ provider })
  try {
    for (const request of sampleRequests) {
      const { statusCode, body } = await server.inject(request)
      // 409: it is there already, and stays as it is.
      if (statusCode !== 201 && statusCode !== 409) throw new Error(`the sample data: ${body}`)
    }
    const url = await server.listen({ host: '127.0.0.1', port: Number(process.env['PORT'] ?? 0) })
    console.log(`
The service runs on ${provider.name}.

  page  ${url}/
  data  ${await dataLocation(provider)}

  curl '${url}/movies?title=matrix&sort=-rating&limit=3'
  curl '${url}/products/web/flags'
  curl '${url}/products/web/flags/new-checkout/evaluations' -H content-type:application/json -d '{"userId":"ada"}'

Ctrl-C ends it.`)
    await new Promise<void>((resolve) => onInterruption(resolve))
  } finally {
    await server.close()
  }
  return 0
}
