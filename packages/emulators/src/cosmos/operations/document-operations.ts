import type { Json, JsonObject } from '../json.ts'
import { requireObject } from '../read-json.ts'
import { ServiceError } from '../service-error.ts'
import { conflict } from '../store/account.ts'
import { asServiceErrors } from '../store/compiled-queries.ts'
import type { Container } from '../store/container.ts'
import { extractPartitionKey, partitionKeyText, type PartitionKey } from '../store/partition-key.ts'
import { requireDocumentId } from '../store/resource-name.ts'
import type { StoredDocument } from '../store/stored-document.ts'
import { withinTime } from '../store/within-time.ts'
import { charge } from './charge.ts'
import { matches, preconditionFailed, requireConditions, type Conditions } from './conditions.ts'
import { applyPatch, parsePatch } from './patch.ts'

/** What an operation on one document asks for. */
export interface DocumentOperation extends Conditions {
  readonly kind: 'Create' | 'Upsert' | 'Read' | 'Replace' | 'Patch' | 'Delete'
  readonly key: PartitionKey
  /** Of the document that is addressed; a creation has none. */
  readonly id: string | undefined
  readonly body: Json | undefined
}

/** What an operation on one document has come to. */
export interface DocumentResult {
  readonly status: 200 | 201 | 204 | 304
  /** Undefined when it was deleted. */
  readonly document: StoredDocument | undefined
  readonly charge: number
}

/**
 * Does an operation. It changes nothing when it throws.
 *
 * @throws ServiceError
 */
export function perform(container: Container, operation: DocumentOperation): DocumentResult {
  switch (operation.kind) {
    case 'Create':
    case 'Upsert':
      return write(container, operation)
    case 'Read':
      return read(container, operation)
    case 'Replace':
      return replace(container, operation)
    case 'Patch':
      return patch(container, operation)
    case 'Delete':
      return remove(container, operation)
  }
}

function write(container: Container, operation: DocumentOperation): DocumentResult {
  const { kind, key } = operation
  const body = requireObject(operation.body)
  const id = requireDocumentId(body['id'])
  requireSameKey(container, key, body)
  const existing = container.partition(key)?.get(id)
  if (existing !== undefined) {
    if (kind === 'Create') throw conflict()
    requireConditions(operation, existing)
  }
  const document = container.put(key, id, body, existing)
  return { status: existing === undefined ? 201 : 200, document, charge: charge.write(document.text.length) }
}

function read(container: Container, operation: DocumentOperation): DocumentResult {
  const document = find(container, operation)
  const isUnchanged = operation.ifNoneMatch !== undefined && matches(operation.ifNoneMatch, document.etag)
  return { status: isUnchanged ? 304 : 200, document, charge: charge.read(document.text.length) }
}

function replace(container: Container, operation: DocumentOperation): DocumentResult {
  const existing = find(container, operation)
  const body = requireObject(operation.body)
  if (requireDocumentId(body['id']) !== existing.id) {
    throw new ServiceError(400, 'The id of a document cannot be changed: it is not the one that is addressed.')
  }
  requireSameKey(container, operation.key, body)
  requireConditions(operation, existing)
  const document = container.put(operation.key, existing.id, body, existing)
  return { status: 200, document, charge: charge.write(document.text.length) }
}

function patch(container: Container, operation: DocumentOperation): DocumentResult {
  const existing = find(container, operation)
  const { operations, condition } = parsePatch(operation.body, container.definition.partitionKey)
  requireConditions(operation, existing)
  if (condition !== undefined && !isFoundBy(container, condition, existing.body)) throw preconditionFailed()
  const changed = applyPatch(existing.body, operations)
  const document = container.put(operation.key, existing.id, changed, existing)
  return { status: 200, document, charge: charge.write(document.text.length) }
}

function remove(container: Container, operation: DocumentOperation): DocumentResult {
  const existing = find(container, operation)
  requireConditions(operation, existing)
  container.remove(existing)
  return { status: 204, document: undefined, charge: charge.write(existing.text.length) }
}

function find(container: Container, { key, id }: DocumentOperation): StoredDocument {
  const found = id === undefined ? undefined : container.partition(key)?.get(id)
  if (found === undefined) {
    throw new ServiceError(
      404,
      'Entity with the specified id does not exist in the system. More info: https://aka.ms/cosmosdb-tsg-not-found',
    )
  }
  return found
}

function isFoundBy(container: Container, condition: string, document: JsonObject): boolean {
  const compiled = container.queries.compile(`SELECT VALUE true ${condition}`, container.definition.indexing)
  return withinTime(condition, () => asServiceErrors(() => compiled.run([document], new Map()))).length > 0
}

function requireSameKey({ definition }: Container, key: PartitionKey, body: JsonObject): void {
  if (partitionKeyText(extractPartitionKey(body, definition.partitionKey)) === partitionKeyText(key)) return
  const message = "PartitionKey extracted from document doesn't match the one specified in the header"
  throw new ServiceError(400, message, { substatus: 1001 })
}
