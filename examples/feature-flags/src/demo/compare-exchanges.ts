import type { Exchange } from '../script/exchange.ts'

/** A request, counted from 1, that two services answered differently, or that the script sent only to one of them. */
export interface Difference {
  readonly number: number
  readonly one: Exchange | undefined
  readonly other: Exchange | undefined
}

/** Compares two transcripts of one script, byte for byte. */
export function compareExchanges(one: readonly Exchange[], other: readonly Exchange[]): Difference[] {
  const length = Math.max(one.length, other.length)
  return Array.from({ length }, (_, i) => ({ number: i + 1, one: one[i], other: other[i] })).filter(
    (pair) => pair.one?.request !== pair.other?.request || pair.one?.answer !== pair.other?.answer,
  )
}
