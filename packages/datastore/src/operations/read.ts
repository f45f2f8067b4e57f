import { CloudError } from '@bytelyst/core'
import type { Context } from '../connection.ts'
import { deliver } from '../deliver.ts'
import { decodeCursor, encodeCursor } from '../query/cursor.ts'
import { toDriverQuery, type ParsedQuery } from '../query/parse-query.ts'
import type { Page } from '../types/query.ts'

/** The error for a driver that gives the same page again and again: better than to go on for ever. */
export function standingStill(): CloudError {
  return new CloudError({
    code: 'unknown',
    message: "the pages do not advance: this is a fault of the provider's driver",
  })
}

/** Documents of one iteration step: few enough to be held, many enough that requests do not dominate. */
const iterationPageSize = 500

/** All documents of a query. */
export async function findDocuments<T>({ driver, target, call }: Context, query: ParsedQuery): Promise<T[]> {
  const found = await driver.find(target, toDriverQuery(query, target), call)
  return found.map((stored) => deliver<T>(stored, query.select))
}

/**
 * One page by keyset: the documents after the cursor's place in the total order. One more than the limit is read,
 * so that the cursor is absent exactly when nothing more matched.
 */
export async function findPageOf<T>(
  { driver, target, call }: Context,
  query: ParsedQuery & { readonly limit: number },
  cursor: string | undefined,
): Promise<Page<T>> {
  const { collection, partitionKeyPath } = target
  const binding = { ...query, collection }
  const page = cursor === undefined ? 'first' : decodeCursor(binding, cursor, partitionKeyPath)
  const found = await driver.find(target, toDriverQuery({ ...query, limit: query.limit + 1 }, target, page), call)
  const items = found.slice(0, query.limit)
  const last = found.length > query.limit ? items.at(-1)?.document : undefined
  const delivered = (): T[] => items.map((stored) => deliver<T>(stored, query.select))
  if (last === undefined) return { items: delivered() }
  return { cursor: encodeCursor(binding, last, partitionKeyPath), items: delivered() }
}

type NextPage<T> = (cursor: string | undefined, limit: number) => Promise<Page<T>>

/** Pages one after the other, from the beginning for each loop; nothing is held between two items but the rest of the page. */
export function iterateOver<T>(begin: () => NextPage<T>): AsyncIterable<T> {
  return { [Symbol.asyncIterator]: () => itemsOf(begin) }
}

async function* itemsOf<T>(begin: () => NextPage<T>): AsyncGenerator<T, void, undefined> {
  const next = begin()
  let cursor: string | undefined
  do {
    const page = await next(cursor, iterationPageSize)
    if (page.cursor !== undefined && page.cursor === cursor) throw standingStill()
    yield* page.items
    cursor = page.cursor
  } while (cursor !== undefined)
}
