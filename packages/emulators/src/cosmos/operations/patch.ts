import type { Json, JsonObject } from '../json.ts'
import { requireObject } from '../read-json.ts'
import { ServiceError } from '../service-error.ts'
import { systemProperties } from '../store/document-body.ts'
import { field, splitPath, type PartitionKeyDefinition } from '../store/partition-key.ts'
import { addAt, childOf, incrementAt, parsePointer, removeAt, replaceAt, setAt, type Target } from './patch-target.ts'

const mostOperations = 10
const kinds = ['add', 'set', 'replace', 'remove', 'incr', 'move'] as const

/** One change of a document. */
interface PatchOperation {
  readonly op: (typeof kinds)[number]
  readonly path: readonly string[]
  readonly from: readonly string[]
  readonly value: Json | undefined
}

/** What a patch request asks for. */
export interface Patch {
  readonly operations: readonly PatchOperation[]
  /** The end of a query, from its FROM on, that must find the document. */
  readonly condition: string | undefined
}

/**
 * Reads an array of operations, or an object with `operations` and `condition`.
 *
 * @throws ServiceError 400
 */
export function parsePatch(body: Json | undefined, { paths }: PartitionKeyDefinition): Patch {
  const list = Array.isArray(body) ? (body as readonly Json[]) : field(body, 'operations')
  if (!Array.isArray(list) || list.length === 0) throw refusal('a patch has an array of operations')
  if (list.length > mostOperations) {
    throw refusal(`The number of patch operations can't exceed '${mostOperations}'`)
  }
  const condition = field(body, 'condition')
  if (condition !== undefined && condition !== null && typeof condition !== 'string') {
    throw refusal('the condition is a text')
  }
  const fixed = [['id'], ...systemProperties.map((name) => [name]), ...paths.map(splitPath)]
  const operations = (list as readonly Json[]).map((entry) => parseOperation(entry, fixed))
  return { operations, condition: condition ?? undefined }
}

/**
 * The document with all operations applied, in their order. The given one stays as it is.
 *
 * @throws ServiceError 400 for one that does not go with the document
 */
export function applyPatch(document: JsonObject, operations: readonly PatchOperation[]): JsonObject {
  const changed = structuredClone<Json>(document) as { [field: string]: Json }
  for (const operation of operations) apply(changed, operation)
  return changed
}

function apply(document: { [field: string]: Json }, { op, path, from, value }: PatchOperation): void {
  const target = (): Target => childOf(document, path)
  switch (op) {
    case 'add':
      addAt(target(), copy(value))
      return
    case 'set':
      setAt(target(), copy(value))
      return
    case 'replace':
      replaceAt(target(), copy(value))
      return
    case 'remove':
      removeAt(target())
      return
    case 'incr':
      incrementAt(target(), value as number)
      return
    case 'move':
      addAt(target(), removeAt(childOf(document, from)))
  }
}

/** No two documents share a value. */
function copy(value: Json | undefined): Json {
  return structuredClone(value ?? null)
}

function parseOperation(entry: Json, fixed: readonly (readonly string[])[]): PatchOperation {
  const operation = requireObject(entry)
  const op = kinds.find((kind) => kind === operation['op'])
  if (op === undefined) throw refusal(`'op' is one of ${kinds.join(', ')}`)
  const path = parsePointer(operation['path'])
  const from = op === 'move' ? parsePointer(operation['from']) : []
  const value = operation['value']
  if (op === 'incr' && typeof value !== 'number') throw refusal("the value of 'incr' is a number")
  if (op !== 'remove' && op !== 'move' && value === undefined) throw refusal(`'${op}' needs a value`)
  for (const touched of op === 'move' ? [path, from] : [path]) {
    if (fixed.some((names) => overlaps(names, touched))) {
      throw refusal(
        `the path '/${touched.join('/')}' can't be patched: it is of the id, the partition key or the service`,
      )
    }
  }
  if (op === 'move' && from.length < path.length && overlaps(from, path)) {
    throw refusal("'move' can't move a value into itself")
  }
  return { op, path, from, value }
}

/** Whether one leads to the other or through it. */
function overlaps(one: readonly string[], other: readonly string[]): boolean {
  return one.slice(0, other.length).every((name, i) => name === other[i])
}

function refusal(what: string): ServiceError {
  return new ServiceError(400, `For Patch: ${what}.`)
}
