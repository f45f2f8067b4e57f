import type { Call } from '@bytelyst/core'
import type { DriverOperation, Expected, Outcome, StoredDocument, TransactOutcome, WriteRecord } from '../../driver.ts'
import { violatedIndex } from './classify.ts'
import { storedColumns } from './query.ts'
import { columnsOf, toStored, writeManySql, type RowStatements } from './rows.ts'
import type { Session, Sessions } from './sessions.ts'

/** What transactions on one collection are made with. */
export interface TransactContext {
  readonly sessions: Sessions
  readonly table: string
  readonly statements: RowStatements
  readonly now: () => number
  readonly nextVersion: () => string
  readonly duplicate: (index: string) => Refusal
}

type Refusal = Exclude<Outcome, { readonly kind: 'written' }>
type Results = readonly (StoredDocument | null)[]

const isLive = '(expires_at IS NULL OR expires_at > $3::float8)'
const isOurs =
  'stored.expires_at <= $7::float8 OR stored.version = ANY($8::text[]) OR excluded.version = ANY($9::text[])'

/**
 * Applies all operations in five requests, however many there are: where they can all be applied together, they can one after
 * the other. Where they cannot, one after the other tells which is the first that fails, and whether it really does.
 */
export async function transactTogether(
  context: TransactContext,
  partitionKey: string,
  operations: readonly DriverOperation[],
  call: Call,
): Promise<TransactOutcome> {
  if (operations.length > 1) {
    const results = await allAtOnce(context, partitionKey, operations, call)
    if (results !== undefined) return { kind: 'committed', results }
  }
  return oneAfterTheOther(context, operations, call)
}

async function allAtOnce(
  context: TransactContext,
  partitionKey: string,
  operations: readonly DriverOperation[],
  call: Call,
): Promise<Results | undefined> {
  const { sessions, table, now, nextVersion } = context
  try {
    return await sessions.transaction(call, async (session, refuse) => {
      const giveUp = (): undefined => {
        refuse()
        return undefined
      }
      const ids = operations.map((operation) => keyOf(operation).id)
      const lock = `SELECT id, ${storedColumns} FROM ${table} WHERE pk = $1 AND id = ANY($2::text[]) AND ${isLive} ORDER BY id FOR UPDATE`
      const { rows } = await session.run(lock, [partitionKey, ids, now()])
      const current = new Map(rows.map(([id, ...stored]) => [id, toStored(stored)]))
      const results: (StoredDocument | null)[] = []
      const records: WriteRecord[] = []
      const blind: string[] = []
      for (const operation of operations) {
        const stored = current.get(keyOf(operation).id) ?? null
        const record = fits(operation, stored) ? recordOf(operation, stored) : undefined
        if (record === undefined) return giveUp()
        const version = nextVersion()
        results.push(record && { ...record, version })
        if (record !== null) records.push(record)
        if (operation.kind === 'write' && operation.expected === 'any') blind.push(version)
      }
      if (records.length > 0) {
        const versions = results.flatMap((result) => (result === null ? [] : [result.version]))
        const locked = [...current.values()].map(({ version }) => version)
        const at = now()
        const values = [...columnsOf(records, versions, at), at, locked, blind]
        const { count } = await session.run(writeManySql(table, isOurs, 'as given'), values)
        if (count < records.length) return giveUp()
      }
      const deleted = operations.flatMap((operation) => (operation.kind === 'delete' ? [operation.key.id] : []))
      if (deleted.length > 0) {
        await session.run(`DELETE FROM ${table} WHERE pk = $1 AND id = ANY($2::text[])`, [partitionKey, deleted])
      }
      return results
    })
  } catch (error) {
    if (violatedIndex(error) === undefined && !(error instanceof Unfit)) throw error
    return undefined
  }
}

/** A patch does not fit what is stored. */
class Unfit extends Error {}

/** What is to be stored; null: nothing. */
function recordOf(operation: DriverOperation, stored: StoredDocument | null): WriteRecord | null {
  if (operation.kind === 'delete') return null
  if (operation.kind === 'write') return operation.record
  try {
    return operation.update.apply(stored)
  } catch (cause) {
    throw new Unfit('a patch does not fit', { cause })
  }
}

function keyOf(operation: DriverOperation): WriteRecord['key'] {
  if (operation.kind === 'write') return operation.record.key
  return operation.kind === 'update' ? operation.update.key : operation.key
}

function fits(operation: DriverOperation, stored: StoredDocument | null): boolean {
  const expected = expectedBy(operation)
  if (typeof expected === 'object') return stored?.version === expected.version
  return expected === 'any' || (expected === 'absent') === (stored === null)
}

function expectedBy(operation: DriverOperation): Expected {
  if (operation.kind === 'write') return operation.expected
  const { version } = operation.kind === 'update' ? operation.update : operation
  if (version !== undefined) return { version }
  return operation.kind === 'update' && operation.update.upsert ? 'any' : 'present'
}

/** A unique index was in the way of the operation at this place. */
class Duplicate extends Error {
  readonly place: number
  readonly violated: string

  constructor(place: number, violated: string) {
    super('a unique index does not hold')
    this.place = place
    this.violated = violated
  }
}

async function oneAfterTheOther(
  context: TransactContext,
  operations: readonly DriverOperation[],
  call: Call,
): Promise<TransactOutcome> {
  const { sessions, table, now, duplicate } = context
  for (let freed = true; ;) {
    try {
      return await sessions.transaction(call, async (session, refuse) => {
        const results: (StoredDocument | null)[] = []
        for (const [index, operation] of operations.entries()) {
          const result = await apply(context, session, operation).catch((error: unknown) => {
            const violated = violatedIndex(error)
            throw violated === undefined ? error : new Duplicate(index, violated)
          })
          if (result !== null && 'kind' in result) {
            refuse()
            return { kind: 'refused', index, outcome: result }
          }
          results.push(result)
        }
        return { kind: 'committed', results }
      })
    } catch (error) {
      if (!(error instanceof Duplicate)) throw error
      const [first] = operations
      const expired = [first === undefined ? '' : keyOf(first).partitionKey, now()]
      const sql = `DELETE FROM ${table} WHERE pk = $1 AND expires_at <= $2::float8`
      freed &&= (await sessions.query(call, { sql, values: expired })).count > 0
      if (!freed) return { kind: 'refused', index: error.place, outcome: duplicate(error.violated) }
      freed = false
    }
  }
}

/** Applies one operation within a transaction. */
async function apply(
  { statements, now, nextVersion }: TransactContext,
  session: Session,
  operation: DriverOperation,
): Promise<StoredDocument | null | Refusal> {
  const read = statements.read(keyOf(operation), now())
  const readLocked = async (): Promise<StoredDocument | null> => {
    const [row] = (await session.run(`${read.sql} FOR UPDATE`, read.values)).rows
    return row === undefined ? null : toStored(row)
  }
  const refusal = async (expected: Expected): Promise<Refusal> => {
    if (expected === 'absent') return { kind: 'exists' }
    return (await readLocked()) === null ? { kind: 'missing' } : { kind: 'stale' }
  }
  let expected = expectedBy(operation)
  if (operation.kind === 'delete') {
    const { sql, values } = statements.delete(operation.key, operation.version, now())
    return (await session.run(sql, values)).count > 0 ? null : refusal(expected)
  }
  let stored: StoredDocument | null = null
  if (operation.kind === 'update') {
    stored = await readLocked()
    if (!fits(operation, stored)) return stored === null ? { kind: 'missing' } : { kind: 'stale' }
    expected = stored === null ? 'absent' : { version: stored.version }
  }
  const record = operation.kind === 'update' ? operation.update.apply(stored) : operation.record
  const version = nextVersion()
  const { sql, values } = statements.write(record, version, expected, now())
  return (await session.run(sql, values)).count > 0 ? { ...record, version } : refusal(expected)
}
