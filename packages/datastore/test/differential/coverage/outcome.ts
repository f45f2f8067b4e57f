import { isObject } from '../naive/order.ts'
import { isWrite, type Step } from '../step.ts'
import type { Outcome } from './tally.ts'

/** What came of a case, from what both sides answered and how many documents they then held. */
export function outcomeOf({ method }: Step, value: unknown, documents: number): Outcome {
  const answer = isWrite(method) && isObject(value) ? value['answer'] : value
  const refused = isObject(answer) && typeof answer['refused'] === 'string' ? answer['refused'] : undefined
  if (refused !== undefined) return { nonEmpty: false, toldApart: false, refused }
  if (isWrite(method)) {
    const { written, removed } = value as { written: readonly string[]; removed: readonly string[] }
    const matched = matchedBy(answer)
    const before = documents + removed.length
    return { nonEmpty: written.length + removed.length > 0, toldApart: matched > 0 && matched < before, refused }
  }
  const found = foundIn(method, answer)
  const ofDocuments = ['findOne', 'findMany', 'walk', 'iterate', 'count'].includes(method)
  return { nonEmpty: found > 0, toldApart: ofDocuments && found > 0 && found < documents, refused }
}

/** How many documents the filter of a write matched; 0 for a write that has none. */
function matchedBy(answer: unknown): number {
  if (!isObject(answer)) return 0
  const { updated, failed, deleted } = answer
  if (typeof deleted === 'number') return deleted
  return typeof updated === 'number' ? updated + Number(failed) : 0
}

function foundIn(method: Step['method'], answer: unknown): number {
  if (typeof answer === 'number') return answer
  if (method === 'walk') return (answer as unknown[]).flat().length
  // A row that is there even when nothing matched has nothing but null and 0 in it.
  if (method === 'aggregate') return (answer as object[]).filter((row) => Object.values(row).some(Boolean)).length
  if (Array.isArray(answer)) return answer.length
  return answer === null || answer === false || answer === undefined ? 0 : 1
}
