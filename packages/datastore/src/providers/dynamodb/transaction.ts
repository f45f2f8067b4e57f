import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { CloudError, type Call } from '@bytelyst/core'
import type { DriverOperation, Outcome, StoredDocument, Target, TransactOutcome } from '../../driver.ts'
import type { Attributes } from './attribute-value.ts'
import { conditionInput, expectedCondition, refusalOf } from './conditions.ts'
import { whileConflicting } from './conflicts.ts'
import { Aliases } from './expression.ts'
import { isLive, toItem, toKey } from './item.ts'
import { isNamed, type Requests } from './requests.ts'
import type { Tables } from './tables.ts'
import type { Writes } from './writes.ts'

/** Why DynamoDB did not do an operation of a transaction; they come in the order of the operations. */
interface Reason {
  readonly Code?: string
  readonly Message?: string
  readonly Item?: Attributes
}

/** All operations in one request, or none. The SDK's token makes a repeated request count once. */
export async function transact(
  { requests, tables, writes }: { readonly requests: Requests; readonly tables: Tables; readonly writes: Writes },
  target: Target,
  operations: readonly DriverOperation[],
  now: number,
  call: Call,
): Promise<TransactOutcome> {
  const table = tables.nameOf(target.collection)
  const versions = operations.map(() => writes.nextVersion())
  const TransactItems = operations.map((operation, i) => toTransactItem(table, operation, versions[i] as string, now))
  const send = (): Promise<unknown> =>
    whileConflicting(call, isConflict, () => requests.write('TransactWriteItems', { TransactItems }, call))
  try {
    try {
      await send()
    } catch (error) {
      if (!isNamed(error, 'ResourceNotFoundException')) throw error
      await tables.restore({ name: target.collection, ...target.settings })
      await send()
    }
  } catch (error) {
    return refused(error, operations, now)
  }
  return { kind: 'committed', results: operations.map((operation, i) => resultOf(operation, versions[i] as string)) }
}

function resultOf(operation: DriverOperation, version: string): StoredDocument | null {
  return operation.kind === 'write' ? { ...operation.record, version } : null
}

function toTransactItem(table: string, operation: DriverOperation, version: string, now: number): TransactWriteItem {
  const aliases = new Aliases()
  const conditions = conditionInput(expectedCondition(aliases, expectationOf(operation), now))
  const common = { TableName: table, ...conditions, ...aliases.input(conditions.ConditionExpression) }
  if (operation.kind === 'write') return { Put: { Item: toItem(operation.record, version, now), ...common } }
  if (operation.kind === 'delete') return { Delete: { Key: toKey(operation.key), ...common } }
  throw new Error('an update in a transaction, which appliesUpdates does not promise')
}

function expectationOf(operation: DriverOperation): 'absent' | 'present' | 'any' | { readonly version: string } {
  if (operation.kind === 'write') return operation.expected
  const version = operation.kind === 'delete' ? operation.version : undefined
  return version === undefined ? 'present' : { version }
}

function reasonsOf(error: unknown): readonly Reason[] {
  if (!isNamed(error, 'TransactionCanceledException')) return []
  return (error as { CancellationReasons?: Reason[] }).CancellationReasons ?? []
}

/** The first that failed. */
function firstReason(error: unknown): { readonly reason: Reason; readonly index: number } | undefined {
  const reasons = reasonsOf(error)
  const index = reasons.findIndex(({ Code }) => Code !== undefined && Code !== 'None')
  return index === -1 ? undefined : { reason: reasons[index] as Reason, index }
}

function isConflict(error: unknown): boolean {
  return firstReason(error)?.reason.Code === 'TransactionConflict'
}

/** @throws what it was given, when it is no refusal of an operation */
function refused(error: unknown, operations: readonly DriverOperation[], now: number): TransactOutcome {
  const first = firstReason(error)
  if (first === undefined) throw error
  const { reason, index } = first
  switch (reason.Code) {
    case 'ConditionalCheckFailed': {
      const operation = operations[index] as DriverOperation
      return { kind: 'refused', index, outcome: outcomeOf(operation, reason.Item ?? null, now) }
    }
    case 'ValidationError': {
      if (!/size/i.test(reason.Message ?? '')) throw error
      const message = `operations[${index}]: the document is larger than the 400 KB that DynamoDB takes`
      throw new CloudError({ code: 'invalid_argument', message, index })
    }
    case 'ItemCollectionSizeLimitExceeded':
      throw new CloudError({ code: 'quota_exceeded', message: 'the partition is full', index })
    case 'ProvisionedThroughputExceeded':
    case 'ThrottlingError':
      throw new CloudError({ code: 'rate_limited', message: 'the engine is throttling; wait and try again', index })
    case 'TransactionConflict': {
      const message = 'other transactions hold the documents; try again later'
      throw new CloudError({ code: 'unavailable', message, ambiguous: false })
    }
    default:
      throw error
  }
}

function outcomeOf(
  operation: DriverOperation,
  stored: Attributes | null,
  now: number,
): Exclude<Outcome, { readonly kind: 'written' }> {
  if (operation.kind === 'write') return refusalOf(operation.expected, stored, now)
  return stored === null || !isLive(stored, now) ? { kind: 'missing' } : { kind: 'stale' }
}
