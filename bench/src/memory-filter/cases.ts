import type { FilterMap } from '@bytelyst/datastore'
import type { Activity } from './activity.ts'

/** The documents that match, or how many they are. */
export type FilterAnswer = readonly Activity[] | number

/** One question, as each contender is asked it. */
export interface FilterCase {
  readonly name: string
  readonly filter: FilterMap
  /** Asks for the number of matches only. */
  readonly counts?: true
  /** The same for libraries that speak MongoDB's language, where that differs. */
  readonly mongo?: Record<string, unknown>
  /** What a programmer writes by hand: a loop of its own for each question, so that it is compiled as one piece. */
  readonly byHand: (activities: readonly Activity[]) => FilterAnswer
}

/** How many documents are searched. */
export const documents = 100_000

/** Also the question that a process is asked first. */
export const coldCase: FilterCase = {
  name: 'range and equality',
  filter: { kind: 'purchase', score: { $gte: 9995 } },
  byHand: (activities) => activities.filter((activity) => activity.kind === 'purchase' && activity.score >= 9995),
}

/** Questions that a handful of a hundred thousand documents answer. */
export const selectiveCases: readonly FilterCase[] = [
  {
    name: 'equality',
    filter: { productId: 'product-417' },
    byHand: (activities) => activities.filter((activity) => activity.productId === 'product-417'),
  },
  coldCase,
  {
    name: 'range of dates',
    filter: { createdAt: { $gte: '2025-03-01T10:00', $lt: '2025-03-01T11:00' } },
    byHand: (activities) =>
      activities.filter(
        (activity) => activity.createdAt >= '2025-03-01T10:00' && activity.createdAt < '2025-03-01T11:00',
      ),
  },
  {
    name: '$in',
    filter: { userId: { $in: ['user-7', 'user-77', 'user-777', 'user-7777'] } },
    byHand: (activities) => {
      const wanted = new Set(['user-7', 'user-77', 'user-777', 'user-7777'])
      return activities.filter((activity) => wanted.has(activity.userId))
    },
  },
  {
    name: 'prefix',
    filter: { email: { $startsWith: 'grace.77' }, decile: 7 },
    mongo: { email: { $regex: /^grace\.77/ }, decile: 7 },
    byHand: (activities) =>
      activities.filter((activity) => activity.email.startsWith('grace.77') && activity.decile === 7),
  },
  {
    name: 'nested and, or, not',
    filter: {
      'plan.tier': 'enterprise',
      $or: [{ 'plan.seats': { $gte: 499 } }, { score: { $lt: 2 } }],
      kind: { $not: { $in: ['view', 'search'] } },
      archivedAt: { $ne: null },
    },
    byHand: (activities) =>
      activities.filter(
        (activity) =>
          activity.plan.tier === 'enterprise' &&
          (activity.plan.seats >= 499 || activity.score < 2) &&
          !(activity.kind === 'view' || activity.kind === 'search') &&
          activity.archivedAt !== null,
      ),
  },
]

/** A question that every tenth document answers: most of the time goes into handing out copies. */
export const broadCase: FilterCase = {
  name: 'equality, 10% match',
  filter: { decile: 3 },
  byHand: (activities) => activities.filter((activity) => activity.decile === 3),
}

/** A question whose answer is a number: nothing is copied, however many match. */
export const countCase: FilterCase = {
  name: 'count, range and equality',
  filter: { kind: 'purchase', score: { $gte: 5000 } },
  counts: true,
  byHand: (activities) => {
    let count = 0
    for (const activity of activities) if (activity.kind === 'purchase' && activity.score >= 5000) count += 1
    return count
  },
}
