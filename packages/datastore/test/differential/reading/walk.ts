import { answerOf, faultOfSlice, unordered, type Answer } from '../answer.ts'
import type { Session } from '../session.ts'
import { resolveEtags } from '../etags.ts'
import { selectFrom, type Fields } from '../naive/order.ts'
import type { Step } from '../step.ts'
import { writeAnswer } from '../writing.ts'
import { isOrdered, pageOrder, pageOrdered, type Query } from './find.ts'

/** A walk that does not end by itself is cut off here. */
const mostPages = 5000

/**
 * `findPage` to the end, with page sizes that change and writes in between. Every page has to hold what now stands
 * behind the last document of the page before, and a cursor exactly when that is not all.
 */
export function walkAnswer(session: Session, parameters: readonly unknown[]): Promise<Answer> {
  const [query, sizes, between] = parameters as [Query, readonly number[], readonly Step[]]
  return answerOf(async () => {
    const pages: unknown[] = []
    const fault = await (isOrdered(session, query)
      ? walkInOrder(session, query, sizes, between, pages)
      : walkInAnyOrder(session, query, sizes, pages))
    const value = isOrdered(session, query) ? pages : unordered(pages.flat())
    return fault === undefined ? { value } : { value, fault: `findPage: ${fault}` }
  })
}

interface Page {
  readonly items: readonly Fields[]
  readonly cursor?: string
}

async function walkInOrder(
  session: Session,
  { select, ...query }: Query,
  sizes: readonly number[],
  between: readonly Step[],
  pages: unknown[],
): Promise<string | undefined> {
  const order = pageOrder(session, query.sort)
  let whole = await pageOrdered(session, query)
  let begin = 0
  let cursor: string | undefined
  for (let i = 0; i < mostPages; i += 1) {
    const limit = sizes[i % sizes.length] ?? 1
    const page = await nextPage(session, query, select, limit, cursor)
    pages.push(page.items)
    const due = whole.slice(begin, begin + limit)
    const forms = due.map((document) => selectFrom(document, select))
    const fault = faultOfSlice(page.items, forms, [...forms.keys()], 0, undefined)
    if (fault !== undefined) return `page ${i}: ${fault}`
    const more = begin + limit < whole.length
    if (more !== (page.cursor !== undefined)) return `page ${i}: ${more ? 'no' : 'a'} cursor`
    cursor = page.cursor
    if (cursor === undefined) return undefined
    begin += limit
    const step = between[i]
    if (step === undefined) continue
    const last = due.at(-1) as Fields
    await writeAnswer(session, { ...step, arguments: await resolveEtags(session, step.arguments) })
    whole = await pageOrdered(session, query)
    begin = whole.findIndex((document) => order(document, last) > 0)
    if (begin < 0) begin = whole.length
  }
  return `it goes on after ${mostPages} pages`
}

async function walkInAnyOrder(
  session: Session,
  { select, ...query }: Query,
  sizes: readonly number[],
  pages: unknown[],
): Promise<string | undefined> {
  const whole = await pageOrdered(session, query)
  const items: Fields[] = []
  let cursor: string | undefined
  for (let i = 0; i < mostPages; i += 1) {
    const limit = sizes[i % sizes.length] ?? 1
    const page = await nextPage(session, query, select, limit, cursor)
    pages.push(page.items)
    items.push(...page.items)
    cursor = page.cursor
    if (cursor === undefined) {
      const forms = whole.map((document) => selectFrom(document, select))
      return faultOfSlice(
        items,
        forms,
        forms.map(() => 0),
        0,
        undefined,
      )
    }
    if (page.items.length !== limit) return `page ${i} has ${page.items.length} items and a cursor, limit ${limit}`
    if (items.length >= whole.length) return `page ${i} has a cursor though nothing more matched`
  }
  return `it goes on after ${mostPages} pages`
}

async function nextPage(
  session: Session,
  query: Query,
  select: readonly string[] | undefined,
  limit: number,
  cursor: string | undefined,
): Promise<Page> {
  const asked = {
    ...query,
    limit,
    ...(select === undefined ? {} : { select }),
    ...(cursor === undefined ? {} : { cursor }),
  }
  return (await session.collection.findPage(asked)) as Page
}
