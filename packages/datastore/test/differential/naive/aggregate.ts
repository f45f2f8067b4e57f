import { compare, compareBy, isObject, lookUp, type Fields, type Sort } from './order.ts'

/** What `aggregate` takes; it has been checked. */
export interface AggregateQuery {
  readonly groupBy?: readonly string[]
  readonly count?: string
  readonly sum?: string | Readonly<Record<string, string>>
  readonly avg?: string | Readonly<Record<string, string>>
  readonly min?: string | Readonly<Record<string, string>>
  readonly max?: string | Readonly<Record<string, string>>
  readonly sort?: Sort
  readonly limit?: number
}

interface Group {
  readonly keys: unknown[]
  readonly members: Fields[]
}

export function aggregated(documents: readonly Fields[], query: AggregateQuery): Fields[] {
  const paths = query.groupBy ?? []
  const groups: Group[] = paths.length === 0 ? [{ keys: [], members: [] }] : []
  for (const document of documents) {
    const keys = paths.map((path) => lookUp(document, path) ?? null)
    if (keys.some((key) => isObject(key) || Array.isArray(key))) continue
    const group = groups.find((each) => each.keys.every((key, i) => key === keys[i]))
    if (group === undefined) groups.push({ keys, members: [document] })
    else group.members.push(document)
  }
  groups.sort((one, other) => {
    for (const [i, key] of one.keys.entries()) {
      const result = compare(key, other.keys[i])
      if (result !== 0) return result
    }
    return 0
  })
  const rows = groups.map(({ keys, members }) => {
    const row: Fields = Object.fromEntries(paths.map((path, i) => [path, keys[i]]))
    if (query.count !== undefined) row[query.count] = members.length
    for (const [name, [operation, path]] of Object.entries(columnsOf(query))) {
      row[name] = functions[operation](members.map((member) => lookUp(member, path)))
    }
    return row
  })
  return rows.toSorted(compareBy(query.sort ?? {}, (row, column) => row[column])).slice(0, query.limit)
}

export type ColumnFunction = 'sum' | 'avg' | 'min' | 'max'

/** The columns that are computed of a path, by name. */
export function columnsOf(query: AggregateQuery): Record<string, readonly [ColumnFunction, string]> {
  const columns: Record<string, readonly [ColumnFunction, string]> = {}
  for (const operation of ['sum', 'avg', 'min', 'max'] as const) {
    const given = query[operation] ?? {}
    const named = typeof given === 'string' ? { [operation]: given } : given
    for (const [name, path] of Object.entries(named)) columns[name] = [operation, path]
  }
  return columns
}

const functions: Readonly<Record<ColumnFunction, (values: readonly unknown[]) => unknown>> = {
  sum: (values) => total(values.filter((value) => typeof value === 'number')),
  avg(values) {
    const numbers = values.filter((value) => typeof value === 'number')
    return numbers.length === 0 ? null : total(numbers) / numbers.length
  },
  min: (values) => ordered(values)[0] ?? null,
  max: (values) => ordered(values).at(-1) ?? null,
}

/** Smallest magnitudes first, so that little is lost. */
function total(numbers: readonly number[]): number {
  return numbers.toSorted((one, other) => Math.abs(one) - Math.abs(other)).reduce((sum, value) => sum + value, 0)
}

/** "Numbers and strings (numbers before strings)." */
function ordered(values: readonly unknown[]): unknown[] {
  return values.filter((value) => typeof value === 'number' || typeof value === 'string').toSorted(compare)
}
