import { compareSides, type Mismatch, type Sides } from './compare.ts'
import { minimise } from './minimise.ts'
import { isObject } from './naive/order.ts'
import { programText } from './program-text.ts'
import type { Program } from './step.ts'

/** A mismatch, and the smallest program found that shows it. */
export interface Failure {
  readonly program: Program
  readonly mismatch: Mismatch
  /** The program as TypeScript, and what both sides answered. */
  readonly text: string
}

/** What is to be told of a program that fails. */
export async function failureOf(sides: Sides, failing: Program, small: boolean): Promise<Failure> {
  const mismatchOf = async (program: Program): Promise<Mismatch> => {
    const mismatch = await compareSides(sides, program)
    if (mismatch === undefined) throw new Error('a program failed once and not again: something is not deterministic')
    return mismatch
  }
  const first = await mismatchOf(failing)
  const kind = kindOf(failing, first)
  const fails = async (smaller: Program): Promise<boolean> => {
    // Documents may have become such that they cannot be stored at all.
    const found = await compareSides(sides, smaller).catch(() => undefined)
    return found !== undefined && kindOf(smaller, found) === kind
  }
  const upTo = { ...failing, steps: failing.steps.slice(0, first.index + 1) }
  const program = small ? await minimise(upTo, fails) : upTo
  const mismatch = await mismatchOf(program)
  return { program, mismatch, text: programText(program, mismatch, sides) }
}

/** What must stay the same while a program is made smaller, or another difference would be found on the way. */
function kindOf({ steps }: Program, { index, answers }: Mismatch): string {
  const kinds = answers.map(({ value, fault }) => [fault === undefined, refusalOf(value)])
  return JSON.stringify([steps[index]?.method, kinds])
}

function refusalOf(value: unknown): unknown {
  if (!isObject(value)) return undefined
  return isObject(value['answer']) ? value['answer']['refused'] : value['refused']
}
