import type { JsonDocument } from '../types/document.ts'
import { compareLists, compareRows, compareValues, type AnswerDifference, type Question } from './compare-answers.ts'

type Comparison = (one: unknown, other: unknown, question: Question, sorts: boolean) => AnswerDifference | undefined

const lists = (one: unknown, other: unknown, question: Question, sorts: boolean): AnswerDifference | undefined =>
  compareLists(one as JsonDocument[], other as JsonDocument[], question, false, sorts)
const listOf = (document: unknown): unknown[] => (document === null ? [] : [document])

/** Where each method takes its query, or its options, and how its answers are compared. */
export const comparisons: ReadonlyMap<PropertyKey, readonly [at: number, compare: Comparison]> = new Map([
  ['findById', [2, (one, other, _, sorts) => lists(listOf(one), listOf(other), {}, sorts)]],
  ['findOne', [0, (one, other, query, sorts) => lists(listOf(one), listOf(other), { ...query, limit: 1 }, sorts)]],
  ['findMany', [0, lists]],
  [
    'findPage',
    [
      0,
      (one, other, query, sorts) => {
        const [page, shadow] = [one, other] as { items: JsonDocument[]; cursor?: string }[]
        const difference = compareLists(page?.items ?? [], shadow?.items ?? [], query, true, sorts)
        return difference ?? compareValues(page?.cursor === undefined, shadow?.cursor === undefined)
      },
    ],
  ],
  ['count', [1, compareValues]],
  ['exists', [1, compareValues]],
  ['distinct', [1, compareValues]],
  ['aggregate', [0, (one, other, query) => compareRows(one as JsonDocument[], other as JsonDocument[], query)]],
] as const)
