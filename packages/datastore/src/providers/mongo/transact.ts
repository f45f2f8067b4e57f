import type { ClientSession, MongoClient } from 'mongodb'
import type { Call } from '@bytelyst/core'
import type { DriverOperation, Key, Outcome, StoredDocument, TransactOutcome, WriteRecord } from '../../driver.ts'
import { contend } from '../../operations/contend.ts'
import { isDuplicateKey, writeErrorsOf } from './classify.ts'
import { isExpiredAt, type Documents } from './documents.ts'
import type { RawDocument } from './layout.ts'

/** What a transaction decides, and the writes that make it so; of a refused one those before the refusal. */
interface Decision {
  /** What the caller is told; what an operation threw is thrown, when no write before it fails. */
  readonly outcome: TransactOutcome | { readonly kind: 'thrown'; readonly error: unknown }
  readonly writes: Parameters<Documents['native']['bulkWrite']>[0]
}

/**
 * Reads all that the operations are about, decides in order, and writes: three requests with the commit. Tried again
 * while others get in between; the SDK's own `withTransaction` would do so too, without an end to the attempts.
 */
export async function transactWith(
  client: MongoClient,
  documents: Documents,
  operations: readonly DriverOperation[],
  clock: () => number,
  call: Call,
): Promise<TransactOutcome> {
  const session = client.startSession()
  try {
    return await contend(call, () => {
      call.check()
      return attemptOnce(session, documents, operations, clock)
    })
  } finally {
    await session.endSession()
  }
}

/** @returns undefined when others got in between, and nothing was applied */
async function attemptOnce(
  session: ClientSession,
  documents: Documents,
  operations: readonly DriverOperation[],
  clock: () => number,
): Promise<TransactOutcome | undefined> {
  const now = clock()
  session.startTransaction({
    readConcern: { level: 'snapshot' },
    writeConcern: { w: 'majority' },
    readPreference: 'primary',
  })
  let decision: Decision | undefined
  try {
    const ids = operations.map((operation) => documents.layout.idOf(keyOf(operation)))
    const found = await documents.native.find({ _id: { $in: ids } }, { session }).toArray()
    decision = decide(documents, operations, new Map(found.map((raw) => [raw._id, raw])), now)
    // Of a refused one too: an operation before the refused one may meet a unique value, and then comes first.
    if (decision.writes.length > 0) await documents.native.bulkWrite([...decision.writes], { session })
  } catch (error) {
    await session.abortTransaction()
    const meant = await meaningOf(error, documents, operations)
    if (meant === 'again') return undefined
    if (meant !== undefined) return meant
    throw error
  }
  const { outcome } = decision
  if (outcome.kind === 'committed') return (await commit(session)) ? outcome : undefined
  await session.abortTransaction()
  if (outcome.kind === 'thrown') throw outcome.error
  return outcome
}

/** @throws what the server says, ambiguous as a lost answer is */
async function commit(session: ClientSession): Promise<boolean> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await session.commitTransaction()
      return true
    } catch (error) {
      if (hasLabel(error, 'UnknownTransactionCommitResult') && attempt < 3) continue
      if (hasLabel(error, 'TransientTransactionError') && !hasLabel(error, 'UnknownTransactionCommitResult'))
        return false
      throw error
    }
  }
}

async function meaningOf(
  error: unknown,
  documents: Documents,
  operations: readonly DriverOperation[],
): Promise<TransactOutcome | 'again' | undefined> {
  if (hasLabel(error, 'TransientTransactionError')) return 'again'
  const index = writeErrorsOf(error)?.[0]?.index
  if (!isDuplicateKey(error) || index === undefined) return undefined
  const operation = operations[index]
  const record = operation?.kind === 'write' ? operation.record : undefined
  const violated = record && (await documents.violatedBy(record))
  return violated === undefined ? 'again' : { kind: 'refused', index, outcome: { kind: 'duplicate', index: violated } }
}

function decide(
  documents: Documents,
  operations: readonly DriverOperation[],
  found: ReadonlyMap<unknown, RawDocument>,
  now: number,
): Decision {
  const writes: Decision['writes'][number][] = []
  const results: (StoredDocument | null)[] = []
  for (const [index, operation] of operations.entries()) {
    const raw = found.get(documents.layout.idOf(keyOf(operation)))
    const isThere = raw !== undefined && documents.layout.isOf(raw, keyOf(operation)) && !isExpiredAt(raw, now)
    const current = isThere ? documents.layout.toStored(raw) : null
    const refusal = refusalOf(operation, current, raw !== undefined && !isThere && !isExpiredAt(raw, now))
    if (refusal !== undefined) return { outcome: { kind: 'refused', index, outcome: refusal }, writes }
    let record: WriteRecord | undefined
    try {
      record = recordOf(operation, current)
    } catch (error) {
      return { outcome: { kind: 'thrown', error }, writes }
    }
    if (record === undefined) {
      writes.push({ deleteOne: { filter: { _id: documents.layout.idOf(keyOf(operation)) } } })
      results.push(null)
      continue
    }
    const { raw: replacement, version } = documents.prepare(record, now)
    writes.push(
      raw === undefined
        ? { insertOne: { document: replacement } }
        : { replaceOne: { filter: { _id: raw._id }, replacement } },
    )
    results.push({ ...record, version })
  }
  return { outcome: { kind: 'committed', results }, writes }
}

function refusalOf(
  operation: DriverOperation,
  current: StoredDocument | null,
  isTaken: boolean,
): Exclude<Outcome, { readonly kind: 'written' }> | undefined {
  const version = versionOf(operation)
  if (operation.kind === 'write') {
    const { expected } = operation
    if (current === null && isTaken && (expected === 'absent' || expected === 'any')) return { kind: 'exists' }
    if (expected === 'any') return undefined
    if (expected === 'absent') return current === null ? undefined : { kind: 'exists' }
  }
  if (current === null) return { kind: 'missing' }
  return version !== undefined && current.version !== version ? { kind: 'stale' } : undefined
}

function versionOf(operation: DriverOperation): string | undefined {
  if (operation.kind === 'delete') return operation.version
  if (operation.kind === 'update') return operation.update.version
  return typeof operation.expected === 'object' ? operation.expected.version : undefined
}

/** What is to be stored; undefined for a removal. */
function recordOf(operation: DriverOperation, current: StoredDocument | null): WriteRecord | undefined {
  if (operation.kind === 'delete') return undefined
  return operation.kind === 'write' ? operation.record : operation.update.apply(current)
}

function keyOf(operation: DriverOperation): Key {
  if (operation.kind === 'delete') return operation.key
  return operation.kind === 'write' ? operation.record.key : operation.update.key
}

function hasLabel(error: unknown, label: string): boolean {
  const { hasErrorLabel } = (error ?? {}) as { hasErrorLabel?: (this: unknown, label: string) => boolean }
  return hasErrorLabel?.call(error, label) ?? false
}
