import { createHash } from 'node:crypto'
import { createDatastoreProvider, type DatastoreCapabilities } from '@bytelyst/datastore'
import type { ServerDefinition } from '../../../../scripts/servers/server.ts'
import { startServer } from '../../../../scripts/servers/start.ts'
import type { LeftOut, Subject, SubjectCollection } from './subject.ts'
import { subjectOf } from './subject-of.ts'

/** What random programs leave out on a server that is not quite its engine: see the server's exceptions. */
interface Limits {
  readonly capabilities?: Partial<DatastoreCapabilities>
  readonly leftOut?: LeftOut
}

/** DynamoDB takes 300 operators and 4,096 bytes: as many conditions of any kind as surely fit. */
const fewConditions = { maxFilterLeaves: 40 } as const

const limits: Readonly<Record<string, Limits>> = {
  // It has no subqueries.
  cosmosd: { capabilities: { elemMatch: 'none' } },
  'dynamodb-local': { capabilities: fewConditions },
  // Nothing but a count or one sum can be grouped, and there are no partial indexes.
  ferretdb: {
    capabilities: { aggregate: false, elemMatch: 'none', uniqueIndexes: false },
    leftOut: { nestedArrays: true, fields: ['back\\slash'] },
  },
  'mongo-java-server': {
    capabilities: { elemMatch: 'none', uniqueIndexes: false, stringOrder: 'utf-16' },
    // It groups and compares 1e12 and 1e12 + 0.25 as one number.
    leftOut: { nestedArrays: true, largeFractions: true },
  },
}

/** A provider on a server, which ends with it. */
export async function openServerSubject(server: ServerDefinition): Promise<Subject> {
  const running = await startServer(server)
  try {
    const provider = createDatastoreProvider({ env: running.environment })
    await provider.ping()
    const { capabilities, leftOut = {} } = limits[server.name] ?? {}
    const subject = subjectOf(provider, { name: server.name })
    const made = new Set<string>()
    return {
      ...subject,
      // To make a collection costs an engine more than all that a program asks of it: one a configuration, emptied.
      async fresh(config) {
        const name = `things-${createHash('sha256').update(JSON.stringify(config)).digest('hex').slice(0, 12)}`
        const collection = provider.collection(name)
        if (made.has(name)) await collection.deleteMany({})
        else await provider.initialize({ [name]: config })
        made.add(name)
        return collection as unknown as SubjectCollection
      },
      capabilities: { ...subject.capabilities, ...capabilities },
      leftOut,
      async close() {
        await subject.close()
        await running.stop()
      },
    }
  } catch (error) {
    await running.stop()
    throw error
  }
}
