import fc, { type Arbitrary } from 'fast-check'
import type { Program, Step } from '../step.ts'
import { filtersFor } from './filters.ts'
import { extremeBodies } from './invalid-documents.ts'
import { invalidSteps } from './invalid.ts'
import { layoutsFor, vocabularyFor, type Vocabulary } from './layouts.ts'
import { readsFor } from './queries.ts'
import type { Steering } from './steering.ts'
import { record, valuesFor } from './values.ts'
import { writesFor } from './writes.ts'

/** Steps of one program; the more there are, the more different the documents that they meet. */
const mostSteps = 40
const mostDocuments = 36

/** Programs of everything that both sides can do. */
export function programsFor(steering: Steering): Arbitrary<Program> {
  const values = valuesFor(steering)
  const layouts = layoutsFor(steering).map((layout) => programsOn(vocabularyFor(layout, steering, values)))
  const [first, ...others] = layouts as [Arbitrary<Program>, ...Arbitrary<Program>[]]
  return fc.oneof({ arbitrary: first, weight: 3 }, ...others.map((arbitrary) => ({ arbitrary, weight: 2 })))
}

function programsOn(vocabulary: Vocabulary): Arbitrary<Program> {
  const { document, layout } = vocabulary
  const steps = stepsOn(vocabulary)
  const common = { layout: fc.constant(layout), indexed: fc.tuple(fc.boolean(), fc.boolean()) }
  const small = record({
    ...common,
    documents: lists(document, mostDocuments, 0),
    filler: fc.oneof(
      { arbitrary: fc.constant(0), weight: 30 },
      { arbitrary: fc.integer({ min: 90, max: 210 }), weight: 1 },
    ),
    steps: lists(steps, mostSteps, 1),
  })
  const large = record({
    ...common,
    documents: lists(document, mostDocuments, 1),
    filler: fc.constant(manyDocuments),
    steps: lists(steps.map(inLargePages), 16, 1),
  })
  return fc.oneof({ arbitrary: small, weight: 60 }, { arbitrary: large, weight: 1 })
}

/** So many that pages of an engine end, and that a scan of them is worth code of its own to the memory provider. */
const manyDocuments = 2010

/** Pages that suit many documents, or a walk would have no end. */
function inLargePages(step: Step): Step {
  const [query, sizes, between] = step.arguments
  if (step.method !== 'walk') return step
  return { ...step, arguments: [query, (sizes as number[]).map((size) => size * 50), between] }
}

/** Mostly long lists: fast-check by itself makes short ones. */
function lists<V>(element: Arbitrary<V>, maxLength: number, minLength: number): Arbitrary<V[]> {
  return fc.oneof(
    { arbitrary: fc.array(element, { minLength: maxLength >> 1, maxLength, size: 'max' }), weight: 4 },
    { arbitrary: fc.array(element, { minLength, maxLength, size: 'max' }), weight: 1 },
  )
}

function stepsOn(vocabulary: Vocabulary): Arbitrary<Step> {
  const { key, values } = vocabulary
  const filter = filtersFor(vocabulary)
  const write = fc.oneof(...writesFor(vocabulary, filter))
  const extreme = fc
    .tuple(vocabulary.body, key, fc.constantFrom(...extremeBodies))
    .map(([make, identity, fields]): Step => ({ method: 'upsert', arguments: [{ ...make(identity), ...fields }, {}] }))
  const misaddressed = fc
    .tuple(key, values.scalar)
    .map(([{ id }, b]): Step => ({ method: 'update', arguments: [id, 'no such partition', { $set: { b } }, {}] }))
  return fc.oneof(
    { arbitrary: fc.oneof(...readsFor(vocabulary, filter, write)), weight: 60 },
    { arbitrary: write, weight: 36 },
    { arbitrary: extreme, weight: 1 },
    { arbitrary: misaddressed, weight: 1 },
    { arbitrary: invalidSteps(vocabulary, filter), weight: 9 },
  )
}
