import type { DocumentCollection } from '@bytelyst/datastore'
import { Query } from 'mingo'
import siftModule from 'sift'
import { byId } from '../measure/answers.ts'
import type { Activity } from './activity.ts'
import type { FilterAnswer, FilterCase } from './cases.ts'

/** One way to answer a question. */
export interface Finder {
  readonly name: string
  readonly find: () => FilterAnswer | Promise<FilterAnswer>
}

/** The four ways to answer a question. Ours parses the filter in every call; the two libraries keep what they prepared. */
export function findersOf(
  { filter, mongo = filter, counts, byHand }: FilterCase,
  collection: DocumentCollection<Activity>,
  activities: readonly Activity[],
): readonly [ours: Finder, byHand: Finder, sift: Finder, mingo: Finder] {
  const answer: (activities: readonly Activity[], matches: (activity: Activity) => boolean) => FilterAnswer =
    counts === true ? countWhere : filterBy
  return [
    { name: 'datastore', find: () => (counts === true ? collection.count(filter) : collection.findMany({ filter })) },
    { name: 'by hand', find: () => byHand(activities) },
    {
      name: 'sift',
      find: preparedOnce(() => {
        const matches = siftModule.default(mongo)
        return () => answer(activities, matches)
      }),
    },
    {
      name: 'mingo',
      find: preparedOnce(() => {
        const query = new Query<Activity>(mongo)
        return () => answer(activities, (activity) => query.test(activity))
      }),
    },
  ]
}

/** The answer in a form that can be compared: no order is promised. */
export function comparable(answer: FilterAnswer): unknown {
  return typeof answer === 'number' ? answer : byId(answer)
}

/** Prepares within the first call, which the measurement of a single call includes. */
function preparedOnce<R>(prepare: () => () => R): () => R {
  let prepared: (() => R) | undefined
  return () => (prepared ??= prepare())()
}

function filterBy(activities: readonly Activity[], matches: (activity: Activity) => boolean): Activity[] {
  return activities.filter(matches)
}

function countWhere(activities: readonly Activity[], matches: (activity: Activity) => boolean): number {
  let count = 0
  for (const activity of activities) if (matches(activity)) count += 1
  return count
}
