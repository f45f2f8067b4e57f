import { createHash } from 'node:crypto'
import { seededRandom } from '../../src/cosmos/faults/seeded-random.ts'

/** Choices that are the same for the same seed. */
export interface Chance {
  /** True with this probability. */
  readonly is: (probability: number) => boolean
  readonly of: <T>(choices: readonly [T, ...T[]]) => T
}

/** Of a text, so that other texts that come and go change nothing for this one. */
export function chanceOf(text: string): Chance {
  const random = seededRandom(createHash('sha256').update(text).digest().readInt32LE())
  return {
    is: (probability) => random() < probability,
    of: (choices) => choices[Math.floor(random() * choices.length)] as (typeof choices)[number],
  }
}
