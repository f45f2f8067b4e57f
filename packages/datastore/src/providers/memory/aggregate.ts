import { valueAt } from '../../document/path.ts'
import type { AggregateColumn, DriverAggregate, DriverGroup } from '../../driver.ts'
import { compareValues } from '../../query/order.ts'
import type { JsonDocument, Scalar } from '../../types/document.ts'
import { visitMatching } from './query.ts'
import type { Table } from './table.ts'

interface Group {
  readonly keys: readonly Scalar[]
  readonly accumulators: readonly Accumulator[]
}

interface Accumulator {
  add(document: JsonDocument): void
  result(): number | string | null
}

/** The groups of a collection, in the order in which their first documents were met. */
export function aggregateTable(table: Table, { groupBy, columns, ...scope }: DriverAggregate): readonly DriverGroup[] {
  const groups = new Map<string, Group>()
  const groupOf = (keys: readonly Scalar[]): Group => {
    const text = JSON.stringify(keys)
    let group = groups.get(text)
    if (group === undefined) groups.set(text, (group = { keys, accumulators: columns.map(accumulator) }))
    return group
  }
  if (groupBy.length === 0) groupOf([])
  visitMatching(table, scope, ({ document }) => {
    const keys = groupBy.map((path) => valueAt(document, path) ?? null)
    if (keys.some((key) => typeof key === 'object' && key !== null)) return true
    for (const each of groupOf(keys as Scalar[]).accumulators) each.add(document)
    return true
  })
  return [...groups.values()].map(({ keys, accumulators }) => ({
    keys,
    values: accumulators.map((each) => each.result()),
  }))
}

/** The scalars at a path, each once, without null. */
export function distinctValues(
  table: Table,
  path: readonly string[],
  scope: Parameters<typeof visitMatching>[1],
): Exclude<Scalar, null>[] {
  const values = new Set<Exclude<Scalar, null>>()
  visitMatching(table, scope, ({ document }) => {
    const value = valueAt(document, path)
    if (value !== undefined && typeof value !== 'object') values.add(value)
    return true
  })
  return [...values]
}

function accumulator(column: AggregateColumn): Accumulator {
  switch (column.function) {
    case 'count': {
      let count = 0
      return { add: () => void (count += 1), result: () => count }
    }
    case 'sum':
    case 'avg':
      return new Sum(column.path, column.function === 'avg')
    case 'min':
      return new Extreme(column.path, -1)
    case 'max':
      return new Extreme(column.path, 1)
  }
}

/** Adds numbers, carrying along what rounding loses (Neumaier), so that the order of the documents hardly matters. */
class Sum implements Accumulator {
  readonly #path: readonly string[]
  readonly #isAverage: boolean
  #sum = 0
  #lost = 0
  #count = 0

  constructor(path: readonly string[], isAverage: boolean) {
    this.#path = path
    this.#isAverage = isAverage
  }

  add(document: JsonDocument): void {
    const value = valueAt(document, this.#path)
    if (typeof value !== 'number') return
    const sum = this.#sum + value
    this.#lost += Math.abs(this.#sum) >= Math.abs(value) ? this.#sum - sum + value : value - sum + this.#sum
    this.#sum = sum
    this.#count += 1
  }

  result(): number | null {
    const sum = this.#sum + this.#lost
    if (!this.#isAverage) return sum
    return this.#count === 0 ? null : sum / this.#count
  }
}

/** The least or greatest number or string; numbers come before strings. */
class Extreme implements Accumulator {
  readonly #path: readonly string[]
  readonly #direction: 1 | -1
  #best: number | string | null = null

  constructor(path: readonly string[], direction: 1 | -1) {
    this.#path = path
    this.#direction = direction
  }

  add(document: JsonDocument): void {
    const value = valueAt(document, this.#path)
    if (typeof value !== 'number' && typeof value !== 'string') return
    if (this.#best === null || compareValues(value, this.#best) * this.#direction > 0) this.#best = value
  }

  result(): number | string | null {
    return this.#best
  }
}
