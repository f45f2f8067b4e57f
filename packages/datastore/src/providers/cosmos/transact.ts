/** @ts-ignore: a project without the SDK does not use this provider */
import type { OperationInput } from '@azure/cosmos'
import type { CollectionSettings, DriverOperation, Outcome, TransactOutcome } from '../../driver.ts'
import { conditionOf, resourceOf, type Resource } from './document.ts'

/** What the engine tells of one operation of a batch. */
export interface BatchResult {
  readonly statusCode: number
  readonly eTag?: string
  /** What a read operation found. */
  readonly resourceBody?: Resource
  readonly retryAfterMilliseconds?: number
}

/** An operation as the engine takes it. An upsert of a version is a replacement: the engine would create what is missing. */
export function batchOperation(operation: DriverOperation, settings: CollectionSettings): OperationInput {
  if (operation.kind === 'update') throw new Error('an update was not applied before it reached the driver')
  if (operation.kind === 'delete') {
    const { key, version } = operation
    return { operationType: 'Delete', id: key.id, ...(version !== undefined && { ifMatch: conditionOf(version) }) }
  }
  const { record, expected } = operation
  const resourceBody = resourceOf(record, settings) as never
  if (expected === 'absent') return { operationType: 'Create', resourceBody }
  if (expected === 'any') return { operationType: 'Upsert', resourceBody }
  const { id } = record.key
  if (expected === 'present') return { operationType: 'Replace', id, resourceBody }
  return { operationType: 'Replace', id, resourceBody, ifMatch: conditionOf(expected.version) }
}

/** The status of an operation that was not tried, because another failed. */
const failedDependency = 424

/**
 * What became of a batch, by the results of its operations.
 *
 * @throws an error with the status as its code, for what is no answer: throttling, size
 */
export function batchOutcome(operations: readonly DriverOperation[], results: readonly BatchResult[]): TransactOutcome {
  const index = results.findIndex(({ statusCode }) => statusCode >= 300 && statusCode !== failedDependency)
  const failed = results[index]
  if (failed !== undefined) {
    const outcome = refusalOf(failed.statusCode)
    if (outcome === undefined) throw batchError(failed)
    return { kind: 'refused', index, outcome }
  }
  return {
    kind: 'committed',
    results: operations.map((operation, i) => {
      if (operation.kind !== 'write') return null
      const { document, ttlSeconds } = operation.record
      return { document, ttlSeconds, version: String(results[i]?.eTag) }
    }),
  }
}

/** What the status of a refused write means; undefined when it is no answer. */
export function refusalOf(status: unknown): Exclude<Outcome, { readonly kind: 'written' }> | undefined {
  switch (status) {
    case 404:
      return { kind: 'missing' }
    case 409:
      return { kind: 'exists' }
    case 412:
      return { kind: 'stale' }
    default:
      return undefined
  }
}

/** The error for a result that is no answer: throttling, size. */
export function batchError(result: BatchResult | undefined): Error {
  const error = new Error(`an operation of the batch ended with status ${result?.statusCode}`)
  return Object.assign(error, { code: result?.statusCode, retryAfterInMs: result?.retryAfterMilliseconds })
}
