import { parsePath, type FieldPath } from '../document/path.ts'

/** Whether these fields can be named by a dotted path; a document's may have names that none can hold. */
export function isDottedPath(path: FieldPath): boolean {
  try {
    return parsePath(path.join('.'), 'path').length === path.length
  } catch {
    return false
  }
}
