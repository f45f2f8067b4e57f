import { CloudError } from '@bytelyst/core'
import { copyJson, isStorableNumber } from '../document/copy.ts'
import type { FieldPath } from '../document/path.ts'
import type { JsonDocument, JsonValue } from '../types/document.ts'
import type { ParsedPatch, PatchChange } from './parse.ts'

type ChangeOf<Operator> = Extract<PatchChange, { readonly operator: Operator }>
type Fields = { [field: string]: JsonValue }

/**
 * The document with the patch applied; the argument stays as it is. The one place where a patch gets its meaning:
 * engines run it natively only where they are sure to give the same.
 *
 * @param inserted - whether `$setOnInsert` counts
 * @throws CloudError `precondition_failed` when the stored document does not fit the patch
 */
export function applyPatch(document: JsonDocument, patch: ParsedPatch, inserted: boolean): JsonDocument {
  const patched: Fields = copyJson(document)
  for (const change of patch) {
    if (change.operator !== '$setOnInsert' || inserted) applyChange(patched, change)
  }
  return patched
}

function applyChange(document: Fields, change: PatchChange): void {
  const field = change.path.at(-1) as string
  switch (change.operator) {
    case '$set':
    case '$setOnInsert':
      parentOf(document, change.path)[field] = copyJson(change.value)
      return
    case '$unset':
      delete existingParentOf(document, change.path)?.[field]
      return
    case '$inc':
    case '$min':
    case '$max':
      setNumber(parentOf(document, change.path), field, change)
      return
    case '$push':
    case '$addToSet':
      append(parentOf(document, change.path), field, change)
      return
    case '$pull':
      pull(document, change)
  }
}

function setNumber(parent: Fields, field: string, change: ChangeOf<'$inc' | '$min' | '$max'>): void {
  const stored = own(parent, field) ?? null
  if (stored === null) {
    parent[field] = change.value
    return
  }
  if (typeof stored !== 'number') throw unfit(change, 'a number')
  const { operator, value } = change
  const result =
    operator === '$inc' ? stored + value : operator === '$min' ? Math.min(stored, value) : Math.max(stored, value)
  if (!isStorableNumber(result)) throw unfit(change, 'a number whose sum is 0 or of magnitude 1e-130 to 2^53-1')
  parent[field] = result === 0 ? 0 : result
}

function append(parent: Fields, field: string, change: ChangeOf<'$push' | '$addToSet'>): void {
  const stored = own(parent, field) ?? null
  if (stored !== null && !Array.isArray(stored)) throw unfit(change, 'an array')
  const elements: readonly JsonValue[] = stored ?? []
  if (change.operator === '$addToSet' && elements.includes(change.value)) return
  parent[field] = [...elements, copyJson(change.value)]
}

function pull(document: Fields, change: ChangeOf<'$pull'>): void {
  const field = change.path.at(-1) as string
  const parent = existingParentOf(document, change.path, change)
  const stored = parent && own(parent, field)
  if (parent === undefined || stored === undefined || stored === null) return
  if (!Array.isArray(stored)) throw unfit(change, 'an array')
  parent[field] = stored.filter((element) => element !== change.value)
}

/** The object that holds the path's last field; missing and null parents are created. */
function parentOf(document: Fields, path: FieldPath): Fields {
  let parent = document
  for (const [i, segment] of path.slice(0, -1).entries()) {
    const child = own(parent, segment) ?? null
    if (child === null) parent = parent[segment] = {}
    else if (isFields(child)) parent = child
    else throw unfitParent(path.slice(0, i + 1))
  }
  return parent
}

/** The object that holds the path's last field, if there is one; a parent of another kind is an error only for a strict change. */
function existingParentOf(document: Fields, path: FieldPath, strict?: PatchChange): Fields | undefined {
  let parent = document
  for (const [i, segment] of path.slice(0, -1).entries()) {
    const child = own(parent, segment) ?? null
    if (!isFields(child)) {
      if (strict !== undefined && child !== null) throw unfitParent(path.slice(0, i + 1))
      return undefined
    }
    parent = child
  }
  return parent
}

function own(fields: Fields, field: string): JsonValue | undefined {
  return Object.hasOwn(fields, field) ? fields[field] : undefined
}

function isFields(value: JsonValue): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function unfit(change: PatchChange, expected: string): CloudError {
  const message = `patch.${change.operator}.${change.path.join('.')}: the stored document must have ${expected} there, or nothing`
  return new CloudError({ code: 'precondition_failed', message })
}

function unfitParent(path: FieldPath): CloudError {
  const message = `patch: the stored document must have an object at ${path.join('.')}, or nothing`
  return new CloudError({ code: 'precondition_failed', message })
}
