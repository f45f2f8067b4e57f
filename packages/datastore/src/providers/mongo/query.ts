import { isIdPath, overlaps, type FieldPath } from '../../document/path.ts'
import type { Scope, SortKey } from '../../driver.ts'
import { leavesOf } from '../../filter/tree.ts'
import { both, fieldOf, filterOf, type FieldNames, type Query } from './filter.ts'
import { hidden, unexpired, type Layout } from './layout.ts'
import { asCondition, beginsWithMark } from './values.ts'

/** The character after the one that ends a partition key in `_id`. */
const afterSlash = '0'

/** The documents that a query is about, the expired ones left out. */
export function scopeOf(layout: Layout, { filter, partitionKey }: Scope, now: number): Query {
  const namesMark = [...leavesOf(filter)].some(({ path }) => beginsWithMark(path))
  const translated = (names: FieldNames): Query => {
    const query = filterOf(filter, names)
    return namesMark ? asCondition(query) : query
  }
  if (partitionKey === undefined) return both(translated(layout), unexpired(now))
  const idPrefix = layout.prefixOf(partitionKey)
  const names: FieldNames = { isPlain: layout.isPlain, readAs: layout.readAs, idPrefix }
  return both(...partitionOf(layout, partitionKey), translated(names), unexpired(now))
}

/** The range of `_id` is for its index; another partition's key may begin with this one, so that the field decides. */
function partitionOf(layout: Layout, partitionKey: string): readonly Query[] {
  const within = layout.inPartition(partitionKey)
  if (layout.isPlain) return [within]
  return [{ _id: { $gte: `${partitionKey}/`, $lt: partitionKey + afterSlash } }, within]
}

/** Within a partition `_id` is in the order of the ids. */
export function sortOf(layout: Layout, sort: readonly SortKey[], partitionKey: string | undefined): [string, 1 | -1][] {
  const byKey = partitionKey !== undefined && !layout.isPlain
  return sort.map(({ path, direction }) => [byKey && isIdPath(path) ? '_id' : fieldOf(path, layout), direction])
}

/** What is read: everything, or these paths and what is kept beside the fields. MongoDB refuses a path below another. */
export function projectionOf(select: readonly FieldPath[] | undefined): Record<string, 1> | undefined {
  if (select === undefined || select.some(beginsWithMark)) return undefined
  const shortFirst = select.toSorted((one, other) => one.length - other.length)
  const kept: FieldPath[] = []
  for (const path of shortFirst) if (!kept.some((other) => overlaps(path, other))) kept.push(path)
  const fields = [...kept.map((path) => path.join('.')), hidden.etag, hidden.ttl]
  return Object.fromEntries(fields.map((field) => [field, 1]))
}
