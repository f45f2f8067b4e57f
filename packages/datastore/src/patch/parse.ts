import { copyValue, isStorableNumber } from '../document/copy.ts'
import { invalid } from '../document/invalid.ts'
import { overlaps, parsePath, type FieldPath } from '../document/path.ts'
import { isPlainObject } from '../document/plain-object.ts'
import { parseScalar } from '../filter/operands.ts'
import type { JsonValue, Scalar } from '../types/document.ts'

interface Change<Operator, Value> {
  readonly operator: Operator
  readonly path: FieldPath
  readonly value: Value
}

/** One change of a patch. No two have overlapping paths. */
export type PatchChange =
  | Change<'$set', JsonValue>
  | Change<'$setOnInsert', JsonValue>
  | Change<'$push', JsonValue>
  | Change<'$unset', true>
  | Change<'$inc', number>
  | Change<'$min', number>
  | Change<'$max', number>
  | Change<'$addToSet', Scalar>
  | Change<'$pull', Scalar>

/** A parsed patch: at least one change. */
export type ParsedPatch = readonly PatchChange[]

const unsetMarks: ReadonlySet<unknown> = new Set([true, 1, ''])

/** The closed list. `Map`, so that `constructor` is no operator. */
const parsers: ReadonlyMap<string, (path: FieldPath, operand: unknown, where: string) => PatchChange> = new Map([
  ['$set', (path, operand, where) => ({ operator: '$set', path, value: value(operand, path, where) })],
  ['$setOnInsert', (path, operand, where) => ({ operator: '$setOnInsert', path, value: value(operand, path, where) })],
  ['$push', push],
  ['$unset', unset],
  ['$inc', (path, operand, where) => ({ operator: '$inc', path, value: number(operand, where) })],
  ['$min', (path, operand, where) => ({ operator: '$min', path, value: number(operand, where) })],
  ['$max', (path, operand, where) => ({ operator: '$max', path, value: number(operand, where) })],
  ['$addToSet', (path, operand, where) => ({ operator: '$addToSet', path, value: parseScalar(operand, where) })],
  ['$pull', (path, operand, where) => ({ operator: '$pull', path, value: parseScalar(operand, where) })],
])

/**
 * Parses a patch.
 *
 * @throws CloudError `invalid_argument` for an empty patch, an unknown operator, overlapping paths, or an operand that
 * does not fit; the message names the part
 */
export function parsePatch(patch: unknown, upsert: boolean, where = 'patch'): ParsedPatch {
  if (!isPlainObject(patch)) throw invalid(where, 'a patch object', patch)
  const changes: PatchChange[] = []
  for (const operator of Object.keys(patch)) {
    const parse = parsers.get(operator)
    if (parse === undefined) throw invalid(`${where}.${operator}`, `one of ${[...parsers.keys()].join(', ')}`)
    const fields = patch[operator]
    if (fields === undefined) continue
    if (!isPlainObject(fields)) throw invalid(`${where}.${operator}`, 'an object of paths', fields)
    if (operator === '$setOnInsert' && !upsert) throw invalid(`${where}.$setOnInsert`, 'upsert: true beside it')
    for (const name of Object.keys(fields)) {
      const place = `${where}.${operator}.${name}`
      changes.push(parse(parsePath(name, place), fields[name], place))
    }
  }
  if (changes.length === 0) throw invalid(where, 'at least one change')
  checkOverlap(changes, where)
  checkPatchIdentity(changes, ['id'])
  return changes
}

/** @throws CloudError `invalid_argument` when a change touches this path, above or below it included */
export function checkPatchIdentity(patch: ParsedPatch, identity: FieldPath): void {
  const change = patch.find(({ path }) => overlaps(path, identity))
  if (change === undefined) return
  throw invalid(
    `patch.${change.operator}.${change.path.join('.')}`,
    'a path that touches neither the id nor the partition key, which never change',
  )
}

function checkOverlap(changes: ParsedPatch, where: string): void {
  const sorted = changes.map((change) => change.path).toSorted((a, b) => (a.join('\0') < b.join('\0') ? -1 : 1))
  for (const [i, path] of sorted.entries()) {
    const next = sorted[i + 1]
    if (next !== undefined && overlaps(path, next)) {
      throw invalid(`${where} (${path.join('.')}, ${next.join('.')})`, 'paths that do not overlap')
    }
  }
}

function value(operand: unknown, path: FieldPath, where: string): JsonValue {
  if (operand === undefined) throw invalid(where, 'a value; use $unset to remove a field')
  return copyValue(operand, where, path.length + 1)
}

function push(path: FieldPath, operand: unknown, where: string): PatchChange {
  if (isPlainObject(operand) && Object.hasOwn(operand, '$each')) throw invalid(where, 'one value; there is no $each')
  if (operand === undefined) throw invalid(where, 'a value')
  return { operator: '$push', path, value: copyValue(operand, where, path.length + 2) }
}

function unset(path: FieldPath, operand: unknown, where: string): PatchChange {
  if (!unsetMarks.has(operand)) throw invalid(where, 'true')
  return { operator: '$unset', path, value: true }
}

function number(operand: unknown, where: string): number {
  if (typeof operand !== 'number' || !isStorableNumber(operand)) {
    throw invalid(where, 'a number that is 0 or of magnitude 1e-130 to 2^53-1', operand)
  }
  return operand === 0 ? 0 : operand
}
