import { answerOf, type Answer } from './answer.ts'
import { Contents, keyText } from './contents.ts'
import { isObject, type Fields } from './naive/order.ts'
import type { Session } from './session.ts'
import type { Step } from './step.ts'

/** A write, and what then stands in the collection: which documents were written, which are gone, and all of them. */
export async function writeAnswer(session: Session, { method, arguments: parameters }: Step): Promise<Answer> {
  const before = session.contents
  let answered: unknown
  const answer = await answerOf(async () => {
    answered = await session.collection[method as 'create'](...parameters)
    return { value: withoutErrors(answered) }
  })
  const after = await Contents.of(session)
  session.contents = after
  const written = after.writtenSince(before).toSorted()
  const removed = after.removedSince(before).toSorted()
  const fault =
    answer.fault ??
    after.faultOfEtags() ??
    (answered === undefined
      ? faultOfRefusal(written, removed)
      : (faultOfDocuments(session, answered, written) ?? faultOfCounts(answered, written, removed)))
  const value = { answer: answer.value, written, removed, documents: after.sorted }
  return fault === undefined ? { value } : { value, fault: `${method}: ${fault}` }
}

/** The answer of a write with the errors in it as codes. */
function withoutErrors(answer: unknown): unknown {
  if (!isObject(answer) || !Array.isArray(answer['items'])) return answer
  const items = answer['items'].map((item: { ok: boolean; document?: unknown; error?: { code: string } }) =>
    item.ok ? item : { ok: false, error: item.error?.code },
  )
  return { ...answer, items }
}

function faultOfRefusal(written: readonly string[], removed: readonly string[]): string | undefined {
  return written.length + removed.length === 0
    ? undefined
    : `refused, and yet it changed ${[...written, ...removed].join()}`
}

/** A document that a write answers with is the one that is stored, and knows its etag. */
function faultOfDocuments(session: Session, answered: unknown, written: readonly string[]): string | undefined {
  for (const document of documentsIn(answered)) {
    const key = keyText(document, session.layout.partitionKeyPath)
    const etag = session.subject.etagOf(document)
    if (etag === undefined) return 'the document that was written has no etag'
    if (!written.includes(key)) return `${key} has the etag it had before`
    if (etag !== session.contents.etagOf(key)) return `${key} is stored with another etag than was answered`
  }
  return undefined
}

function documentsIn(answered: unknown): Fields[] {
  if (Array.isArray(answered)) return answered.filter((each) => each !== null) as Fields[]
  if (!isObject(answered)) return []
  if (Array.isArray(answered['items'])) {
    return (answered['items'] as { ok: boolean; document: Fields }[]).flatMap((item) =>
      item.ok ? [item.document] : [],
    )
  }
  return typeof answered['id'] === 'string' ? [answered] : []
}

function faultOfCounts(answered: unknown, written: readonly string[], removed: readonly string[]): string | undefined {
  if (typeof answered === 'boolean') {
    return answered === (removed.length === 1) ? undefined : `answered ${answered}, gone ${removed.length}`
  }
  if (!isObject(answered) || typeof answered['id'] === 'string') return undefined
  const counts = answered as Readonly<Record<string, number | undefined>>
  const { updated = written.length, deleted = removed.length, succeeded, failed } = counts
  if (updated !== written.length) return `updated ${updated}, written ${written.length}`
  if (deleted !== removed.length) return `deleted ${deleted}, gone ${removed.length}`
  const { items } = answered
  if (!Array.isArray(items)) return undefined
  const ok = items.filter((item: { ok: boolean }) => item.ok).length
  if (succeeded === ok && failed === items.length - ok && written.length === ok) return undefined
  return `${ok} of ${items.length} items are ok, succeeded ${succeeded}, failed ${failed}, written ${written.length}`
}
