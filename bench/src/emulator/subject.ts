import { CosmosClient, type Container, type ItemDefinition } from '@azure/cosmos'
import { bookingOf, type Booking } from '../documents/ledger.ts'
import { customer, orders, ordersOfOne, ordersOfOthers, type RankedOrder } from './documents.ts'
import type { Server } from './server.ts'

/** Documents under way at a time while a container is filled. */
const createsAtOnce = 20

/** A server with documents, by Microsoft's SDK: everything is done to it that is measured. */
export class Subject {
  readonly name: string
  readonly #client: CosmosClient
  /** 2,000 orders in 500 partitions. */
  readonly #spread: Container
  /** 2,000 orders in one partition, and a few in others. */
  readonly #together: Container
  readonly #bookings: Container

  private constructor(name: string, client: CosmosClient) {
    const database = client.database('bench')
    this.name = name
    this.#client = client
    this.#spread = database.container('spread')
    this.#together = database.container('together')
    this.#bookings = database.container('bookings')
  }

  static async fill({ name, endpoint, key }: Server): Promise<Subject> {
    // npm's server names itself by another address than its own.
    const client = new CosmosClient({ endpoint, key, connectionPolicy: { enableEndpointDiscovery: false } })
    const subject = new Subject(name, client)
    const { database } = await client.databases.createIfNotExists({ id: 'bench' })
    const layout = [
      { id: 'spread', path: '/customerId', documents: orders },
      { id: 'together', path: '/customerId', documents: [...ordersOfOne, ...ordersOfOthers] },
      { id: 'bookings', path: '/accountId', documents: [] },
    ]
    for (const { id, path, documents } of layout) {
      const { container } = await database.containers.createIfNotExists({ id, partitionKey: { paths: [path] } })
      const left = documents.values()
      const createSome = async (): Promise<void> => {
        for (const document of left) await container.items.create(document)
      }
      await Promise.all(Array.from({ length: createsAtOnce }, createSome))
    }
    return subject
  }

  readOrder({ id, customerId }: RankedOrder): Promise<ItemDefinition | undefined> {
    return read(this.#spread, id, customerId)
  }

  async replaceOrder(order: RankedOrder): Promise<void> {
    await this.#spread.item(order.id, order.customerId).replace(order)
  }

  async upsertOrder(order: RankedOrder): Promise<void> {
    await this.#spread.items.upsert(order)
  }

  readBooking({ id, accountId }: Booking): Promise<ItemDefinition | undefined> {
    return read(this.#bookings, id, accountId)
  }

  async createBooking(accountId: string, id: string): Promise<void> {
    await this.#bookings.items.create(bookingOf(accountId, id))
  }

  /** The shipped orders of the customer with 2,000 that come to so much. */
  async findShipped(least: number): Promise<readonly ItemDefinition[]> {
    const query = 'SELECT * FROM c WHERE c.customerId = @customer AND c.status = @status AND c.total >= @least'
    const parameters = [
      { name: '@customer', value: customer },
      { name: '@status', value: 'shipped' },
      { name: '@least', value: least },
    ]
    const pages = this.#together.items.query<ItemDefinition>({ query, parameters }, { partitionKey: customer })
    return (await pages.fetchAll()).resources
  }

  /** The first hundred orders of that customer. */
  async firstPage(): Promise<readonly ItemDefinition[]> {
    const options = { partitionKey: customer, maxItemCount: 100 }
    const { resources } = await this.#together.items.query<ItemDefinition>('SELECT * FROM c', options).fetchNext()
    return resources
  }

  /** All 2,000 orders of the 500 customers, by their rank. */
  async allByRank(): Promise<readonly ItemDefinition[]> {
    const query = 'SELECT * FROM c ORDER BY c.rank'
    // Without a number the SDK asks for ten at a time.
    const pages = this.#spread.items.query<ItemDefinition>(query, { maxItemCount: 1000 })
    return (await pages.fetchAll()).resources
  }

  close(): void {
    this.#client.dispose()
  }
}

async function read(container: Container, id: string, partitionKey: string): Promise<ItemDefinition | undefined> {
  return (await container.item(id, partitionKey).read<ItemDefinition>()).resource
}
