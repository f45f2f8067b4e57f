import { compileFilter, type Predicate } from '../../filter/compile.ts'
import type { FilterNode } from '../../filter/tree.ts'

/** The predicate for a scan of this many documents. */
export function compileScan(filter: FilterNode, _documents: number): Predicate {
  return compileFilter(filter)
}
