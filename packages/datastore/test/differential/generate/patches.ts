import fc, { type Arbitrary } from 'fast-check'
import { overlaps } from '../naive/check-query.ts'
import type { Vocabulary } from './layouts.ts'

export type GeneratedPatch = Readonly<Record<string, Readonly<Record<string, unknown>>>>
type Change = readonly [operator: string, path: string, operand: unknown]

/** Patches of all operators that are right by themselves; whether they fit the stored document is another matter. */
export function patchesFor(
  vocabulary: Vocabulary,
  upsert: boolean,
  avoid: readonly string[] = [],
): Arbitrary<GeneratedPatch> {
  const { layout, patchPath, steering, values } = vocabulary
  const { value, scalar, number } = values
  const operand = (
    operator: string,
    weight: number,
    of: Arbitrary<unknown>,
    path: Arbitrary<string> = patchPath,
  ): { arbitrary: Arbitrary<Change>; weight: number } => ({
    weight,
    arbitrary: fc.tuple(fc.constant(operator), path, of),
  })
  // Half of the time a field that the operator fits: what does not fit is refused, and nothing else is learnt from it.
  const ofNumber = fc.oneof(fc.constant('n'), patchPath)
  const ofArray = fc.oneof(fc.constant('l'), patchPath)
  const element = steering.leftOut.nestedArrays ? value.filter((each) => !Array.isArray(each)) : value
  const member = fc.oneof(scalar, fc.constantFrom(1, 'a'))
  const change = fc.oneof(
    operand('$set', 6, value),
    operand('$unset', 2, fc.constantFrom(true, 1, '')),
    operand('$inc', 4, steering.leftOut.largeFractions ? number.filter(isSmallInteger) : number, ofNumber),
    operand('$min', 2, number, ofNumber),
    operand('$max', 2, number, ofNumber),
    operand('$push', 2, element, ofArray),
    operand('$addToSet', 2, member, ofArray),
    operand('$pull', 3, member, ofArray),
    operand('$setOnInsert', upsert ? 3 : 0, value),
  )
  const fixed = ['id', layout.partitionKeyPath.slice(1).replaceAll('/', '.'), ...avoid]
  return fc.tuple(fc.array(change, { minLength: 1, maxLength: 4 }), value).map(([changes, instead]) => {
    const kept: Change[] = []
    for (const each of changes) {
      const others = [...fixed, ...kept.map(([, path]) => path)]
      if (!others.some((path) => overlaps(path, each[1]))) kept.push(each)
    }
    if (kept.length === 0) kept.push(['$set', 'b', instead])
    const patch: Record<string, Record<string, unknown>> = {}
    for (const [operator, path, given] of kept) patch[operator] = { ...patch[operator], [path]: given }
    return patch
  })
}

/** Makes no fraction of a large number, and no large number of a fraction. */
function isSmallInteger(number: number): boolean {
  return Number.isInteger(number) && Math.abs(number) <= 1000
}
