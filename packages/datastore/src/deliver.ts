import { rememberEtag } from './document/etag.ts'
import type { FieldPath } from './document/path.ts'
import type { StoredDocument } from './driver.ts'
import { selected } from './query/parse-query.ts'

/** Hands a stored document to the caller, and remembers its version for `etagOf`. */
export function deliver<T>(stored: StoredDocument, select?: readonly FieldPath[]): T {
  const document = selected(stored, select)
  rememberEtag(document, stored.version)
  return document as T
}
