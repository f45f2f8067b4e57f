import { isInheritedName, valueAt } from '../../document/path.ts'
import type { DriverQuery, PagePosition, Scope, SortKey } from '../../driver.ts'
import { compareCodePoints } from '../../filter/text.ts'
import { compareValues } from '../../query/order.ts'
import { sortsById } from '../../query/sort.ts'
import type { Entry } from './entry.ts'
import { compileScan } from './generate.ts'
import { planOf } from './plan.ts'
import type { Table } from './table.ts'

type Order = (one: Entry, other: Entry) => number

/** Calls `visit` with each entry of the scope, in no order, until it answers false. */
export function visitMatching(table: Table, scope: Scope, visit: (entry: Entry) => boolean): void {
  const { candidates } = planOf(table, scope)
  if (candidates !== undefined) {
    const matches = compileScan(scope.filter, table.size)
    for (const entry of candidates) if (matches(entry.document) && !visit(entry)) return
    return
  }
  const { entries, documents } = table.scan()
  const matches = compileScan(scope.filter, documents.length)
  if (matches.each !== undefined) {
    matches.each(documents, (slot) => visit(entries[slot] as Entry))
    return
  }
  for (let slot = 0; slot < documents.length; slot += 1) {
    if (matches(documents[slot] as Entry['document']) && !visit(entries[slot] as Entry)) return
  }
}

/** The entries of a query, in its order. */
export function findEntries(table: Table, query: DriverQuery): readonly Entry[] {
  const wanted = query.limit === undefined ? Infinity : query.offset + query.limit
  const order = orderOf(query)
  const isAfter = typeof query.page === 'object' ? afterPosition(query, query.page) : undefined
  const found: Entry[] = []
  // What is found is cut down to the wanted ones whenever as many again have come: each cut is paid for by them.
  const enough = 2 * wanted + 64
  let last: Entry | undefined
  visitMatching(table, query, (entry) => {
    if (isAfter !== undefined && !isAfter(entry)) return true
    if (order === undefined) return found.push(entry) < wanted
    if (last !== undefined && order(entry, last) >= 0) return true
    if (found.push(entry) < enough) return true
    found.sort(order)
    found.length = wanted
    last = found.at(-1)
    return true
  })
  if (order === undefined) return query.offset === 0 ? found : found.slice(query.offset)
  return found.toSorted(order).slice(query.offset, wanted)
}

/** The order asked for; a page's is total. Undefined: none. */
function orderOf({ sort, page }: DriverQuery): Order | undefined {
  const steps: Order[] = sort.map(orderBy)
  if (page !== undefined) {
    if (!sortsById(sort)) steps.push((one, other) => compareCodePoints(one.id, other.id))
    steps.push((one, other) => compareCodePoints(one.partitionKey, other.partitionKey))
  }
  const [first, second] = steps
  if (first === undefined || steps.length === 1) return first
  return (one, other) => {
    const result = first(one, other)
    if (result !== 0 || second === undefined) return result
    for (let i = 1; i < steps.length; i += 1) {
      const next = (steps[i] as Order)(one, other)
      if (next !== 0) return next
    }
    return 0
  }
}

function orderBy({ path, direction }: SortKey): Order {
  const [segment] = path
  if (path.length === 1 && segment !== undefined && !isInheritedName(segment)) {
    return (one, other) => direction * compareValues(one.document[segment], other.document[segment])
  }
  return (one, other) => direction * compareValues(valueAt(one.document, path), valueAt(other.document, path))
}

/** Whether an entry stands behind a page's last one. */
function afterPosition({ sort }: DriverQuery, { values, id, partitionKey }: PagePosition): (entry: Entry) => boolean {
  const byId = sortsById(sort)
  return (entry) => {
    for (const [i, { path, direction }] of sort.entries()) {
      const result = direction * compareValues(valueAt(entry.document, path), values[i])
      if (result !== 0) return result > 0
    }
    const result = byId ? 0 : compareCodePoints(entry.id, id)
    return result === 0 ? compareCodePoints(entry.partitionKey, partitionKey) > 0 : result > 0
  }
}
