import { isPlainObject } from '../document/plain-object.ts'
import type { FieldPath } from '../document/path.ts'
import type { BaseDocument, JsonDocument } from '../types/document.ts'
import type { Patch } from '../types/patch.ts'
import { isDottedPath } from './is-dotted-path.ts'

/**
 * The patch that makes one document of another with the same identity; never an empty one, so that it is a write in any
 * case. Undefined when no patch can say it: a field's name may be more than a path can hold.
 */
export function patchBetween(
  from: JsonDocument,
  to: JsonDocument,
  partitionKeyPath: FieldPath,
): Patch<BaseDocument> | undefined {
  const set: Record<string, unknown> = {}
  const unset: Record<string, true> = {}
  if (!collect(from, to, [], partitionKeyPath, set, unset)) return undefined
  const hasUnset = Object.keys(unset).length > 0
  const hasSet = Object.keys(set).length > 0
  if (!hasSet && !hasUnset) return { $unset: { 'no-such-field': true } }
  return { ...(hasSet && { $set: set }), ...(hasUnset && { $unset: unset }) }
}

function collect(
  from: JsonDocument,
  to: JsonDocument,
  above: FieldPath,
  partitionKeyPath: FieldPath,
  set: Record<string, unknown>,
  unset: Record<string, true>,
): boolean {
  for (const name of new Set([...Object.keys(from), ...Object.keys(to)])) {
    const path = [...above, name]
    const holdsKey = path.every((segment, i) => partitionKeyPath[i] === segment)
    const isIdentity = holdsKey ? path.length === partitionKeyPath.length : above.length === 0 && name === 'id'
    if (isIdentity) continue
    const [before, after] = [from[name], to[name]]
    if (holdsKey && isPlainObject(before) && isPlainObject(after)) {
      if (!collect(before, after, path, partitionKeyPath, set, unset)) return false
      continue
    }
    if (!isDottedPath(path)) return false
    if (after === undefined) unset[path.join('.')] = true
    else set[path.join('.')] = after
  }
  return true
}
