import { CosmosClient, type Container, type ItemDefinition } from '@azure/cosmos'
import { cosmosEmulator } from '../../../scripts/servers/cosmos-emulator/definition.ts'
import { cosmosd } from '../../../scripts/servers/cosmosd/definition.ts'
import type { Benchmark } from '../benchmark.ts'
import type { Balance, Booking } from '../documents/ledger.ts'
import type { Order } from '../documents/order.ts'
import { engineBenchmark } from './benchmark.ts'
import type { CollectionNames, Subject } from './subject.ts'

/** Creates under way at a time, where there are many. */
const createsAtOnce = 50

/** The containers of our provider by Microsoft's SDK. Versions and expiry are the engine's own. */
class CosmosByHand implements Subject {
  readonly name = '@azure/cosmos'
  readonly #client: CosmosClient
  readonly #orders: Container
  readonly #bookings: Container

  constructor(client: CosmosClient, databaseName: string, { orders, bookings }: CollectionNames) {
    this.#client = client
    const database = client.database(databaseName)
    this.#orders = database.container(orders)
    this.#bookings = database.container(bookings)
  }

  async findOrder(customerId: string, id: string): Promise<Order | null> {
    const { resource } = await this.#orders.item(id, customerId).read<ItemDefinition>()
    return resource === undefined ? null : documentOf(resource)
  }

  async findOpenOrders(customerId: string): Promise<Order[]> {
    const query = 'SELECT * FROM c WHERE c.customerId = @customer AND c.status = @status'
    const parameters = [
      { name: '@customer', value: customerId },
      { name: '@status', value: 'open' },
    ]
    const pages = this.#orders.items.query<ItemDefinition>({ query, parameters }, { partitionKey: customerId })
    return (await pages.fetchAll()).resources.map((resource) => documentOf(resource))
  }

  async versionOfOrder(customerId: string, id: string): Promise<string> {
    return (await this.#orders.item(id, customerId).read()).etag
  }

  async replaceOrder(order: Order, version: string): Promise<string> {
    const accessCondition = { type: 'IfMatch', condition: version }
    return (await this.#orders.item(order.id, order.customerId).replace(order, { accessCondition })).etag
  }

  async createBooking(booking: Booking): Promise<void> {
    await this.#bookings.items.create(booking)
  }

  async findBooking(accountId: string, id: string): Promise<Booking | null> {
    const { resource } = await this.#bookings.item(id, accountId).read<ItemDefinition>()
    return resource === undefined ? null : documentOf(resource)
  }

  async createBookings(bookings: readonly Booking[]): Promise<void> {
    const left = bookings.values()
    const createSome = async (): Promise<void> => {
      for (const booking of left) await this.createBooking(booking)
    }
    await Promise.all(Array.from({ length: createsAtOnce }, createSome))
  }

  async addToBalance(accountId: string, amount: number): Promise<Balance> {
    const { resource } = await this.#bookings.item('balance', accountId).patch<ItemDefinition>([
      { op: 'incr', path: '/balance', value: amount },
      { op: 'incr', path: '/bookings', value: 1 },
    ])
    if (resource === undefined) throw new Error(`the account ${accountId} has no balance`)
    return documentOf(resource)
  }

  async close(): Promise<void> {
    this.#client.dispose()
  }
}

/** A document without what the engine keeps in it. */
function documentOf<T>(resource: ItemDefinition): T {
  const document: Record<string, unknown> = {}
  for (const field of Object.keys(resource)) if (!field.startsWith('_')) document[field] = resource[field]
  return document as T
}

/** The cosmos provider against Microsoft's SDK. */
export const run: Benchmark = engineBenchmark({
  id: 'cosmos',
  servers: [cosmosd, cosmosEmulator],
  async openByHand(environment, names) {
    const { COSMOS_ENDPOINT: endpoint = '', COSMOS_KEY: key = '', COSMOS_DATABASE: database = '' } = environment
    return new CosmosByHand(new CosmosClient({ endpoint, key }), database, names)
  },
})
