/**
 * A day of a shop on whatever the environment selects; nothing in it knows a provider. Prints one line of JSON: what
 * each step was answered, what the provider says that it can do, and what is still open after `close()`. The argument
 * is the name of the collection.
 */
import { createDatastoreProvider, etagOf, isCloudError } from '@bytelyst/datastore'

interface Order {
  id: string
  customer: string
  total: number
  state: 'open' | 'paid'
  tags: string[]
  note?: string | null
}

const [name = 'orders'] = process.argv.slice(2)
const provider = createDatastoreProvider()
const answers: Record<string, unknown> = {}

/** Notes an answer, or the code of the error that was the answer. */
async function step(title: string, work: () => Promise<unknown>): Promise<void> {
  try {
    answers[title] = await work()
  } catch (error) {
    if (!isCloudError(error)) throw error
    answers[title] = error.code === 'unknown' ? String(error.cause) : error.code
  }
}

function ids(documents: readonly { id: string }[]): string {
  return documents.map(({ id }) => id).join(' ')
}

await provider.initialize({ [name]: { partitionKeyPath: '/customer', indexes: [{ paths: { total: -1 } }] } })
const orders = provider.collection<Order>(name)

const first: Order = { id: 'o1', customer: 'ada', total: 12.5, state: 'open', tags: ['new', 'gift'], note: null }
await step('create', () => orders.create(first))
await step('create again', () => orders.create(first))
await step('the same id for another customer', async () => ids([await orders.create({ ...first, customer: 'grace' })]))
await step('createMany, one of them twice', async () => {
  const more = [2, 3, 4, 5].map((n): Order => ({ ...first, id: `o${n}`, total: n * 10, tags: n > 3 ? ['new'] : [] }))
  const { items, succeeded } = await orders.createMany([...more, first])
  return [succeeded, ...items.map((item) => (item.ok ? item.document.id : item.error.code))]
})

await step('findById', () => orders.findById('o1', 'ada'))
await step('findById of nobody', () => orders.findById('o1', 'bob'))
await step('find with a filter', async () => {
  const filter = { total: { $gte: 12.5, $lt: 50 }, tags: { $contains: 'new' }, note: { $exists: true } }
  return ids(await orders.findMany({ filter, sort: { id: 1 }, partitionKey: 'ada' }))
})
await step('find with $or, $in and $startsWith', async () => {
  const filter = { $or: [{ total: { $in: [20, 30] } }, { id: { $startsWith: 'o5' } }], state: { $ne: 'paid' } } as const
  return ids(await orders.findMany({ filter, sort: { id: 1 }, partitionKey: 'ada' }))
})
await step('the two dearest of all', async () =>
  ids(await orders.findMany({ filter: {}, sort: { total: -1 }, limit: 2 })),
)
await step('pages of two', async () => {
  const pages: string[] = []
  let cursor: string | undefined
  do {
    const query = { filter: {}, sort: { id: 1 }, partitionKey: 'ada', limit: 2 } as const
    const page = await orders.findPage({ ...query, ...(cursor !== undefined && { cursor }) })
    pages.push(ids(page.items))
    cursor = page.cursor
  } while (cursor !== undefined)
  return pages
})
await step('iterate over everything', async () => {
  let sum = 0
  for await (const { total } of orders.iterate({ filter: {} })) sum += total
  return sum
})
await step('count', () => orders.count({ tags: { $contains: 'new' } }))
await step('a filter that is none', () => orders.count(JSON.parse('{"total":{"$above":1}}')))

await step('update with $inc', async () => {
  const { total, tags } = await orders.update('o1', 'ada', { $inc: { total: 2.5 }, $addToSet: { tags: 'dear' } })
  return [total, tags]
})
await step('update of nobody', () => orders.update('o9', 'ada', { $inc: { total: 1 } }))
await step('update with upsert', () =>
  orders.update('o6', 'ada', { $set: { state: 'open', tags: [] }, $inc: { total: 7 } }, { upsert: true }),
)
await step('ifMatch, then stale', async () => {
  const read = await orders.findById('o2', 'ada')
  if (read === null) return 'o2 is not there'
  const { state } = await orders.update('o2', 'ada', { $set: { state: 'paid' } }, { ifMatch: etagOf(read) })
  const stale: unknown = await orders
    .replace('o2', 'ada', { ...first, id: 'o2' }, { ifMatch: etagOf(read) })
    .catch((error: unknown) => (isCloudError(error) ? error.code : error))
  return [state, stale]
})
await step('updateMany', () => orders.updateMany({ total: { $gt: 30 } }, { $set: { state: 'paid' } }))

await step('aggregate', () =>
  orders.aggregate({ filter: {}, groupBy: ['customer'], count: 'orders', sum: { spent: 'total' } }),
)
await step('distinct', () => orders.distinct('state', { filter: {} }))

await step('transact', async () => {
  const answer = await orders.transact('ada', [
    { op: 'update', id: 'o3', patch: { $inc: { total: -5 } } },
    { op: 'create', document: { ...first, id: 'o7' } },
    { op: 'delete', id: 'o6' },
  ])
  return answer.map((document) => document?.total ?? null)
})
await step('transact, where the second fails', async () => {
  const operations = [
    { op: 'update', id: 'o3', patch: { $inc: { total: 1000 } } },
    { op: 'create', document: first },
  ] as const
  const failure: unknown = await orders.transact('ada', operations).catch((error: unknown) => error)
  if (!isCloudError(failure, 'already_exists')) throw failure
  return [failure.code, failure.index, (await orders.findById('o3', 'ada'))?.total]
})

await step('delete, twice', async () => [await orders.delete('o4', 'ada'), await orders.delete('o4', 'ada')])
await step('deleteMany', () => orders.deleteMany({ state: 'paid' }))
await step('what is left', async () => {
  const left = await orders.findMany({ filter: { id: { $nin: ['o6', 'o7'] } }, select: ['customer'] })
  return left.map(({ id, customer }) => `${customer}/${id}`).toSorted()
})

const { capabilities } = provider
await provider.close()
await step('count after close', () => orders.count({}))

function stillOpen(): readonly string[] {
  return process.getActiveResourcesInfo().filter((resource) => !/^(Pipe|TTY|File)Wrap$|^FSReqPromise$/.test(resource))
}

// A socket that was closed just now is gone a moment later.
for (let waited = 0; stillOpen().length > 0 && waited < 1000; waited += 20) {
  await new Promise((resolve) => setTimeout(resolve, 20))
}
console.log(JSON.stringify({ provider: provider.name, capabilities, answers, open: stillOpen() }))
