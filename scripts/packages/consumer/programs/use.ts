/** What an application does with the datastore, on memory; ends with an error when an answer is not the right one. */
import { runSuite } from '@bytelyst/conformance'
import { isCloudError } from '@bytelyst/core'
import {
  createDatastoreProvider,
  etagOf,
  filterOf,
  getDatastore,
  scalar,
  type DatastoreProvider,
  type Filter,
  type Patch,
} from '@bytelyst/datastore'
import { suite } from '@bytelyst/datastore/conformance'
import { MemoryDatastoreProvider } from '@bytelyst/datastore/memory'
import { seedCollection, setTestProvider } from '@bytelyst/datastore/testing'

interface Plan {
  id: string
  name: string
  seats: number
  tags: string[]
  owner?: { email: string }
}

function expectEqual(actual: unknown, expected: unknown): void {
  const [one, other] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (one !== other) throw new Error(`expected ${other}, got ${one}`)
}

async function usePlans(provider: DatastoreProvider): Promise<void> {
  const plans = provider.collection<Plan>('plans')
  await plans.create({ id: 'basic', name: 'Basic', seats: 1, tags: [] })
  await plans.create({ id: 'team', name: 'Team', seats: 20, tags: ['important'], owner: { email: 'a@example.com' } })

  const filter: Filter<Plan> = {
    seats: { $gte: 2 },
    tags: { $contains: 'important' },
    'owner.email': { $exists: true },
  }
  expectEqual((await plans.findMany({ filter, sort: { seats: -1 }, limit: 5 })).length, 1)
  expectEqual(await plans.findMany({ filter: { name: scalar('Basic') }, select: ['seats'] }), [
    { id: 'basic', seats: 1 },
  ])
  expectEqual(await plans.count(filterOf<Plan>({ seats: { $lt: 2 } })), 1)
  // @ts-expect-error: seats is a number
  const wrong: Filter<Plan> = { seats: 'many' }
  expectEqual(wrong, { seats: 'many' })

  const patch: Patch<Plan> = { $inc: { seats: 5 }, $addToSet: { tags: 'grown' } }
  const team = await plans.findById('team', 'team')
  if (team === null) throw new Error('team is not there')
  const grown = await plans.update('team', 'team', patch, { ifMatch: etagOf(team) })
  expectEqual([grown.seats, grown.tags], [25, ['important', 'grown']])
  const refused: unknown = await plans.update('team', 'team', patch, { ifMatch: etagOf(team) }).catch((error) => error)
  expectEqual(isCloudError(refused, 'precondition_failed'), true)

  const rows = await plans.aggregate({ filter: {}, count: 'n', sum: { seats: 'seats' } })
  expectEqual(rows, [{ n: 2, seats: 26 }])
  expectEqual(await plans.delete('basic', 'basic'), true)
}

await usePlans(createDatastoreProvider({ env: { DB_PROVIDER: 'memory' } }))

setTestProvider('memory')
await seedCollection<Plan>('plans', [{ id: 'free', name: 'Free', seats: 1, tags: [] }])
expectEqual(await getDatastore().collection<Plan>('plans').exists({ name: 'Free' }), true)

const report = await runSuite(suite, {
  title: 'memory',
  open: async () => ({ create: () => new MemoryDatastoreProvider() }),
  only: 'datastore/read/',
})
expectEqual(report.ok, true)
