import fc from 'fast-check'
import { compareSides, type Observer, type Sides } from './compare.ts'
import { failureOf, type Failure } from './failure.ts'
import { programsFor } from './generate/programs.ts'
import { steeringFor } from './generate/steering.ts'
import type { Program } from './step.ts'

export interface FuzzOptions {
  readonly sides: Sides
  readonly seed: number
  /** How many cases there are to be. A case is one operation, asked of both sides. */
  readonly cases: number
  /** Hears of each program before it is run. */
  readonly onProgram?: (program: Program) => void
  /** Hears of each case on which the sides agree. */
  readonly onAgreement?: (...parameters: Parameters<Observer>) => void | Promise<void>
  /** Whether a program that fails is to be made small; true by default. */
  readonly minimise?: boolean
}

export interface FuzzReport {
  /** The cases on which the sides agreed. */
  readonly cases: number
  readonly failure?: Failure
}

/** Programs of one call of fast-check. */
const programsPerRound = 20

/** Compares two sides on programs made from a seed, for so many cases or until they differ. */
export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  const { sides, seed, cases, onProgram, onAgreement, minimise = true } = options
  const programs = programsFor(steeringFor(...sides))
  const progress = { compared: 0 }
  for (let round = 0; progress.compared < cases; round += 1) {
    let failing: Program | undefined
    const property = fc.asyncProperty(programs, async (program) => {
      if (progress.compared >= cases) return
      onProgram?.(program)
      const mismatch = await compareSides(sides, program, async (agreement) => {
        progress.compared += 1
        await onAgreement?.(agreement)
        return progress.compared < cases
      })
      if (mismatch === undefined) return
      failing = program
      throw new Error(mismatch.reason)
    })
    // Rounds have seeds of their own, so that one seed makes one sequence however many cases are asked for. What
    // fast-check's shrinking leaves of such a program is larger than what taking it apart leaves: see minimise.ts.
    const details = await fc.check(property, {
      seed: (seed + Math.imul(round, 0x9e3779b1)) | 0,
      numRuns: programsPerRound,
      endOnFailure: true,
    })
    if (failing !== undefined) return { cases: progress.compared, failure: await failureOf(sides, failing, minimise) }
    if (details.failed) throw details.errorInstance
  }
  return { cases: progress.compared }
}
