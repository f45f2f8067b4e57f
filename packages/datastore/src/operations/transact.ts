import { isCloudError } from '@bytelyst/core'
import type { Context } from '../connection.ts'
import { deliver } from '../deliver.ts'
import { isLarger } from '../document/copy.ts'
import { checkId } from '../document/identity.ts'
import { invalid } from '../document/invalid.ts'
import type { DriverOperation, StoredDocument } from '../driver.ts'
import { isPlainObject } from '../document/plain-object.ts'
import { unsupported } from '../support.ts'
import type { DatastoreCapabilities } from '../types/capabilities.ts'
import { contend } from './contend.ts'
import { conform, parseUpdate, toDriverUpdate, type UpdateRequest } from './update.ts'
import { errorOf, missingIsStale, parseDocument, parseIfMatch, toRecord, type DocumentWrite } from './write.ts'

type WriteName = 'create' | 'replace' | 'upsert'

/** One operation, checked as far as it can be before the collection's settings are known. */
export type ParsedOperation =
  | { readonly op: WriteName; readonly write: DocumentWrite; readonly version: string | undefined }
  | { readonly op: 'update'; readonly update: UpdateRequest }
  | { readonly op: 'delete'; readonly id: string; readonly version: string | undefined }

const fieldsOf: ReadonlyMap<unknown, readonly string[]> = new Map([
  ['create', ['op', 'document']],
  ['replace', ['op', 'document', 'ifMatch']],
  ['upsert', ['op', 'document', 'ifMatch']],
  ['update', ['op', 'id', 'patch', 'ifMatch']],
  ['delete', ['op', 'id', 'ifMatch']],
])

/** @throws CloudError `invalid_argument` that names the offending operation; `unsupported` */
export function parseOperations(
  operations: unknown,
  partitionKey: string,
  capabilities: DatastoreCapabilities,
): readonly ParsedOperation[] {
  if (capabilities.transactions === false) throw unsupported('transact')
  const { maxTransactOperations, maxTransactBytes } = capabilities
  if (!Array.isArray(operations) || operations.length < 1 || operations.length > maxTransactOperations) {
    throw invalid('operations', `a list of 1 to ${maxTransactOperations} operations`)
  }
  const parsed = Array.from(operations, (operation: unknown, i) =>
    parseOperation(operation, i, partitionKey, capabilities),
  )
  const ids = new Set<unknown>()
  for (const [i, operation] of parsed.entries()) {
    const id = idOf(operation)
    if (ids.has(id)) throw invalid(`operations[${i}]`, 'each id at most once in a transaction')
    ids.add(id)
  }
  const documents = parsed.flatMap((operation) => ('write' in operation ? [operation.write.document] : []))
  if (isLarger(documents, maxTransactBytes))
    throw invalid('operations', `at most ${maxTransactBytes} bytes of JSON together`)
  return parsed
}

function parseOperation(
  operation: unknown,
  i: number,
  partitionKey: string,
  capabilities: DatastoreCapabilities,
): ParsedOperation {
  const where = `operations[${i}]`
  const fields = isPlainObject(operation) ? fieldsOf.get(operation['op']) : undefined
  if (!isPlainObject(operation) || fields === undefined) {
    throw invalid(`${where}.op`, `one of ${[...fieldsOf.keys()].join(', ')}`)
  }
  for (const field of Object.keys(operation)) {
    if (!fields.includes(field)) throw invalid(`${where}.${field}`, `one of ${fields.join(', ')}`)
  }
  const op = operation['op'] as ParsedOperation['op']
  const version = parseIfMatch(operation)?.version
  if (op === 'delete') return { op, id: checkId(operation['id'], `${where}.id`), version }
  if (op === 'update') {
    const key = { id: checkId(operation['id'], `${where}.id`), partitionKey }
    const ifMatch = version === undefined ? {} : { ifMatch: version }
    return { op, update: parseUpdate(key, operation['patch'], ifMatch, `${where}.patch`) }
  }
  return { op, write: parseDocument(operation['document'], {}, capabilities, `${where}.document`), version }
}

function idOf(operation: ParsedOperation): unknown {
  if ('write' in operation) return operation.write.document['id']
  return operation.op === 'update' ? operation.update.key.id : operation.id
}

/** Applies all operations, or none. */
export async function transactOperations<T>(
  context: Context,
  partitionKey: string,
  operations: readonly ParsedOperation[],
): Promise<(T | null)[]> {
  const { driver, schema } = context
  const prepared: DriverOperation[] = []
  for (const operation of operations) prepared.push(await toDriverOperation(context, partitionKey, operation))
  const resolves =
    prepared.some(({ kind }) => kind === 'update') && (schema !== undefined || driver.appliesUpdates !== true)
  const results = resolves
    ? await contend(context.call, () => resolveAndTransact(context, partitionKey, operations, prepared))
    : await commit(context, partitionKey, operations, prepared)
  return results.map((stored) => stored && deliver<T>(stored))
}

async function toDriverOperation(
  context: Context,
  partitionKey: string,
  operation: ParsedOperation,
): Promise<DriverOperation> {
  if (operation.op === 'delete') {
    return { kind: 'delete', key: { id: operation.id, partitionKey }, version: operation.version }
  }
  if (operation.op === 'update') return { kind: 'update', update: toDriverUpdate(context, operation.update) }
  const { write, version } = operation
  const record = await toRecord(context, write)
  if (record.key.partitionKey !== partitionKey) {
    throw invalid(write.where, 'the partition key of the transaction')
  }
  const unconditional = { create: 'absent', replace: 'present', upsert: 'any' } as const
  return { kind: 'write', record, expected: version === undefined ? unconditional[operation.op] : { version } }
}

/** For drivers that take no updates: reads what is to be updated and writes the result on condition of its version. */
async function resolveAndTransact(
  context: Context,
  partitionKey: string,
  operations: readonly ParsedOperation[],
  prepared: readonly DriverOperation[],
): Promise<readonly (StoredDocument | null)[] | undefined> {
  const resolved: DriverOperation[] = []
  let unfit: unknown
  for (const [i, operation] of prepared.entries()) {
    if (operation.kind !== 'update') {
      resolved.push(operation)
      continue
    }
    try {
      resolved.push(await resolveUpdate(context, operation, i))
    } catch (error) {
      if (i === 0 || !isCloudError(error) || error.index === undefined) throw error
      // One before it may fail first, and only the engine knows: it gets these, and one that is always refused.
      resolved.push({ kind: 'delete', key: operation.update.key, version: crypto.randomUUID() })
      unfit = error
      break
    }
  }
  try {
    return await commit(context, partitionKey, operations, resolved)
  } catch (error) {
    // The document changed, or went, between our reading and our writing: that is ours to repeat, not the caller's.
    const index =
      isCloudError(error, 'precondition_failed') || isCloudError(error, 'not_found') ? error.index : undefined
    if (unfit !== undefined && index === resolved.length - 1) throw unfit
    if (index === undefined || prepared[index]?.kind !== 'update') throw error
    context.wrote = false
    return undefined
  }
}

async function resolveUpdate(
  context: Context,
  { update }: Extract<DriverOperation, { kind: 'update' }>,
  index: number,
): Promise<DriverOperation> {
  const current = await context.driver.read(context.target, update.key, context.call)
  if (current === null) throw errorOf({ kind: 'missing' }, index)
  if (update.version !== undefined && current.version !== update.version) throw errorOf({ kind: 'stale' }, index)
  const record = await conform(
    context,
    applyAt(index, () => update.apply(current)),
  )
  return { kind: 'write', record, expected: { version: current.version } }
}

async function commit(
  context: Context,
  partitionKey: string,
  operations: readonly ParsedOperation[],
  prepared: readonly DriverOperation[],
): Promise<readonly (StoredDocument | null)[]> {
  const { driver, target, call } = context
  context.wrote = true
  const indexed = prepared.map((operation, i): DriverOperation => {
    if (operation.kind !== 'update') return operation
    const { update } = operation
    return { kind: 'update', update: { ...update, apply: (current) => applyAt(i, () => update.apply(current)) } }
  })
  const outcome = await driver.transact?.(target, partitionKey, indexed, call)
  if (outcome === undefined) throw unsupported('transact')
  if (outcome.kind === 'committed') return outcome.results
  const upsert = operations[outcome.index]?.op === 'upsert'
  throw errorOf(upsert ? missingIsStale(outcome.outcome) : outcome.outcome, outcome.index)
}

/** The patch does not fit: says which operation's. */
function applyAt<R>(index: number, apply: () => R): R {
  try {
    return apply()
  } catch (error) {
    if (!isCloudError(error)) throw error
    throw error.with({ message: `operations[${index}].${error.message}`, index })
  }
}
