import {
  PortableDatastore,
  type DatastoreDriver,
  type DocumentCollection,
  type DriverQuery,
  type JsonDocument,
  type Target,
  type WriteRecord,
} from '@bytelyst/datastore'
import { parseFilter } from '../../../packages/datastore/src/filter/parse.ts'
import type { Extent } from '../benchmark.ts'
import { orderOf, type Order } from '../documents/order.ts'
import { checkSameAnswers } from '../measure/answers.ts'
import { race } from '../measure/race.ts'
import { repeating } from '../measure/repeating.ts'
import { settle } from '../measure/settle.ts'
import { comparisonRow, type Goal, type Row } from '../report/row.ts'

const documents = 10_000
const warmUpCalls = 5000

const target: Target = {
  collection: 'orders',
  settings: { partitionKeyPath: '/id', defaultTtl: undefined },
  partitionKeyPath: ['id'],
}
const unbounded = { check: (): void => undefined }

interface Layering {
  readonly title: string
  readonly goal: Goal
  /** Whether writes wait for the disk: not while the code is warmed up, which takes many of them. */
  readonly setDurable?: (durable: boolean) => void
}

/** An operation, through the portable layer and by the driver's own method. */
interface Operation {
  readonly name: string
  readonly portable: (i: number) => Promise<unknown>
  readonly driver: (i: number) => Promise<unknown>
}

/**
 * What the portable layer adds to a call: a collection against the methods of its own driver, which are given what the
 * layer makes of the arguments.
 */
export async function raceOfLayers(
  driver: DatastoreDriver,
  { title, goal, setDurable = () => undefined }: Layering,
  { race: length }: Extent,
): Promise<Row[]> {
  const { capabilities } = driver
  const provider = new PortableDatastore({ provider: title, capabilities, collections: {}, open: () => driver })
  await provider.initialize({ orders: { partitionKeyPath: '/id', indexes: [{ paths: { customerId: 1 } }] } })
  const collection = provider.collection<Order>('orders')
  const orders = Array.from({ length: documents }, (_, i) => orderOf(i))
  await collection.createMany(orders)
  settle()

  const rows: Row[] = []
  for (const { name, portable, driver: bare } of operationsOf(collection, driver, orders)) {
    const benchmark = `portable layer on ${title}, ${name}`
    checkSameAnswers(benchmark, [
      { name: 'portable layer', answer: await portable(1) },
      { name: 'driver', answer: await bare(1) },
    ])
    const contenders = [repeating('portable layer', portable), repeating('driver', bare)]
    setDurable(false)
    for (const contender of contenders) await contender.run(warmUpCalls)
    setDurable(true)
    const [ours, rival] = await race(contenders, length)
    if (ours === undefined || rival === undefined) continue
    rows.push(comparisonRow({ benchmark, ours, rival, measure: 'cpu', goal }))
    rows.push(comparisonRow({ benchmark, ours, rival, measure: 'wall', goal: undefined }))
  }
  await provider.close()
  return rows
}

function operationsOf(
  collection: DocumentCollection<Order>,
  driver: DatastoreDriver,
  orders: readonly Order[],
): readonly Operation[] {
  const orderAt = (i: number): Order => orders[(i * 7919) % orders.length] as Order
  const records = orders.map((order) => {
    return {
      key: { id: order.id, partitionKey: order.id },
      document: order as unknown as JsonDocument,
      ttlSeconds: null,
    }
  })
  const recordAt = (i: number): WriteRecord => records[(i * 7919) % records.length] as WriteRecord
  const rest = { partitionKey: undefined, sort: [], limit: undefined, offset: 0, page: undefined, select: undefined }
  const queries = new Map(
    orders.map(({ customerId }) => [
      customerId,
      { ...rest, filter: parseFilter({ customerId }, driver.capabilities) } satisfies DriverQuery,
    ]),
  )
  return [
    {
      name: 'read',
      portable: (i) => collection.findById(orderAt(i).id, orderAt(i).id),
      driver: async (i) => (await driver.read(target, recordAt(i).key, unbounded))?.document,
    },
    {
      name: 'write',
      portable: (i) => collection.upsert(orderAt(i)),
      async driver(i) {
        const record = recordAt(i)
        await driver.write(target, record, 'any', unbounded)
        return record.document
      },
    },
    {
      name: 'find 20 by index',
      portable: (i) => collection.findMany({ filter: { customerId: orderAt(i).customerId } }),
      async driver(i) {
        const found = await driver.find(target, queries.get(orderAt(i).customerId) as DriverQuery, unbounded)
        return found.map(({ document }) => document)
      },
    },
  ]
}
