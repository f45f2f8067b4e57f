import { answerOf, classesOf, faultOfSlice, unordered, type Answer } from '../answer.ts'
import type { Session } from '../session.ts'
import { compareBy, selectFrom, type Fields, type Sort } from '../naive/order.ts'

/** A query for documents as a step holds it. */
export interface Query {
  readonly filter: unknown
  readonly sort?: Sort
  readonly limit?: number
  readonly offset?: number
  readonly select?: readonly string[]
  readonly partitionKey?: string
}

/**
 * `findOne` and `findMany`: the whole that they are a part of is asked for too, and compared; it has to be in order,
 * and the answer has to be a part of it. So everything that is pinned is compared, and nothing that is not.
 */
export function findAnswer(
  { collection }: Session,
  method: 'findOne' | 'findMany',
  parameters: readonly unknown[],
): Promise<Answer> {
  return answerOf(async () => {
    const answer = await collection[method](...parameters)
    const part = (method === 'findMany' ? answer : answer === null ? [] : [answer]) as Fields[]
    const { limit = method === 'findOne' ? 1 : undefined, offset = 0, select, ...query } = parameters[0] as Query
    const whole = (await collection.findMany(query)) as Fields[]
    const value = unordered(whole)
    const classes = classesOf(whole, compareBy(query.sort ?? {}))
    if (classes === undefined) return { value, fault: `${method} without a limit is out of order` }
    const forms = whole.map((document) => selectFrom(document, select))
    const fault = faultOfSlice(part, forms, classes, offset, limit)
    return fault === undefined ? { value } : { value, fault: `${method}: ${fault}` }
  })
}

/** `iterate` has the order of pages, which is total where sorting is possible. */
export function iterateAnswer(session: Session, parameters: readonly unknown[]): Promise<Answer> {
  return answerOf(async () => {
    const items: unknown[] = []
    for await (const item of session.collection.iterate(...parameters)) items.push(item)
    const { select, ...query } = parameters[0] as Query
    const forms = (await pageOrdered(session, query)).map((document) => selectFrom(document, select))
    if (!isOrdered(session, query)) {
      const fault = faultOfSlice(
        items,
        forms,
        forms.map(() => 0),
        0,
        undefined,
      )
      return { value: unordered(items), ...(fault === undefined ? {} : { fault: `iterate: ${fault}` }) }
    }
    const classes = forms.map((_, i) => i)
    const fault = faultOfSlice(items, forms, classes, 0, undefined)
    return fault === undefined ? { value: items } : { value: items, fault: `iterate: ${fault}` }
  })
}

/** Whether the order of the query's pages is pinned. */
export function isOrdered({ sorts }: Session, { sort }: Query): boolean {
  return sorts || Object.keys(sort ?? {}).length > 0
}

/** Every document of a query, in the order of pages: the sort, then the id, then the partition key. */
export async function pageOrdered(session: Session, query: Query): Promise<Fields[]> {
  const { filter, sort, partitionKey } = query
  const scope = partitionKey === undefined ? { filter } : { filter, partitionKey }
  const whole = (await session.collection.findMany(scope)) as Fields[]
  return whole.toSorted(pageOrder(session, sort))
}

export function pageOrder({ layout }: Session, sort: Sort | undefined): (one: Fields, other: Fields) => number {
  const partitionKey = layout.partitionKeyPath.slice(1).replaceAll('/', '.')
  const keys = new Map<string, 1 | -1>(Object.entries(sort ?? {}))
  if (!keys.has('id')) keys.set('id', 1)
  if (!keys.has(partitionKey)) keys.set(partitionKey, 1)
  return compareBy(Object.fromEntries(keys))
}
