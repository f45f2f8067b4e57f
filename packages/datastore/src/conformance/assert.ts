import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import { isCloudError, type CloudError, type CloudErrorCode } from '@bytelyst/core'
import type { DatastoreContext } from './context.ts'

/** Equal in every value, with a readable difference. */
export function same(actual: unknown, expected: unknown, about?: string): void {
  assert.deepStrictEqual(actual, expected, about)
}

/** The same values in any order. */
export function sameSet(actual: readonly string[], expected: readonly string[], about?: string): void {
  assert.deepStrictEqual(actual.toSorted(), expected.toSorted(), about)
}

export function holds(condition: boolean, about: string): void {
  assert.ok(condition, about)
}

export function ids(documents: readonly { readonly id: string }[]): string[] {
  return documents.map(({ id }) => id)
}

const retryable: ReadonlySet<CloudErrorCode> = new Set(['rate_limited', 'unavailable', 'timeout'])

/** Rejects with a complete error: code, operation, service, provider, and whether a retry can help. */
export async function rejects(
  { provider }: Pick<DatastoreContext, 'provider'>,
  code: CloudErrorCode,
  operation: string,
  call: () => Promise<unknown>,
): Promise<CloudError> {
  let error: unknown
  let answer: unknown
  try {
    answer = await call()
  } catch (caught) {
    error = caught
  }
  assert.ok(
    error !== undefined,
    `${operation}: expected ${code}, got the answer ${JSON.stringify(answer)?.slice(0, 200)}`,
  )
  assert.ok(isCloudError(error), `${operation}: expected a CloudError with ${code}, got ${inspect(error)}`)
  const { service, provider: name } = error
  assert.deepStrictEqual(
    { code: error.code, operation: error.operation, service, provider: name, retryable: error.retryable },
    { code, operation, service: 'datastore', provider: provider.name, retryable: retryable.has(code) },
    error.message,
  )
  return error
}

/** Everything that an iteration gives, at most so many: a provider that never ends is cut short. */
export async function collect<T>(items: AsyncIterable<T>, most = 20_000): Promise<T[]> {
  const collected: T[] = []
  for await (const item of items) {
    collected.push(item)
    assert.ok(collected.length <= most, `more than ${most} items: the iteration does not end`)
  }
  return collected
}

/** All pages of a query, at most so many. */
export async function collectPages<T>(
  next: (cursor: string | undefined) => Promise<{ readonly items: readonly T[]; readonly cursor?: string }>,
  most = 2000,
): Promise<(readonly T[])[]> {
  const pages: (readonly T[])[] = []
  let cursor: string | undefined
  do {
    const page = await next(cursor)
    pages.push(page.items)
    cursor = page.cursor
    assert.ok(pages.length <= most, `more than ${most} pages: paging does not end`)
  } while (cursor !== undefined)
  return pages
}
