import { randomUUID } from 'node:crypto'
import {
  BatchExecuteStatementCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb'
import { dynamodbLocal } from '../../../scripts/servers/dynamodb-local/definition.ts'
import type { Benchmark } from '../benchmark.ts'
import type { Balance, Booking } from '../documents/ledger.ts'
import type { Order } from '../documents/order.ts'
import { engineBenchmark } from './benchmark.ts'
import { documentOf, itemOf, type Attributes } from './dynamodb-item.ts'
import type { CollectionNames, Subject } from './subject.ts'

const batchSize = 25
const batchesAtOnce = 8
const isLive = '(attribute_not_exists(expiresAt) OR expiresAt > :now)'

/** The tables of our provider by Amazon's SDK: a new version with every write, and reads that are consistent. */
class DynamoDbByHand implements Subject {
  readonly name = '@aws-sdk'
  readonly #client: DynamoDBClient
  readonly #names: CollectionNames

  constructor(client: DynamoDBClient, names: CollectionNames) {
    this.#client = client
    this.#names = names
  }

  async findOrder(customerId: string, id: string): Promise<Order | null> {
    const item = await this.#read(this.#names.orders, customerId, id)
    return item && documentOf(item)
  }

  async findOpenOrders(customerId: string): Promise<Order[]> {
    const found: Order[] = []
    let ExclusiveStartKey: Attributes | undefined
    do {
      const page = await this.#client.send(
        new QueryCommand({
          TableName: this.#names.orders,
          ConsistentRead: true,
          KeyConditionExpression: 'pk = :pk',
          FilterExpression: `#document.#status = :status AND ${isLive}`,
          ExpressionAttributeNames: { '#document': 'document', '#status': 'status' },
          ExpressionAttributeValues: { ':pk': { S: customerId }, ':status': { S: 'open' }, ...now() },
          ...(ExclusiveStartKey !== undefined && { ExclusiveStartKey }),
        }),
      )
      for (const item of page.Items ?? []) found.push(documentOf(item))
      ExclusiveStartKey = page.LastEvaluatedKey
    } while (ExclusiveStartKey !== undefined)
    return found
  }

  async versionOfOrder(customerId: string, id: string): Promise<string> {
    return (await this.#read(this.#names.orders, customerId, id))?.['version']?.S ?? ''
  }

  async replaceOrder(order: Order, version: string): Promise<string> {
    const next = randomUUID()
    await this.#client.send(
      new PutItemCommand({
        TableName: this.#names.orders,
        Item: itemOf(order.customerId, order, next),
        ConditionExpression: `version = :version AND ${isLive}`,
        ExpressionAttributeValues: { ':version': { S: version }, ...now() },
      }),
    )
    return next
  }

  async createBooking(booking: Booking): Promise<void> {
    await this.#client.send(
      new PutItemCommand({
        TableName: this.#names.bookings,
        Item: itemOf(booking.accountId, booking, randomUUID()),
        ConditionExpression: 'attribute_not_exists(pk) OR expiresAt <= :now',
        ExpressionAttributeValues: now(),
      }),
    )
  }

  async findBooking(accountId: string, id: string): Promise<Booking | null> {
    const item = await this.#read(this.#names.bookings, accountId, id)
    return item && documentOf(item)
  }

  async createBookings(bookings: readonly Booking[]): Promise<void> {
    const starts = Array.from({ length: Math.ceil(bookings.length / batchSize) }, (_, i) => i * batchSize).values()
    const insertSome = async (): Promise<void> => {
      for (const start of starts) await this.#insert(bookings.slice(start, start + batchSize))
    }
    await Promise.all(Array.from({ length: batchesAtOnce }, insertSome))
  }

  async addToBalance(accountId: string, amount: number): Promise<Balance> {
    const { Attributes: item } = await this.#client.send(
      new UpdateItemCommand({
        TableName: this.#names.bookings,
        Key: { pk: { S: accountId }, id: { S: 'balance' } },
        UpdateExpression: 'SET #d.balance = #d.balance + :amount, #d.bookings = #d.bookings + :one, version = :version',
        ConditionExpression: `attribute_exists(pk) AND ${isLive}`,
        ExpressionAttributeNames: { '#d': 'document' },
        ExpressionAttributeValues: {
          ':amount': { N: String(amount) },
          ':one': { N: '1' },
          ':version': { S: randomUUID() },
          ...now(),
        },
        ReturnValues: 'ALL_NEW',
      }),
    )
    return documentOf(item ?? {})
  }

  async close(): Promise<void> {
    this.#client.destroy()
  }

  async #read(TableName: string, partitionKey: string, id: string): Promise<Attributes | null> {
    const Key = { pk: { S: partitionKey }, id: { S: id } }
    const { Item: item } = await this.#client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))
    const expiresAt = Number(item?.['expiresAt']?.N ?? Infinity)
    return item === undefined || expiresAt <= Date.now() / 1000 ? null : item
  }

  async #insert(bookings: readonly Booking[]): Promise<void> {
    const Statements = bookings.map((booking) => {
      const item = itemOf(booking.accountId, booking, randomUUID())
      const fields = Object.keys(item).map((name) => `'${name}': ?`)
      const Statement = `INSERT INTO "${this.#names.bookings}" VALUE {${fields.join(', ')}}`
      return { Statement, Parameters: Object.values(item) }
    })
    const { Responses: responses = [] } = await this.#client.send(new BatchExecuteStatementCommand({ Statements }))
    const failed = responses.find(({ Error: error }) => error !== undefined)
    if (failed !== undefined) throw new Error(`a booking was not created: ${failed.Error?.Message}`)
  }
}

/** The moment to which expiry is compared, in seconds. */
function now(): Record<':now', AttributeValue> {
  return { ':now': { N: String(Date.now() / 1000) } }
}

/** The dynamodb provider against Amazon's SDK. */
export const run: Benchmark = engineBenchmark({
  id: 'dynamodb',
  servers: [dynamodbLocal],
  async openByHand({ DYNAMODB_ENDPOINT, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY }, names) {
    const credentials = { accessKeyId: AWS_ACCESS_KEY_ID ?? '', secretAccessKey: AWS_SECRET_ACCESS_KEY ?? '' }
    const client = new DynamoDBClient({ endpoint: DYNAMODB_ENDPOINT ?? '', region: AWS_REGION ?? '', credentials })
    return new DynamoDbByHand(client, names)
  },
})
