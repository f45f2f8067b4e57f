/** @ts-ignore: pg is optional */
import type { Pool, PoolClient } from 'pg'
import { CloudError, retry, type Call, type RetryPolicy } from '@bytelyst/core'
import { cancelStatement } from './cancel.ts'
import { isConflict, isLostPreparation } from './classify.ts'
import type { Statement, Value } from './parameters.ts'
import { hashOf } from './text.ts'

/** A row's columns, each as PostgreSQL writes it. */
export type Row = readonly (string | null)[]

/** What a statement answers. */
export interface Answer {
  readonly rows: readonly Row[]
  /** Rows that were written, or read. */
  readonly count: number
}

/** One session, while it is ours. */
export interface Session {
  /** Runs one statement; values are bound. */
  run(sql: string, values?: readonly Value[], name?: string): Promise<Answer>
}

/** Deadlocks and serialisation failures have done nothing, and can be tried again. */
const conflictPolicy: RetryPolicy = { attempts: 20, firstDelayMs: 5, longestDelayMs: 500 }

/** Texts instead of what the pool's parsers make of them: an injected pool may have parsers of its own. */
const types = { getTypeParser: () => (text: string | Buffer) => text }

/** Statements beside those of single rows that a session keeps prepared. */
const mostNames = 100

const ignoreError = (): void => undefined

/** The sessions of a pool: each is in use by one call, and given back whatever becomes of it. */
export class Sessions {
  readonly pool: Pool
  readonly #owned: boolean
  readonly #inUse = new Set<PoolClient>()
  /** Those who wait for a session. A pool that ends forgets them. */
  readonly #waiting = new Set<() => void>()
  #closed = false
  /** Whether statements stay prepared: not behind a pooler that hands each of them to another session. */
  #prepares = true

  /** Texts that have come once, without a name, and those that came again. */
  readonly #names = new Map<string, string | undefined>()

  /** @param owned - whether the pool is to be ended in the end */
  constructor(pool: Pool, owned: boolean) {
    this.pool = pool
    this.#owned = owned
  }

  get closed(): boolean {
    return this.#closed
  }

  /**
   * Runs one statement.
   *
   * @param given - a function is asked once there is a session: what says what time it is must not wait for one
   */
  query(call: Call, given: Statement | (() => Statement)): Promise<Answer> {
    return this.#settled(call, () =>
      this.use(call, async (session) => {
        const { sql, values, name = this.#nameOf(sql) } = typeof given === 'function' ? given() : given
        if (name === undefined || !this.#prepares) return session.run(sql, values)
        try {
          return await session.run(sql, values, name)
        } catch (error) {
          if (!isLostPreparation(error)) throw error
          this.#prepares = false
          return session.run(sql, values)
        }
      }),
    )
  }

  /** Runs work in a transaction, which is rolled back when the work throws, or asks for it. */
  transaction<R>(
    call: Call,
    work: (session: Session, refuse: () => void) => Promise<R>,
    mode: 'READ WRITE' | 'READ ONLY' = 'READ WRITE',
  ): Promise<R> {
    return this.#settled(call, () =>
      this.use(call, async (session) => {
        await session.run(`BEGIN ISOLATION LEVEL READ COMMITTED ${mode}`)
        let keep = true
        let result: R
        try {
          result = await work(session, () => void (keep = false))
        } catch (error) {
          await session.run('ROLLBACK')
          throw error
        }
        await session.run(keep ? 'COMMIT' : 'ROLLBACK')
        return result
      }),
    )
  }

  /** Hands out a session. Only one at a time to a call: the pool never waits for itself. */
  async use<R>(call: Call, work: (session: Session, client: PoolClient) => Promise<R>): Promise<R> {
    call.check()
    const client = await this.#acquire()
    this.#inUse.add(client)
    let broken = false
    const interrupt = (): void => {
      broken = true
      cancelStatement(client)
      void client.end()
    }
    // An error of the server leaves the session as it was; any other of a statement leaves it in doubt.
    const failed = (error: unknown): void => void (broken ||= !isServerError(error))
    try {
      call.check()
      if (this.#closed) throw isClosed()
      call.signal?.addEventListener('abort', interrupt, { once: true })
      return await work(sessionOf(client, failed), client)
    } finally {
      call.signal?.removeEventListener('abort', interrupt)
      client.off('error', ignoreError)
      this.#inUse.delete(client)
      client.release(broken)
    }
  }

  /** A session whose loss ends no process: it has its listener before anything else of the server is looked at. */
  #acquire(): Promise<PoolClient> {
    return new Promise((resolve, reject) => {
      const giveUp = (): void => reject(isClosed())
      this.#waiting.add(giveUp)
      this.pool.connect((error, client) => {
        const isAwaited = this.#waiting.delete(giveUp)
        if (client === undefined) return reject(error ?? new Error('the pool has given no session'))
        if (!isAwaited) return client.release()
        client.on('error', ignoreError)
        resolve(client)
      })
    })
  }

  /** What comes twice is likely to come often, and is planned once a session; what is named is bounded, because sessions keep it. */
  #nameOf(sql: string): string | undefined {
    if (!this.#names.has(sql)) {
      if (this.#names.size < mostNames) this.#names.set(sql, undefined)
      return undefined
    }
    const name = this.#names.get(sql) ?? `bytelyst_${hashOf(sql)}`
    this.#names.set(sql, name)
    return name
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const giveUp of this.#waiting) giveUp()
    this.#waiting.clear()
    const ended = this.#owned ? this.pool.end() : undefined
    await Promise.all([...this.#inUse].map((client) => client.end()))
    await ended
  }

  async #settled<R>(call: Call, work: () => Promise<R>): Promise<R> {
    try {
      return await work()
    } catch (error) {
      if (!isConflict(error)) throw error
    }
    return retry(work, (error) => ({ repeat: isConflict(error) }), call, conflictPolicy)
  }
}

function sessionOf(client: PoolClient, failed: (error: unknown) => void): Session {
  return {
    async run(sql, values, name) {
      const query = { text: sql, values: values as unknown[], rowMode: 'array' as const, types, ...(name && { name }) }
      try {
        const { rows, rowCount } = await client.query<(string | null)[]>(query)
        return { rows, count: rowCount ?? 0 }
      } catch (error) {
        failed(error)
        throw error
      }
    },
  }
}

/** For what was never sent. */
function isClosed(): CloudError {
  return new CloudError({ code: 'closed', message: 'the provider has been closed', ambiguous: false })
}

/** Whether PostgreSQL itself reported it, and went on. */
function isServerError(error: unknown): boolean {
  const { code, severity } = (error ?? {}) as { code?: unknown; severity?: unknown }
  return typeof code === 'string' && severity === 'ERROR'
}
