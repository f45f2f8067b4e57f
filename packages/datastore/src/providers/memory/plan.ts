import { isSamePath } from '../../document/path.ts'
import type { Scope } from '../../driver.ts'
import { everything, type CompareLeaf, type FilterLeaf, type FilterNode } from '../../filter/tree.ts'
import type { Entry } from './entry.ts'
import type { Table } from './table.ts'
import type { ValueIndex, ValueRange } from './value-index.ts'

/** How the entries of a query are picked before the filter is tested on each. */
export interface Plan {
  /** The entries to test; undefined: all of the collection. */
  readonly candidates: Iterable<Entry> | undefined
  readonly index?: string
}

/** Picks by the declared index that leaves the fewest entries, else by partition, else not at all. */
export function planOf(table: Table, { filter, partitionKey }: Scope): Plan {
  let best: { readonly index: string; readonly sets: readonly ReadonlySet<Entry>[]; readonly size: number } | undefined
  for (const index of table.indexes) {
    const sets = setsOf(index, filter)
    if (sets === undefined) continue
    const size = sets.reduce((sum, set) => sum + set.size, 0)
    if (best === undefined || size < best.size) best = { index: index.name, sets, size }
  }
  if (best !== undefined) {
    table.removeExpired()
    return { index: best.index, candidates: inPartition(best.sets, partitionKey) }
  }
  return { candidates: partitionKey === undefined ? undefined : table.partition(partitionKey) }
}

function* inPartition(sets: readonly ReadonlySet<Entry>[], partitionKey: string | undefined): Generator<Entry> {
  for (const set of sets) {
    for (const entry of set) if (partitionKey === undefined || entry.partitionKey === partitionKey) yield entry
  }
}

/** What an index knows of the entries that can match; undefined when the filter says nothing about its path. */
function setsOf(index: ValueIndex, filter: FilterNode): readonly ReadonlySet<Entry>[] | undefined {
  const leaves = conjuncts(filter).filter(({ path, negated }) => !negated && isSamePath(path, index.path))
  for (const leaf of leaves) {
    if (leaf.kind === 'equals' && !leaf.ignoreCase) return index.equalTo([leaf.value])
    if (leaf.kind === 'in') return index.equalTo(leaf.values)
  }
  const ranges = leaves.filter((leaf) => leaf.kind === 'compare')
  return ranges.length === 0 ? undefined : index.between(rangeOf(ranges))
}

/** Leaves that must all hold. */
function conjuncts(filter: FilterNode): readonly FilterLeaf[] {
  if (filter.kind === 'or') return []
  if (filter.kind !== 'and') return [filter]
  return filter.nodes.filter((node) => node.kind !== 'and' && node.kind !== 'or')
}

/** One lower and one upper bound of the same type; further ones are left to the filter. */
function rangeOf(leaves: readonly CompareLeaf[]): ValueRange {
  const type = typeof leaves[0]?.value
  const bound = (...operators: readonly string[]): ValueRange['lower'] => {
    const leaf = leaves.find(({ operator, value }) => operators.includes(operator) && typeof value === type)
    return leaf && { key: leaf.value, inclusive: leaf.operator === '$gte' || leaf.operator === '$lte' }
  }
  return { lower: bound('$gt', '$gte'), upper: bound('$lt', '$lte') }
}

/** Whether a plan reads what does not match, with nothing to pick the rest. */
export function isScan(plan: Plan, { filter, partitionKey }: Scope): boolean {
  return plan.index === undefined && (partitionKey === undefined || filter !== everything)
}
