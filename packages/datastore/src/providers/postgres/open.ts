/** @ts-ignore: pg is optional */
import type { Pool } from 'pg'
import { CloudError, missingDependency, safeCause } from '@bytelyst/core'
import { peer } from './peer.ts'
import { classifyPostgres } from './classify.ts'
import { Sessions } from './sessions.ts'

/** How a server is reached. */
export interface PostgresAddress {
  /** `postgres://user:password@host:port/database?sslmode=...` */
  readonly url: string | undefined
  /** A pool that somebody else made, and will end. */
  readonly client: Pool | undefined
}

/** A server that answers, and what it can do. */
export interface PostgresServer {
  readonly sessions: Sessions
  /** The collation whose `lower` knows all letters, quoted. */
  readonly folding: string | undefined
}

const oldestVersion = 130_000
/** The first knows newer letters; the second depends on how PostgreSQL was built. */
const foldingCollations = ['pg_c_utf8', 'und-x-icu'] as const

/** How long a connection may take, and how long one of the pool is waited for, in milliseconds. */
const connectionTimeoutMillis = 15_000

/**
 * Connects, and finds out what the server can do.
 *
 * @throws CloudError that says what the user has to change; nothing is left open then
 */
export async function openPostgres({ url, client }: PostgresAddress): Promise<PostgresServer> {
  const pool = client ?? (await createPool(url ?? ''))
  const sessions = new Sessions(pool, client === undefined)
  try {
    return { sessions, folding: await probe(sessions) }
  } catch (error) {
    await sessions.close()
    const known = classifyPostgres(error)
    if (known === undefined) throw error
    throw new CloudError({ message: 'PostgreSQL cannot be reached', ...known, cause: safeCause(error) })
  }
}

async function createPool(url: string): Promise<Pool> {
  const { Pool } = await loadPg()
  const pool = new Pool({
    connectionString: url,
    connectionTimeoutMillis,
    keepAlive: true,
    allowExitOnIdle: true,
    application_name: 'bytelyst',
  })
  // The address holds the password, and whoever has the pool may print it.
  Object.defineProperty(pool.options, 'connectionString', { enumerable: false })
  // An idle connection that is lost is none of anybody's business: the next call makes another.
  pool.on('error', () => undefined)
  return pool
}

async function loadPg(): Promise<typeof import('pg')> {
  let pg: typeof import('pg')
  try {
    pg = await import('pg')
  } catch (cause) {
    throw missingDependency('datastore', 'postgres', peer, cause)
  }
  // Older versions have no names for importers, only a default.
  if (!('Pool' in pg)) pg = (pg as { readonly default: typeof import('pg') }).default
  if (typeof pg.Pool === 'function' && typeof pg.DatabaseError === 'function') return pg
  throw new CloudError({
    code: 'missing_dependency',
    // With a version: without one npm keeps to the range that the project has, and with it the old SDK.
    message: `the postgres provider needs the package "${peer.name}" (${peer.range}), and another version is installed. Install it: npm install ${peer.name}@8`,
  })
}

async function probe(sessions: Sessions): Promise<string | undefined> {
  const sql = `SELECT current_setting('server_version_num'), current_setting('server_encoding'),
    current_setting('extra_float_digits'), array_to_json(ARRAY(
    SELECT collname FROM pg_collation WHERE collnamespace = 'pg_catalog'::regnamespace AND collname = ANY($1::text[])))`
  const { rows } = await sessions.query({ check: () => undefined }, { sql, values: [foldingCollations] })
  const [version, encoding, digits, collations] = rows[0] ?? []
  if (Number(version) < oldestVersion) {
    throw misconfigured('the server is older than PostgreSQL 13')
  }
  if (encoding !== 'UTF8') throw misconfigured('the database has another encoding than UTF8')
  // With fewer, sums would be rounded to what fits in so many digits.
  if (Number(digits) < 1) throw misconfigured('extra_float_digits has to be 1, which is its default, or more')
  const found = JSON.parse(collations ?? '[]') as string[]
  const name = foldingCollations.find((candidate) => found.includes(candidate))
  return name && `"${name}"`
}

function misconfigured(what: string): CloudError {
  return new CloudError({ code: 'misconfigured', message: `DATABASE_URL: ${what}` })
}
