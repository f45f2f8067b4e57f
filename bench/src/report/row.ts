import { median } from '../measure/median.ts'
import type { Samples } from '../measure/race.ts'
import { formatDuration, formatRate } from './format.ts'

/** One line of the table. */
export interface Row {
  readonly benchmark: string
  readonly ours: string
  readonly rival: string
  readonly ratio: string
  readonly goal: string
  readonly verdict: 'met' | 'missed' | 'no goal'
}

/** What a comparison should come to: at most so many times the rival's time, or at least so many times as fast. */
export type Goal = { readonly atMost: number } | { readonly timesFaster: number } | undefined

export interface Comparison {
  readonly benchmark: string
  readonly ours: Samples
  readonly rival: Samples
  readonly measure: 'wall' | 'cpu'
  readonly goal: Goal
}

/** Compares two contenders of one race: the median of the rounds' ratios, and the smallest and largest of them. */
export function comparisonRow({ benchmark, ours, rival, measure, goal }: Comparison): Row {
  const isFaster = goal !== undefined && 'timesFaster' in goal
  const ratios = ours[measure].map((time, round) => {
    const other = rival[measure][round] ?? Number.NaN
    return isFaster ? other / time : time / other
  })
  const middle = median(ratios)
  const spread = `${Math.min(...ratios).toFixed(2)}-${Math.max(...ratios).toFixed(2)}`
  return {
    benchmark: measure === 'cpu' ? `${benchmark}, CPU` : benchmark,
    ours: formatDuration(median(ours[measure])),
    rival: `${rival.name} ${formatDuration(median(rival[measure]))}`,
    ratio: `${middle.toFixed(2)}x${isFaster ? ' faster' : ''} (${spread})`,
    goal: goalText(goal),
    verdict: verdictOf(goal, middle),
  }
}

/** How many calls a second, one after the other. */
export function rateRow(facts: {
  readonly benchmark: string
  readonly ours: Samples
  readonly goalPerSecond: number
}): Row {
  const { benchmark, ours, goalPerSecond } = facts
  const time = median(ours.wall)
  return {
    benchmark: `${benchmark}, rate`,
    ours: `${formatDuration(time)}, ${formatRate(time)}`,
    rival: '-',
    ratio: '-',
    goal: `>= ${formatRate(1000 / goalPerSecond)}`,
    verdict: 1000 / time >= goalPerSecond ? 'met' : 'missed',
  }
}

function goalText(goal: Goal): string {
  if (goal === undefined) return '-'
  return 'atMost' in goal ? `<= ${goal.atMost.toFixed(2)}x` : `>= ${goal.timesFaster}x faster`
}

function verdictOf(goal: Goal, ratio: number): Row['verdict'] {
  if (goal === undefined) return 'no goal'
  const isMet = 'atMost' in goal ? ratio <= goal.atMost : ratio >= goal.timesFaster
  return isMet ? 'met' : 'missed'
}
