import { isDeepStrictEqual } from 'node:util'

/** Contenders do not do the same work: nothing that was measured means anything. */
export class AnswersDiffer extends Error {}

/** What a contender answers, for the comparison before the race. */
export interface Answer {
  readonly name: string
  readonly answer: unknown
}

/** @throws AnswersDiffer unless all contenders answer the same, and something */
export function checkSameAnswers(where: string, [first, ...others]: readonly Answer[]): void {
  if (first === undefined || first.answer === undefined || (Array.isArray(first.answer) && first.answer.length === 0)) {
    throw new AnswersDiffer(`${where}: there is no answer to compare`)
  }
  for (const { name, answer } of others) {
    if (isDeepStrictEqual(answer, first.answer)) continue
    throw new AnswersDiffer(`${where}: ${first.name} and ${name} give different answers`)
  }
}

/** Documents whose order is not promised, in one that can be compared. */
export function byId(documents: readonly { readonly id: string }[]): unknown[] {
  return documents.toSorted((one, other) => (one.id < other.id ? -1 : 1))
}
