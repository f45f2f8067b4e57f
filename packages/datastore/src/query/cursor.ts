import { CloudError } from '@bytelyst/core'
import { isStorableNumber, isStorableString } from '../document/copy.ts'
import { invalid } from '../document/invalid.ts'
import { isIdPath, isSamePath, valueAt, type FieldPath } from '../document/path.ts'
import { textHash } from '../document/text-hash.ts'
import type { PagePosition, Scope, SortKey, SortValue } from '../driver.ts'
import type { JsonDocument } from '../types/document.ts'
import { sortValueOf } from './order.ts'

const maxSortValueLength = 1000

/** What a cursor belongs to. Another query's cursor is refused. */
export interface CursorBinding extends Scope {
  readonly collection: string
  readonly sort: readonly SortKey[]
}

/**
 * The cursor of the page that begins after this document: where it stands in the order, and a fingerprint of the query.
 * The same on every provider.
 *
 * @throws CloudError `invalid_argument` when a sort value is too long to be carried along
 */
export function encodeCursor(binding: CursorBinding, last: JsonDocument, partitionKeyPath: FieldPath): string {
  const values = binding.sort.map(({ path }) => {
    const value = sortValueOf(valueAt(last, path))
    if (typeof value === 'string' && value.length > maxSortValueLength && [...value].length > maxSortValueLength) {
      throw invalid(`sort.${path.join('.')}`, `stored values of at most ${maxSortValueLength} characters for findPage`)
    }
    return value
  })
  const position = [fingerprint(binding), values, last['id'], valueAt(last, partitionKeyPath)]
  return toBase64Url(JSON.stringify(position))
}

/** @throws CloudError `invalid_argument` for what is no cursor of this query */
export function decodeCursor(binding: CursorBinding, cursor: unknown, partitionKeyPath: FieldPath): PagePosition {
  const position = parse(cursor)
  if (position === undefined) throw invalid('cursor', 'the cursor of a page', cursor)
  if (position.fingerprint !== fingerprint(binding) || position.values.length !== binding.sort.length) {
    throw new CloudError({
      code: 'invalid_argument',
      message: 'cursor: belongs to another query; collection, filter, sort and partitionKey must stay the same',
    })
  }
  // What is told twice must be the same: no document stands where a forged one would begin.
  for (const [i, { path }] of binding.sort.entries()) {
    const told = isIdPath(path) ? position.id : position.partitionKey
    const isTold = isIdPath(path) || isSamePath(path, partitionKeyPath)
    if (isTold && position.values[i] !== told) throw invalid('cursor', 'the cursor of a page', cursor)
  }
  return position
}

function parse(cursor: unknown): (PagePosition & { readonly fingerprint: string }) | undefined {
  if (typeof cursor !== 'string') return undefined
  let decoded: unknown
  try {
    decoded = JSON.parse(fromBase64Url(cursor))
  } catch {
    return undefined
  }
  if (!Array.isArray(decoded) || decoded.length !== 4) return undefined
  const [print, values, id, partitionKey] = decoded as unknown[]
  if (typeof print !== 'string' || !isText(id) || !isText(partitionKey)) return undefined
  if (id === '' || partitionKey === '') return undefined
  if (!Array.isArray(values) || !values.every(isSortValue)) return undefined
  return { fingerprint: print, values, id, partitionKey }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && isStorableString(value)
}

function isSortValue(value: unknown): value is SortValue {
  if (typeof value === 'object' && value !== null) return (value as { other?: unknown }).other === true
  if (typeof value === 'number') return isStorableNumber(value)
  return value === null || typeof value === 'boolean' || isText(value)
}

/** It tells queries apart by mistake, not by malice; what a cursor may see is decided by the query itself. */
function fingerprint({ collection, filter, sort, partitionKey }: CursorBinding): string {
  return textHash(JSON.stringify([collection, filter, sort, partitionKey ?? null]))
}

function toBase64Url(text: string): string {
  const bytes = new TextEncoder().encode(text)
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

function fromBase64Url(text: string): string {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return new TextDecoder('utf-8', { fatal: true }).decode(
    Uint8Array.from(binary, (character) => character.charCodeAt(0)),
  )
}
