import { isObject } from './naive/order.ts'
import type { Program, Step } from './step.ts'

/** Trials are given up after so many: a program that is nearly as small as can be is good enough. */
const mostTrials = 3000

/**
 * The program without everything that it does not need to fail: steps, documents, fields, elements of lists, parts of
 * filters. What fast-check shrinks it cannot take out of the middle of.
 */
export async function minimise(program: Program, fails: (smaller: Program) => Promise<boolean>): Promise<Program> {
  let smallest = program
  let trials = 0
  for (let again = true; again;) {
    again = false
    for (const smaller of smallerOnes(smallest)) {
      if ((trials += 1) > mostTrials) return smallest
      if (!(await fails(smaller))) continue
      smallest = smaller
      again = true
      break
    }
  }
  return smallest
}

function* smallerOnes(program: Program): Generator<Program> {
  const { steps, documents, indexed, filler, layout } = program
  if (steps.length > 1) yield { ...program, steps: steps.slice(-1) }
  for (const size of [8, 4, 2, 1]) {
    for (const smaller of without(steps.slice(0, -1), size))
      yield { ...program, steps: [...smaller, ...steps.slice(-1)] }
  }
  if (filler > 0) for (const fewer of [0, Math.floor(filler / 2), filler - 1]) yield { ...program, filler: fewer }
  if (documents.length > 0) yield { ...program, documents: [] }
  for (const size of [8, 4, 2, 1])
    for (const smaller of without(documents, size)) yield { ...program, documents: smaller }
  if (indexed.includes(true)) yield { ...program, indexed: [false, false] }
  if (indexed[0] && indexed[1])
    yield* [
      { ...program, indexed: [true, false] as const },
      { ...program, indexed: [false, true] as const },
    ]
  for (const kind of ['indexes', 'unique'] as const) {
    for (const smaller of without(layout[kind], 1)) yield { ...program, layout: { ...layout, [kind]: smaller } }
  }
  for (const smaller of smallerSteps(steps)) yield { ...program, steps: smaller }
  for (const parts of smallerValues(documents)) yield { ...program, documents: parts as Program['documents'] }
}

/** One of the steps with a smaller argument. It keeps as many as it has, or it would be another call. */
function* smallerSteps(steps: readonly Step[]): Generator<Step[]> {
  for (const [i, step] of steps.entries()) {
    for (const [j, argument] of step.arguments.entries()) {
      const isBetween = step.method === 'walk' && j === 2
      const candidates = isBetween ? smallerLists(argument as readonly Step[]) : smallerThan(argument)
      for (const smaller of candidates) yield steps.with(i, { ...step, arguments: step.arguments.with(j, smaller) })
    }
  }
}

function* smallerLists(steps: readonly Step[]): Generator<Step[]> {
  yield* without(steps, 1)
  yield* smallerSteps(steps)
}

function* without<V>(list: readonly V[], size: number): Generator<V[]> {
  for (let i = list.length - size; i >= 0; i -= size) yield list.toSpliced(i, size)
}

/** The value with one thing in it left out or made plainer; of a list here, only what is in its elements. */
function* smallerValues(list: readonly unknown[]): Generator<unknown[]> {
  for (const [i, element] of list.entries()) for (const smaller of smallerThan(element)) yield list.with(i, smaller)
}

function* smallerThan(value: unknown): Generator {
  if (Array.isArray(value)) {
    if (value.length > 4) yield value.slice(0, value.length >> 1)
    for (const [i] of value.entries()) yield value.toSpliced(i, 1)
    yield* smallerValues(value)
    return
  }
  if (!isPlain(value)) {
    if (typeof value === 'string' && value.length > 1) yield value.slice(0, value.length >> 1)
    if (typeof value === 'number' && value > 1) yield 1
    return
  }
  for (const field of Object.keys(value)) {
    const { [field]: _left, ...rest } = value
    yield rest
  }
  for (const [field, child] of Object.entries(value)) {
    for (const smaller of smallerThan(child)) yield { ...value, [field]: smaller }
  }
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return isObject(value) && Object.getPrototypeOf(value) === Object.prototype
}
