import type { Json } from '../json.ts'
import { requireObject } from '../read-json.ts'
import { ServiceError } from '../service-error.ts'
import type { Container } from '../store/container.ts'
import { parsePartitionKey, requireWholeKey, type PartitionKey } from '../store/partition-key.ts'
import { includes, type PartitionRange } from '../store/partition-range.ts'
import { charge } from './charge.ts'
import { perform, type DocumentOperation, type DocumentResult } from './document-operations.ts'

const mostOperations = 100
const kinds = ['Create', 'Upsert', 'Read', 'Replace', 'Patch', 'Delete'] as const

/** How the operations of one request go together. */
export interface BatchMode {
  /** All or none, in one logical partition; otherwise each alone, in one range. */
  readonly scope: { readonly key: PartitionKey } | { readonly range: PartitionRange }
  readonly continueOnError: boolean
  /** Whether results carry documents. */
  readonly withBodies: boolean
}

/** What a batch has come to: 200, or 207 when some operation failed, and a JSON array with a result for each. */
export interface BatchResult {
  readonly status: 200 | 207
  readonly text: string
  readonly charge: number
}

/** Does what is given, or nothing at all if it throws. */
export type Transact = <T>(run: () => T) => T

interface Result {
  readonly status: number
  readonly charge: number
  readonly document?: DocumentResult['document']
  readonly error?: ServiceError
}

/** Ends a transaction in which an operation has failed. */
class BatchFailure extends Error {
  readonly index: number
  readonly failure: ServiceError

  constructor(index: number, failure: ServiceError) {
    super(failure.message, { cause: failure })
    this.index = index
    this.failure = failure
  }
}

/**
 * Does the operations of a transactional batch or of a bulk request.
 *
 * @throws ServiceError 400 for what is no batch
 */
export function performBatch(container: Container, body: Json, mode: BatchMode, transact: Transact): BatchResult {
  if (!Array.isArray(body)) throw new ServiceError(400, 'A batch is an array of operations.')
  const entries = body as readonly Json[]
  if (entries.length === 0) throw new ServiceError(400, 'Batch request has no operations.')
  if (entries.length > mostOperations) {
    throw new ServiceError(400, 'Batch request has more operations than what is supported.')
  }
  const operations = entries.map((entry) => () => readOperation(entry, container, mode.scope))
  const results =
    'key' in mode.scope
      ? allOrNone(container, operations, transact)
      : eachAlone(container, operations, transact, mode.continueOnError)
  const succeeded = results.every(({ status }) => status < 300 || status === 304)
  return {
    status: succeeded ? 200 : 207,
    text: `[${results.map((result) => resultText(result, mode.withBodies)).join(',')}]`,
    charge: results.reduce((sum, result) => sum + result.charge, 0),
  }
}

function allOrNone(
  container: Container,
  operations: readonly (() => DocumentOperation)[],
  transact: Transact,
): readonly Result[] {
  try {
    return transact(() =>
      operations.map((read, i) => {
        const result = attempt(container, read)
        if (result.error !== undefined) throw new BatchFailure(i, result.error)
        return result
      }),
    )
  } catch (error) {
    if (!(error instanceof BatchFailure)) throw error
    // A document of another partition makes the request wrong, and not an operation fail.
    if (error.failure.details.substatus === 1001) throw error.failure
    return operations.map((_, i) =>
      i === error.index ? refused(error.failure) : refused(new ServiceError(424, 'Another operation has failed.')),
    )
  }
}

function eachAlone(
  container: Container,
  operations: readonly (() => DocumentOperation)[],
  transact: Transact,
  continueOnError: boolean,
): readonly Result[] {
  let hasFailed = false
  return operations.map((read) => {
    if (hasFailed && !continueOnError) return refused(new ServiceError(424, 'An earlier operation has failed.'))
    try {
      return transact(() => {
        const result = attempt(container, read)
        if (result.error !== undefined) throw result.error
        return result
      })
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error
      hasFailed = true
      return refused(error)
    }
  })
}

function attempt(container: Container, read: () => DocumentOperation): Result {
  try {
    return perform(container, read())
  } catch (error) {
    if (error instanceof ServiceError) return refused(error)
    throw error
  }
}

function refused(error: ServiceError): Result {
  return { status: error.status, charge: error.status === 424 ? 0 : charge.refusal, error }
}

function readOperation(entry: Json, container: Container, scope: BatchMode['scope']): DocumentOperation {
  const { operationType, id, ifMatch, ifNoneMatch, resourceBody, partitionKey } = requireObject(entry)
  const kind = kinds.find((each) => each === operationType)
  if (kind === undefined) throw new ServiceError(400, `An operation of a batch is one of ${kinds.join(', ')}.`)
  return {
    kind,
    key: 'key' in scope ? scope.key : keyIn(partitionKey, container, scope.range),
    id: typeof id === 'string' ? id : undefined,
    body: resourceBody,
    ifMatch: typeof ifMatch === 'string' ? ifMatch : undefined,
    ifNoneMatch: typeof ifNoneMatch === 'string' ? ifNoneMatch : undefined,
  }
}

function keyIn(text: Json | undefined, container: Container, range: PartitionRange): PartitionKey {
  if (typeof text !== 'string') throw new ServiceError(400, 'PartitionKey value must be supplied for this operation.')
  const definition = container.definition.partitionKey
  const key = requireWholeKey(parsePartitionKey(text, definition), definition)
  if (includes(range, container.effectiveKey(key))) return key
  throw new ServiceError(400, `The partition key is not in the range ${range.id}.`, { substatus: 1001 })
}

function resultText({ status, charge: units, document, error }: Result, withBodies: boolean): string {
  const { substatus, retryAfterMs } = error?.details ?? {}
  const head = JSON.stringify({
    statusCode: status,
    requestCharge: units,
    ...(substatus === undefined ? {} : { subStatusCode: substatus }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMilliseconds: retryAfterMs }),
    ...(error === undefined || status === 424 ? {} : { message: error.message }),
    ...(document === undefined ? {} : { eTag: document.etag }),
  })
  return document === undefined || !withBodies || status === 304
    ? head
    : `${head.slice(0, -1)},"resourceBody":${document.text}}`
}
