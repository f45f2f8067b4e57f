import type { Json } from '../json.ts'
import { requireObject } from '../read-json.ts'
import { ServiceError } from '../service-error.ts'
import { asServiceErrors } from '../store/compiled-queries.ts'
import type { Container } from '../store/container.ts'
import { rowText } from '../store/stored-document.ts'
import type { CompiledQuery, Parameters } from '../sql/index.ts'
import { withinTime } from '../store/within-time.ts'
import { charge } from './charge.ts'
import { hashOf, readContinuation, writeContinuation } from './continuation.ts'
import { Page } from './page.ts'
import { documentsIn, type Position, type Scope } from './scope.ts'
import type { Snapshots } from './snapshots.ts'

/** A query with the values of its parameters. */
export interface Query {
  readonly text: string
  readonly parameters: Parameters
}

/** How much of an answer is wanted, and from where on. */
export interface Paging {
  readonly maxItemCount: number | undefined
  readonly continuation: string | undefined
}

/** A page of an answer: each row as JSON. */
export interface Answer {
  readonly rows: readonly string[]
  readonly continuation: string | undefined
  readonly charge: number
}

/** After this time a page ends where it is, also without a row; the service does the same. */
const mostMs = 2000

/** Where a query without order goes on: so many rows of this document have been answered. */
interface StreamToken extends Position {
  readonly query: string
  readonly skip: number
}

/** Where a query whose rows depend on each other goes on. */
interface SnapshotToken {
  readonly query: string
  readonly snapshot: string
  readonly offset: number
}

/**
 * Reads `{ query, parameters }`.
 *
 * @throws ServiceError 400
 */
export function parseQuery(body: Json): Query {
  const { query, parameters } = requireObject(body)
  if (typeof query !== 'string') throw new ServiceError(400, 'The request payload has no query.')
  if (parameters !== undefined && parameters !== null && !Array.isArray(parameters)) {
    throw new ServiceError(400, 'The parameters of a query are an array.')
  }
  const values = new Map<string, Json>()
  for (const entry of (parameters ?? []) as readonly Json[]) {
    const { name, value } = requireObject(entry)
    if (typeof name !== 'string' || !name.startsWith('@')) {
      throw new ServiceError(400, "The name of a parameter is a text that begins with '@'.")
    }
    // What the SDK was given as undefined does not reach the service.
    if (value !== undefined) values.set(name, value)
  }
  return { text: query, parameters: values }
}

/**
 * A page of a query's answer.
 *
 * @throws ServiceError 400 for a query or a token that is none; with what makes the SDK ask for a plan, where a query
 * over several ranges needs one
 */
export function runQuery(
  container: Container,
  query: Query,
  scope: Scope,
  paging: Paging,
  snapshots: Snapshots,
): Answer {
  const compiled = container.queries.compile(query.text, container.definition.indexing)
  if (compiled.needsMerge) {
    if (scope.key === undefined && scope.range === undefined) throw needsPlan(compiled, query.parameters)
    return withinTime(query.text, () => fromSnapshot(container, compiled, query, scope, paging, snapshots))
  }
  const rowsOf = asServiceErrors(() => compiled.bind(query.parameters))
  const constant = asServiceErrors(() => rowsOf([]))
  // A query that reads no document has its rows once, and not once a document.
  if (constant.length > 0) return { rows: constant.map(rowText), continuation: undefined, charge: charge.query(0, 1) }
  return withinTime(query.text, () => asServiceErrors(() => stream(container, rowsOf, query, scope, paging)))
}

type RowsOf = ReturnType<CompiledQuery['bind']>

function stream(container: Container, rowsOf: RowsOf, query: Query, scope: Scope, paging: Paging): Answer {
  const token = readContinuation<StreamToken>(paging.continuation, query.text)
  const page = new Page(paging.maxItemCount)
  const begin = performance.now()
  let scanned = 0
  for (const [document, { min, max }] of documentsIn(container, scope, token)) {
    const { sequence } = document
    if (performance.now() - begin > mostMs && scanned > 0) return pageUntil({ min, max, sequence, skip: 0 })
    scanned += 1
    const rows = rowsOf([document.body])
    const isResumed = sequence === token?.sequence
    for (let i = isResumed ? token.skip : 0; i < rows.length; i += 1) {
      const row = rows[i]
      if (row === undefined || page.add(rowText(row))) continue
      return pageUntil({ min, max, sequence, skip: i })
    }
  }
  return pageUntil(undefined)

  function pageUntil(next: Omit<StreamToken, 'query'> | undefined): Answer {
    const continuation = next === undefined ? undefined : writeContinuation({ query: hashOf(query.text), ...next })
    return { rows: page.rows, continuation, charge: charge.query(scanned, page.rows.length) }
  }
}

function fromSnapshot(
  container: Container,
  compiled: CompiledQuery,
  query: Query,
  scope: Scope,
  paging: Paging,
  snapshots: Snapshots,
): Answer {
  const token = readSnapshotToken(paging.continuation, query.text)
  let scanned = 0
  const kept = token === undefined ? undefined : snapshots.get(token.snapshot)
  const rows = kept ?? collect()
  const page = new Page(paging.maxItemCount)
  let offset = token?.offset ?? 0
  while (offset < rows.length && page.add(rowText(rows[offset] ?? null))) offset += 1
  const isOver = offset >= rows.length
  const snapshot = isOver ? '' : snapshots.keep(rows, token?.snapshot)
  return {
    rows: page.rows,
    continuation: isOver ? undefined : writeContinuation({ query: hashOf(query.text), snapshot, offset }),
    charge: charge.query(scanned, page.rows.length),
  }

  function collect(): readonly Json[] {
    const documents: Json[] = []
    for (const [{ body }] of documentsIn(container, scope)) documents.push(body)
    scanned = documents.length
    return asServiceErrors(() => compiled.run(documents, query.parameters))
  }
}

/**
 * When the SDK goes on with a sorted query over several ranges it sends the token of the earlier text with another one,
 * that has a filter on where it has come to in it. That filter is enough: what was answered before is left out by the SDK.
 */
function readSnapshotToken(continuation: string | undefined, text: string): SnapshotToken | undefined {
  try {
    return readContinuation<SnapshotToken>(continuation, text)
  } catch (error) {
    if (error instanceof ServiceError && text.includes('orderByItems')) return undefined
    throw error
  }
}

function needsPlan(compiled: CompiledQuery, parameters: Parameters): ServiceError {
  const plan = asServiceErrors(() => compiled.plan(parameters))
  const message =
    'The provided cross partition query can not be directly served by the gateway. This is a first chance (internal) exception that all newer clients will know how to handle gracefully.'
  return new ServiceError(400, message, { substatus: 1004, additionalErrorInfo: JSON.stringify(plan) })
}
