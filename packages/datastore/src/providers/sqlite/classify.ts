import type { Classification } from '../../driver.ts'
import { absolute } from './file.ts'

/** SQLite's primary result codes: https://sqlite.org/rescode.html */
const primary = {
  generic: 1,
  perm: 3,
  busy: 5,
  locked: 6,
  noMemory: 7,
  readOnly: 8,
  inputOutput: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  tooBig: 18,
  constraint: 19,
  notADatabase: 26,
}

/** The primary result code of an SQLite error; undefined for other errors. */
function resultCode(error: unknown): number | undefined {
  const { code, errcode } = (error ?? {}) as { code?: unknown; errcode?: unknown }
  return code === 'ERR_SQLITE_ERROR' && typeof errcode === 'number' ? errcode & 0xff : undefined
}

/** What SQLite's JSON functions throw has no code of its own. */
function isMalformedDocument(error: unknown): boolean {
  return resultCode(error) === primary.generic && error instanceof Error && error.message === 'malformed JSON'
}

/** Another connection holds the lock: the statement did nothing and can be repeated. */
export function isBusy(error: unknown): boolean {
  const code = resultCode(error)
  return code === primary.busy || code === primary.locked
}

/** A unique index does not hold. */
export function isConstraint(error: unknown): boolean {
  return resultCode(error) === primary.constraint
}

/** What an error of SQLite means for the file at this path. Every failed statement or transaction is rolled back. */
export function classifySqlite(error: unknown, path: string): Classification | undefined {
  const file = path === ':memory:' ? path : absolute(path)
  switch (resultCode(error)) {
    case primary.busy:
    case primary.locked:
      return { code: 'unavailable', message: `${file} is locked by another process; try again`, ambiguous: false }
    case primary.full:
      return { code: 'quota_exceeded', message: `there is no room left for ${file}`, ambiguous: false }
    case primary.tooBig:
      return { code: 'invalid_argument', message: 'the document is larger than SQLite takes', ambiguous: false }
    case primary.readOnly:
    case primary.perm:
      return { code: 'permission_denied', message: `${file} cannot be written`, ambiguous: false }
    case primary.cannotOpen:
      return { code: 'misconfigured', message: `SQLITE_PATH: ${file} cannot be opened`, ambiguous: false }
    case primary.corrupt:
    case primary.notADatabase:
      return { code: 'data_corrupted', message: `${file} is damaged; restore it from a copy`, ambiguous: false }
    case primary.inputOutput:
    case primary.noMemory:
      return { code: 'unavailable', message: `${file} could not be read or written` }
    default:
      return isMalformedDocument(error)
        ? { code: 'data_corrupted', message: `${file} holds a document that is no JSON`, ambiguous: false }
        : undefined
  }
}
