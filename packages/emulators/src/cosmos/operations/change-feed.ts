import { ServiceError } from '../service-error.ts'
import type { Container } from '../store/container.ts'
import { charge } from './charge.ts'
import { Page } from './page.ts'
import { documentsIn, type Scope } from './scope.ts'

/** Where a change feed begins. */
export interface FeedStart {
  /** The etag of an earlier answer; `*`: now. */
  readonly ifNoneMatch: string | undefined
  /** A date. */
  readonly ifModifiedSince: string | undefined
}

/** The latest versions of what has changed; 304 when nothing has. */
export interface FeedPage {
  readonly status: 200 | 304
  readonly rows: readonly string[]
  readonly etag: string
  readonly charge: number
}

/**
 * The documents of a scope that were written since, the oldest change first, each in its latest version.
 *
 * @throws ServiceError 400
 */
export function readChangeFeed(
  container: Container,
  scope: Scope,
  start: FeedStart,
  maxItemCount: number | undefined,
): FeedPage {
  const since = sinceOf(container, start)
  const from = start.ifModifiedSince === undefined ? 0 : Date.parse(start.ifModifiedSince) / 1000
  if (Number.isNaN(from)) throw new ServiceError(400, 'If-Modified-Since is no date.')
  const changed = Array.from(documentsIn(container, scope), ([document]) => document)
    .filter(({ lsn, timestamp }) => lsn > since && timestamp >= from)
    .toSorted((a, b) => a.lsn - b.lsn)
  const page = new Page(maxItemCount)
  let reached = since
  for (const { text, lsn } of changed) {
    if (!page.add(text)) break
    reached = lsn
  }
  if (page.rows.length === changed.length) reached = Math.max(reached, container.lsn)
  return {
    status: page.rows.length === 0 ? 304 : 200,
    rows: page.rows,
    etag: `"${reached}"`,
    charge: charge.query(changed.length, page.rows.length),
  }
}

function sinceOf(container: Container, { ifNoneMatch }: FeedStart): number {
  if (ifNoneMatch === undefined || ifNoneMatch === '') return 0
  if (ifNoneMatch.trim() === '*') return container.lsn
  const found = /^"?(\d{1,15})"?$/.exec(ifNoneMatch.trim())
  if (found === null) throw new ServiceError(400, 'If-None-Match is no etag of this change feed.')
  return Number(found[1])
}
