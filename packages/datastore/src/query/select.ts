import { copyJson } from '../document/copy.ts'
import { invalid } from '../document/invalid.ts'
import { parsePath, valueAt, type FieldPath } from '../document/path.ts'
import type { JsonDocument, JsonValue } from '../types/document.ts'

/** @throws CloudError `invalid_argument` for what is no selection */
export function parseSelect(select: unknown): readonly FieldPath[] | undefined {
  if (select === undefined) return undefined
  if (!Array.isArray(select)) throw invalid('select', 'a list of paths', select)
  return [['id'], ...Array.from(select, (path: unknown, i) => parsePath(path, `select[${i}]`))]
}

/** The document with the selected paths alone, nested as they were; what is missing stays missing. */
export function project(document: JsonDocument, select: readonly FieldPath[]): JsonDocument {
  const projected: { [field: string]: JsonValue } = {}
  for (const path of select) {
    const value = valueAt(document, path)
    if (value !== undefined) setAt(projected, path, copyJson(value))
  }
  return projected
}

function setAt(document: { [field: string]: JsonValue }, path: FieldPath, value: JsonValue): void {
  let parent = document
  for (const segment of path.slice(0, -1)) {
    if (!Object.hasOwn(parent, segment)) parent[segment] = {}
    parent = parent[segment] as typeof document
  }
  parent[path.at(-1) as string] = value
}
