import { answerOf, Approximate, classesOf, faultOfSlice, unordered, type Answer } from '../answer.ts'
import type { Session } from '../session.ts'
import { columnsOf, type AggregateQuery } from '../naive/aggregate.ts'
import { compareBy, lookUp, type Fields, type Sort } from '../naive/order.ts'

/** Sums of fractions may differ by so much of the sum of their magnitudes. */
const relativeTolerance = 1e-9

/**
 * The rows of an aggregate: all of them are compared, by group; they have to be in order, and where there is a limit
 * the answer has to be their beginning. Integer sums within 2^53-1 are compared exactly, other sums and averages not.
 */
export function aggregateAnswer({ collection }: Session, parameters: readonly unknown[]): Promise<Answer> {
  return answerOf(async () => {
    const part = (await collection.aggregate(...parameters)) as Fields[]
    const { limit, ...query } = parameters[0] as AggregateQuery & { filter: unknown; partitionKey?: string }
    const rows = limit === undefined ? part : ((await collection.aggregate(query)) as Fields[])
    const { filter, partitionKey } = query
    const scope = partitionKey === undefined ? { filter } : { filter, partitionKey }
    const documents = (await collection.findMany(scope)) as Fields[]
    const measured = rows.map((row) => measure(row, query, documents))
    // By their groups, of which each is there once: numbers that need not be exact must not decide what is compared.
    const groupBy = query.groupBy ?? []
    const value = unordered(measured, (row) => groupBy.map((path) => row[path]))
    const classes = classesOf(rows, rowOrder(query.sort ?? {}, groupBy))
    if (classes === undefined) return { value, fault: 'aggregate: the rows are out of order' }
    const fault = faultOfSlice(part, rows, classes, 0, limit)
    return fault === undefined ? { value } : { value, fault: `aggregate: ${fault}` }
  })
}

/** The row with the numbers marked that need not be exact. */
function measure(row: Fields, query: AggregateQuery, documents: readonly Fields[]): Fields {
  const measured = { ...row }
  const columns = Object.entries(columnsOf(query)).filter(
    ([, [operation]]) => operation === 'sum' || operation === 'avg',
  )
  if (columns.length === 0) return measured
  const members = documents.filter((document) =>
    (query.groupBy ?? []).every((path) => (lookUp(document, path) ?? null) === row[path]),
  )
  for (const [name, [operation, path]] of columns) {
    const result = row[name]
    if (typeof result !== 'number') continue
    const numbers = members.map((member) => lookUp(member, path)).filter((value) => typeof value === 'number')
    const magnitude = numbers.reduce((sum, value) => sum + Math.abs(value), 0)
    const exact = numbers.every((value) => Number.isInteger(value)) && magnitude <= Number.MAX_SAFE_INTEGER
    if (exact && operation === 'sum') continue
    const scale = operation === 'avg' ? magnitude / numbers.length : magnitude
    measured[name] = new Approximate(result, scale * relativeTolerance)
  }
  return measured
}

/** By the columns asked for; without a sort by the group keys, which is total. */
function rowOrder(sort: Sort, groupBy: readonly string[]): (one: Fields, other: Fields) => number {
  const keys: Sort = Object.keys(sort).length > 0 ? sort : Object.fromEntries(groupBy.map((path) => [path, 1]))
  return compareBy(keys, (row, column) => row[column])
}
