import { randomUUID } from 'node:crypto'
import { Pool } from 'pg'
import { embeddedPostgres } from '../../../scripts/servers/embedded-postgres/definition.ts'
import type { Benchmark } from '../benchmark.ts'
import type { Balance, Booking } from '../documents/ledger.ts'
import type { Order } from '../documents/order.ts'
import { engineBenchmark } from './benchmark.ts'
import type { CollectionNames, Subject } from './subject.ts'

const columns = 'pk, id, document, version'
const isLive = (now: string): string => `(expires_at IS NULL OR expires_at > ${now}::float8)`
/** What has expired is not there, and is written over. */
const overExpired = (now: string): string =>
  `ON CONFLICT (pk, id) DO UPDATE SET document = excluded.document, version = excluded.version, ttl = NULL, expires_at = NULL
  WHERE stored.expires_at <= ${now}::float8`

interface Row<T> {
  readonly document: T
  readonly version: string
}

/** The tables of our provider by pg: prepared statements, JSON as text, a new version with every write. */
class PostgresByHand implements Subject {
  readonly name = 'pg'
  readonly #pool: Pool
  readonly #orders: string
  readonly #bookings: string

  constructor(connectionString: string, { orders, bookings }: CollectionNames) {
    this.#pool = new Pool({ connectionString })
    // A connection that ends while nobody uses it is no failure of a call.
    this.#pool.on('error', () => undefined)
    this.#orders = `bytelyst.${orders}`
    this.#bookings = `bytelyst.${bookings}`
  }

  async findOrder(customerId: string, id: string): Promise<Order | null> {
    return (await this.#read<Order>(this.#orders, customerId, id))?.document ?? null
  }

  async findOpenOrders(customerId: string): Promise<Order[]> {
    const text = `SELECT document, version FROM ${this.#orders}
      WHERE pk = $1 AND document ->> 'status' = $2 AND ${isLive('$3')}`
    const values = [customerId, 'open', Date.now()]
    const { rows } = await this.#pool.query<Row<Order>>({ name: 'open orders', text, values })
    return rows.map(({ document }) => document)
  }

  async versionOfOrder(customerId: string, id: string): Promise<string> {
    return (await this.#read(this.#orders, customerId, id))?.version ?? ''
  }

  async replaceOrder(order: Order, version: string): Promise<string> {
    const next = randomUUID()
    const text = `UPDATE ${this.#orders} SET document = $4::jsonb, version = $5, expires_at = $6::float8 + ttl * 1000
      WHERE pk = $1 AND id = $2 AND version = $3 AND ${isLive('$6')}`
    const values = [order.customerId, order.id, version, JSON.stringify(order), next, Date.now()]
    assertCount((await this.#pool.query({ name: 'replace', text, values })).rowCount, 1)
    return next
  }

  async createBooking(booking: Booking): Promise<void> {
    const text = `INSERT INTO ${this.#bookings} AS stored (${columns}) VALUES ($1, $2, $3::jsonb, $4) ${overExpired('$5')}`
    const values = [booking.accountId, booking.id, JSON.stringify(booking), randomUUID(), Date.now()]
    assertCount((await this.#pool.query({ name: 'create', text, values })).rowCount, 1)
  }

  async findBooking(accountId: string, id: string): Promise<Booking | null> {
    return (await this.#read<Booking>(this.#bookings, accountId, id))?.document ?? null
  }

  async createBookings(bookings: readonly Booking[]): Promise<void> {
    const text = `INSERT INTO ${this.#bookings} AS stored (${columns})
      SELECT pk, id, document::jsonb, version
      FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS given(pk, id, document, version) ${overExpired('$5')}`
    const values = [
      bookings.map(({ accountId }) => accountId),
      bookings.map(({ id }) => id),
      bookings.map((booking) => JSON.stringify(booking)),
      bookings.map(() => randomUUID()),
      Date.now(),
    ]
    assertCount((await this.#pool.query({ name: 'create many', text, values })).rowCount, bookings.length)
  }

  async addToBalance(accountId: string, amount: number): Promise<Balance> {
    const text = `UPDATE ${this.#bookings} SET version = $3, expires_at = $4::float8 + ttl * 1000,
      document = document || jsonb_build_object(
        'balance', (document -> 'balance')::float8 + $2::float8, 'bookings', (document -> 'bookings')::float8 + 1)
      WHERE pk = $1 AND id = 'balance' AND ${isLive('$4')} RETURNING document`
    const values = [accountId, amount, randomUUID(), Date.now()]
    const { rows, rowCount } = await this.#pool.query<{ readonly document: Balance }>({ name: 'add', text, values })
    assertCount(rowCount, 1)
    return rows[0]?.document as Balance
  }

  close(): Promise<void> {
    return this.#pool.end()
  }

  async #read<T>(table: string, partitionKey: string, id: string): Promise<Row<T> | undefined> {
    const text = `SELECT document, version FROM ${table} WHERE pk = $1 AND id = $2 AND ${isLive('$3')}`
    const values = [partitionKey, id, Date.now()]
    return (await this.#pool.query<Row<T>>({ name: `read ${table}`, text, values })).rows[0]
  }
}

function assertCount(count: number | null, expected: number): void {
  if (count !== expected) throw new Error(`${count} rows were written instead of ${expected}`)
}

/** The postgres provider against pg. */
export const run: Benchmark = engineBenchmark({
  id: 'postgres',
  servers: [embeddedPostgres],
  openByHand: async (environment, names) => new PostgresByHand(environment['DATABASE_URL'] ?? '', names),
})
