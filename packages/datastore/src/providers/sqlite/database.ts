import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { CloudError, retry, safeCause, type Call, type RetryPolicy } from '@bytelyst/core'
import { foldCase } from '../../filter/text.ts'
import { classifySqlite, isBusy } from './classify.ts'
import { checkFile, prepareFile } from './file.ts'
import { foldFunction, type Parameters } from './filter.ts'
import { rollBack } from './roll-back.ts'
import { collectionsTable } from './tables.ts'

/** How long SQLite itself waits for a lock, in milliseconds: it blocks the event loop, so not for long. */
const busyTimeoutMs = 50
/** How long we wait for it in turns, letting other work go on: some five seconds. */
const lockedPolicy: RetryPolicy = { attempts: 60, firstDelayMs: 5, longestDelayMs: 100 }
const maxCachedStatements = 256

/** A row by column name. */
export type Row = Readonly<Record<string, string | number | null>>

/** One connection to one file, with its statements prepared once. */
export class Database {
  readonly native: DatabaseSync
  readonly #owned: boolean
  readonly #statements = new Map<string, StatementSync>()

  private constructor(native: DatabaseSync, owned: boolean) {
    this.native = native
    this.#owned = owned
    native.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`)
    native.function(foldFunction, { deterministic: true }, (text) => (typeof text === 'string' ? foldCase(text) : null))
  }

  /**
   * Opens a file, which is made when there is none, or `:memory:`.
   *
   * @throws CloudError `misconfigured` for what is no database of ours; it is left as it is
   */
  static async open(path: string): Promise<Database> {
    if (path !== ':memory:') checkFile(path)
    const { DatabaseSync } = sqliteModule()
    let native: DatabaseSync | undefined
    try {
      const opened = (native = new DatabaseSync(path))
      const database = new Database(opened, true)
      await database.whenFree({ check: () => undefined }, () => prepareFile(opened))
      return database
    } catch (error) {
      native?.close()
      const known = classifySqlite(error, path)
      throw known === undefined
        ? error
        : new CloudError({ message: 'SQLite failed', ...known, cause: safeCause(error) })
    }
  }

  /** Uses a connection that somebody else opened, and will close. */
  static use(native: DatabaseSync): Database {
    const database = new Database(native, false)
    native.exec(collectionsTable)
    return database
  }

  close(): void {
    this.#statements.clear()
    if (this.#owned) this.native.close()
  }

  /** Runs synchronous work; when another process holds the lock, again and again, letting other work go on between. */
  async whenFree<R>(call: Call, work: () => R): Promise<R> {
    call.check()
    try {
      return work()
    } catch (error) {
      if (!isBusy(error)) throw error
    }
    return retry(
      async () => work(),
      (error) => ({ repeat: isBusy(error) }),
      call,
      lockedPolicy,
    )
  }

  /**
   * Runs synchronous work in a transaction that holds the lock for writing from its beginning. It is rolled back when
   * the work throws, or asks for it.
   */
  transaction<R>(call: Call, work: (refuse: () => void) => R): Promise<R> {
    return this.whenFree(call, () => {
      this.run('BEGIN IMMEDIATE', [])
      let keep = true
      try {
        const result = work(() => void (keep = false))
        if (keep) this.run('COMMIT', [])
        else rollBack(this.native)
        return result
      } catch (error) {
        rollBack(this.native)
        throw error
      }
    })
  }

  get(sql: string, parameters: Parameters): Row | undefined {
    return this.#prepare(sql).get(...parameters) as Row | undefined
  }

  all(sql: string, parameters: Parameters): readonly Row[] {
    return this.#prepare(sql).all(...parameters) as Row[]
  }

  iterate(sql: string, parameters: Parameters): Iterable<Row> {
    return this.#prepare(sql).iterate(...parameters) as Iterable<Row>
  }

  /** How many rows the statement changed. */
  run(sql: string, parameters: Parameters): number {
    return Number(this.#prepare(sql).run(...parameters).changes)
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql)
    if (statement === undefined) {
      statement = this.native.prepare(sql)
      if (this.#statements.size >= maxCachedStatements) {
        const [oldest] = this.#statements.keys()
        if (oldest !== undefined) this.#statements.delete(oldest)
      }
      this.#statements.set(sql, statement)
    }
    return statement
  }
}

/** Reached without an import, so that bundles for browsers do not stumble over it. */
function sqliteModule(): typeof import('node:sqlite') {
  const module = globalThis.process?.getBuiltinModule?.('node:sqlite')
  if (module !== undefined) return module
  throw new CloudError({
    code: 'missing_dependency',
    message: 'the sqlite provider needs node:sqlite: run on Node 22.13 or later',
  })
}
