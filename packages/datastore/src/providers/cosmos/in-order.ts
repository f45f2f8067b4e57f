import { valueAt } from '../../document/path.ts'
import type { SortKey, StoredDocument } from '../../driver.ts'
import { allOf } from '../../filter/combine.ts'
import type { FilterNode } from '../../filter/tree.ts'
import type { Scalar } from '../../types/document.ts'

/** Finds the first documents that match, in an order of keys that the engine can have by itself. */
export type FindPart = (
  filter: FilterNode,
  order: readonly SortKey[],
  limit: number,
) => Promise<readonly StoredDocument[]>

/** As the engine and its SDK order strings: by UTF-16 units. */
export function compareUtf16(one: string, other: string): number {
  return one < other ? -1 : one === other ? 0 : 1
}

/**
 * Finds the first `limit` documents by several keys, each of whose values are numbers or strings, never both, where the
 * engine can sort only by the first of them: it has no index of them together. One document too many is read. If the
 * last two differ in those keys, what lies before is complete; else all that ties with the last one is asked for again,
 * by the remaining keys. So ties at the end cost a query, and nothing else does.
 *
 * @param native - how many of these keys the engine can sort by at once
 */
export async function findInOrder(
  filter: FilterNode,
  keys: readonly SortKey[],
  limit: number,
  native: (keys: readonly SortKey[]) => number,
  find: FindPart,
): Promise<readonly StoredDocument[]> {
  const count = native(keys)
  const [first, rest] = [keys.slice(0, count), keys.slice(count)]
  if (rest.length === 0) return find(filter, first, limit)
  const found = await find(filter, first, limit + 1)
  const [within, beyond] = [found.slice(0, limit), found[limit]]
  const before = within.filter((one) => beyond === undefined || order(first)(one, beyond) !== 0)
  const sorted = before.toSorted(order(keys))
  if (beyond === undefined || before.length === within.length) return sorted
  const same = allOf(filter, ...first.map((key) => equalTo(key, beyond)))
  return [...sorted, ...(await findInOrder(same, rest, limit - sorted.length, native, find))]
}

function equalTo({ path }: SortKey, { document }: StoredDocument): FilterNode {
  const value = valueAt(document, path) as Scalar
  return { kind: 'equals', path, value, negated: false, ignoreCase: false }
}

function order(keys: readonly SortKey[]): (one: StoredDocument, other: StoredDocument) => number {
  return (one, other) => {
    for (const { path, direction } of keys) {
      const a = valueAt(one.document, path) as string
      const b = valueAt(other.document, path) as string
      const result = compareUtf16(a, b)
      if (result !== 0) return direction * result
    }
    return 0
  }
}
