import { differenceOf, type Answer } from './answer.ts'
import { perform } from './perform.ts'
import { Session } from './session.ts'
import { documentsOf, type Program, type Step } from './step.ts'
import type { Subject } from './subject.ts'

/** The first step of a program on which the sides do not agree, or one side breaks a promise by itself. */
export interface Mismatch {
  /** Which step; -1 when the documents that the program begins with are not the same. */
  readonly index: number
  readonly answers: readonly [Answer, Answer]
  readonly reason: string
}

/** The two sides: the one under test, and the one that it is held against. */
export type Sides = readonly [Subject, Subject]

/** One step on which the sides agree: what it was, what both answered, and the two as it left them. */
export interface Agreement {
  readonly step: Step
  readonly answer: Answer
  readonly sessions: readonly [Session, Session]
}

/** Hears of each step on which the sides agree, and ends the program by answering false. */
export type Observer = (agreement: Agreement) => boolean | Promise<boolean>

/** Runs a program on both sides, step by step, until they differ. */
export async function compareSides(
  sides: Sides,
  program: Program,
  observe: Observer = () => true,
): Promise<Mismatch | undefined> {
  const documents = documentsOf(program)
  const sorts = sides.every(({ capabilities }) => capabilities.sort)
  const [one, other] = [
    await Session.open(sides[0], program.layout, { indexed: program.indexed[0], sorts }, documents),
    await Session.open(sides[1], program.layout, { indexed: program.indexed[1], sorts }, documents),
  ]
  const begin = [one, other].map(({ contents }) => ({ value: contents.sorted })) as unknown as [Answer, Answer]
  const difference = mismatch(sides, -1, begin)
  if (difference !== undefined) return difference
  for (const [index, step] of program.steps.entries()) {
    const answers = [await perform(one, step), await perform(other, step)] as const
    const found = mismatch(sides, index, answers)
    if (found !== undefined) return found
    if (!(await observe({ step, answer: answers[0], sessions: [one, other] }))) return undefined
  }
  return undefined
}

function mismatch(sides: Sides, index: number, answers: readonly [Answer, Answer]): Mismatch | undefined {
  for (const [i, { fault }] of answers.entries()) {
    if (fault !== undefined) return { index, answers, reason: `${sides[i]?.name}: ${fault}` }
  }
  const difference = differenceOf(answers[0].value, answers[1].value)
  return difference === undefined ? undefined : { index, answers, reason: `the answers differ in ${difference}` }
}
