import type { FieldPath } from '../../document/path.ts'
import type { ParsedPatch, PatchChange } from '../../patch/parse.ts'
import { sizeOf } from '../../document/copy.ts'
import type { JsonDocument } from '../../types/document.ts'
import { hidden } from './layout.ts'
import type { Query } from './filter.ts'
import { beginsWithMark, toBson } from './values.ts'

/** MongoDB's own update for a patch, and what must be true of a document for it to mean the same as ours. */
export interface NativeUpdate {
  /** Documents for which it does not hold are left to be read, patched and written. */
  readonly guards: readonly Query[]
  readonly operators: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** Beyond so many bytes added unseen a document is read, and what is stored for it begins anew. */
const mostUnseenGrowth = 900_000
/** So many bytes can be added without a look at the document's size, unless it is marked as large. */
const smallPatchBytes = 10_000
const largest = Number.MAX_SAFE_INTEGER
/** Below it the sum with another number could be smaller than any that may be stored. */
const smallestIncrement = 1e-110

/** @returns undefined where only reading and writing does the same */
export function nativeUpdate(patch: ParsedPatch): NativeUpdate | undefined {
  const operands = patch.map(({ value }) => value) as unknown as JsonDocument
  if (sizeOf(operands) > smallPatchBytes || patch.some(({ path }) => beginsWithMark(path))) {
    return undefined
  }
  const operators: Record<string, Record<string, unknown>> = {}
  const guards: Query[] = []
  for (const change of patch) {
    if (change.operator === '$inc' && change.value !== 0 && Math.abs(change.value) < smallestIncrement) return undefined
    const field = change.path.join('.')
    ;(operators[change.operator] ??= {})[field] = change.operator === '$unset' ? '' : toBson(change.value)
    guards.push(...guardsOf(change))
  }
  if (patch.some(({ operator }) => operator !== '$unset' && operator !== '$pull')) {
    guards.push({ [hidden.large]: { $exists: false } })
  }
  return { guards, operators }
}

/** How an update that sees no document keeps it below the limit: by adding up what it may have grown. */
export function growthOf(patch: ParsedPatch): { readonly guards: readonly Query[]; readonly count: Query } {
  const growing = patch.filter(({ operator }) => operator !== '$unset' && operator !== '$pull')
  if (growing.length === 0) return { guards: [], count: {} }
  const bytes = sizeOf(growing as unknown as JsonDocument)
  const fits = { [hidden.growth]: { $not: { $gt: mostUnseenGrowth - bytes } } }
  return { guards: [fits], count: { [hidden.growth]: bytes } }
}

function guardsOf(change: PatchChange): Query[] {
  const { operator, path } = change
  if (operator === '$setOnInsert') return []
  return [...parentsOf(path), ...targetOf(change)]
}

/** MongoDB refuses a parent that is null, and walks into arrays. */
function parentsOf(path: FieldPath): Query[] {
  return path
    .slice(1)
    .map((_, i) => absentOr(path.slice(0, i + 1).join('.'), { $type: 'object', $not: { $type: 'array' } }))
}

function targetOf({ operator, path, value }: PatchChange): Query[] {
  const field = path.join('.')
  const number = { $type: 'number', $not: { $type: 'array' } }
  switch (operator) {
    case '$inc':
      return [absentOr(field, { ...number, $gte: -largest - Math.min(value, 0), $lte: largest - Math.max(value, 0) })]
    case '$min':
    case '$max':
      return [absentOr(field, number)]
    case '$push':
    case '$addToSet':
    case '$pull':
      return [absentOr(field, { $type: 'array' })]
    default:
      return []
  }
}

function absentOr(field: string, condition: Query): Query {
  return { $or: [{ [field]: { $exists: false } }, { [field]: condition }] }
}
