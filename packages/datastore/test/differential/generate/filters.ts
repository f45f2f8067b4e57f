import fc, { type Arbitrary } from 'fast-check'
import type { Vocabulary } from './layouts.ts'
import { record } from './values.ts'

type Operators = Record<string, unknown>
export type GeneratedFilter = Readonly<Record<string, unknown>>

const types = ['string', 'number', 'boolean', 'null', 'array', 'object'] as const

/** Filters of every operator that both sides know, nested, most of them small enough to match something. */
export function filtersFor(vocabulary: Vocabulary): Arbitrary<GeneratedFilter> {
  const leaf = leavesOn(vocabulary)
  return fc.oneof(
    { arbitrary: leaf, weight: 40 },
    { arbitrary: filterOver(leaf, filterOver(leaf, leaf)), weight: 30 },
    { arbitrary: fc.constant({}), weight: 5 },
    { arbitrary: atTheLimits(vocabulary), weight: 2 },
  )
}

/** A condition on one field: mostly of a kind that suits what stands there, for any other can only be false. */
function leavesOn(vocabulary: Vocabulary): Arbitrary<GeneratedFilter> {
  const { path, scalarPath, values } = vocabulary
  const on = (paths: Arbitrary<string>, condition: Arbitrary<unknown>): Arbitrary<GeneratedFilter> =>
    fc.tuple(paths, condition).map(([field, each]) => ({ [field]: each }))
  const { number } = values
  const ofNumbers = fc.oneof(
    record({ $gt: number }),
    record({ $lte: number }),
    record({ $gte: number, $lt: number }),
    record({ $in: fc.array(number, { maxLength: 4 }) }),
    number,
  )
  return fc.oneof(
    { arbitrary: on(path, conditionOn(vocabulary, false)), weight: 4 },
    { arbitrary: on(scalarPath, conditionOn(vocabulary, false)), weight: 8 },
    {
      arbitrary: on(
        fc.constantFrom('l', 'l', 'o.l', 'a', 'b'),
        negatedSometimes(combined(ofArrays(vocabulary, false))),
      ),
      weight: 4,
    },
    { arbitrary: on(fc.constantFrom('n', 'a', 'b'), negatedSometimes(ofNumbers)), weight: 2 },
    { arbitrary: on(fc.constant('t'), negatedSometimes(ofWords(vocabulary))), weight: 3 },
  )
}

/** What can be said of a text, about texts that differ in little. */
function ofWords({ values, steering }: Vocabulary): Arbitrary<unknown> {
  const { word, wordPart } = values
  const { endsWith, caseInsensitive } = steering.capabilities
  const conditions: Arbitrary<Operators>[] = [
    record({ $startsWith: wordPart }),
    record({ $contains: wordPart }),
    record({ $gt: word }),
    record({ $gte: word }),
    record({ $lt: word }),
    record({ $lte: word }),
    record({ $gte: word, $lt: word }),
    record({ $in: fc.array(word, { maxLength: 3 }) }),
    record({ $ne: word }),
  ]
  if (endsWith) conditions.push(record({ $endsWith: wordPart }))
  if (caseInsensitive === false) return fc.oneof(...conditions)
  const anyCase = (name: string, operand: Arbitrary<string>): Arbitrary<Operators> =>
    fc.tuple(operand, fc.boolean()).map(([text, upper]) => ({
      [name]: upper ? text.toUpperCase() : text.toLowerCase(),
      $ci: true,
    }))
  conditions.push(anyCase('$eq', word), anyCase('$ne', word), anyCase('$startsWith', wordPart))
  conditions.push(anyCase('$contains', wordPart))
  if (endsWith) conditions.push(anyCase('$endsWith', wordPart))
  return fc.oneof(...conditions)
}

function negatedSometimes(condition: Arbitrary<unknown>): Arbitrary<unknown> {
  const negated = condition.map((each) => ({ $not: typeof each === 'object' ? each : { $eq: each } }))
  return fc.oneof({ arbitrary: condition, weight: 3 }, { arbitrary: negated, weight: 1 })
}

/** Fields and logic around smaller filters, beside each other in one object. */
function filterOver(one: Arbitrary<GeneratedFilter>, smaller: Arbitrary<GeneratedFilter>): Arbitrary<GeneratedFilter> {
  const list = fc.oneof(
    { arbitrary: fc.array(smaller, { minLength: 1, maxLength: 3 }), weight: 8 },
    { arbitrary: fc.constant<GeneratedFilter[]>([]), weight: 1 },
  )
  const logic = fc.oneof(
    { arbitrary: record({ $or: list }), weight: 4 },
    { arbitrary: record({ $nor: list }), weight: 2 },
    { arbitrary: record({ $not: smaller }), weight: 3 },
    { arbitrary: record({ $and: list }), weight: 2 },
    { arbitrary: record({ $not: smaller, $or: list }), weight: 1 },
  )
  const two = fc.tuple(one, one).map(([first, second]) => ({ ...first, ...second }))
  const beside = fc.tuple(one, logic).map(([fields, others]) => ({ ...fields, ...others }))
  return fc.oneof(
    { arbitrary: logic, weight: 5 },
    { arbitrary: one, weight: 2 },
    { arbitrary: two, weight: 2 },
    { arbitrary: beside, weight: 2 },
  )
}

/** What a filter may say about one field; within `$elemMatch` there is no second one. */
function conditionOn(vocabulary: Vocabulary, inElement: boolean): Arbitrary<unknown> {
  const { values } = vocabulary
  const operators = operatorsOn(vocabulary, inElement)
  const negated = operators.map((each) => ({ $not: each }))
  const both = fc.tuple(operators.filter(mindsCase), operators).map(([one, other]) => ({ ...one, $not: other }))
  return fc.oneof(
    { arbitrary: values.scalar, weight: 6 },
    { arbitrary: operators, weight: 20 },
    { arbitrary: negated, weight: 5 },
    { arbitrary: both, weight: 2 },
    { arbitrary: negated.map((each) => ({ $not: each })), weight: 2 },
    { arbitrary: fc.constant(new Date('2026-01-01T00:00:00.000Z')), weight: 1 },
  )
}

/** One operator, sometimes two that must both hold. */
function operatorsOn(vocabulary: Vocabulary, inElement: boolean): Arbitrary<Operators> {
  return combined([...comparisons(vocabulary), ...ofArrays(vocabulary, inElement)])
}

/** The operators that are no comparison; there is no `$elemMatch` within another. */
function ofArrays(vocabulary: Vocabulary, inElement: boolean): Arbitrary<Operators>[] {
  const { values, steering } = vocabulary
  const { elemMatch, caseInsensitive } = steering.capabilities
  const operators: Arbitrary<Operators>[] = [
    record({ $exists: fc.boolean() }),
    record({ $size: fc.integer({ min: 0, max: 3 }) }),
    record({ $contains: fc.oneof(values.part, values.number, fc.boolean()) }),
  ]
  if (caseInsensitive !== false) operators.push(record({ $contains: values.part, $ci: fc.constant(true) }))
  if (!inElement && elemMatch === 'equality') operators.push(record({ $elemMatch: record({ $eq: values.scalar }) }))
  if (!inElement && elemMatch === 'full') operators.push(elementConditions(vocabulary), elementConditions(vocabulary))
  return operators
}

/** The operators that are about an array's element as well as about a field. */
function comparisons({ values, steering }: Vocabulary): Arbitrary<Operators>[] {
  const { scalar, number, string, part } = values
  const { endsWith, caseInsensitive } = steering.capabilities
  const date = fc.constant(new Date('2026-01-01T00:00:00.000Z'))
  const bound = fc.oneof(
    { arbitrary: number, weight: 5 },
    { arbitrary: string, weight: 5 },
    { arbitrary: date, weight: 1 },
  )
  const list = fc.array(fc.oneof({ arbitrary: scalar, weight: 12 }, { arbitrary: date, weight: 1 }), { maxLength: 4 })
  const operators: Arbitrary<Operators>[] = [
    record({ $eq: scalar }),
    record({ $ne: scalar }),
    record({ $in: list }),
    record({ $nin: list }),
    record({ $gt: bound }),
    record({ $gte: bound }),
    record({ $lt: bound }),
    record({ $lte: bound }),
    fc.oneof(record({ $gte: number, $lt: number }), record({ $gt: string, $lte: string })),
    record({ $isNull: fc.boolean() }),
    record({ $type: fc.constantFrom(...types) }),
    record({ $startsWith: part }),
    record({ $contains: part }),
  ]
  if (endsWith) operators.push(record({ $endsWith: part }))
  if (caseInsensitive !== false) {
    const names = ['$eq', '$ne', '$contains', '$startsWith', ...(endsWith ? ['$endsWith'] : [])]
    operators.push(
      fc.tuple(fc.constantFrom(...names), part).map(([name, operand]) => ({ [name]: operand, $ci: true })),
      fc.tuple(part, part).map(([$startsWith, $ne]) => ({ $ci: true, $startsWith, $ne })),
    )
  }
  return operators
}

/** Whether any operator may stand beside these: `$ci` has only few beside it. */
function mindsCase(operators: Operators): boolean {
  return !('$ci' in operators)
}

function combined(operators: readonly Arbitrary<Operators>[]): Arbitrary<Operators> {
  const one = fc.oneof(...operators)
  const withoutCase = one.filter(mindsCase)
  return fc.oneof(
    { arbitrary: one, weight: 4 },
    { arbitrary: fc.tuple(withoutCase, withoutCase).map(([a, b]) => ({ ...a, ...b })), weight: 1 },
  )
}

/** Both forms of `$elemMatch`: operators on the element itself, and a filter on object elements. */
function elementConditions(vocabulary: Vocabulary): Arbitrary<Operators> {
  const field = fc.constantFrom('x', 'y', 'x.z', 'constructor', 'nowhere')
  const condition = conditionOn(vocabulary, true)
  const simple = fc.tuple(field, condition).map(([name, each]) => ({ [name]: each }))
  const filter = fc.oneof(simple, filterOver(simple, simple), fc.constant({}))
  return record({ $elemMatch: fc.oneof(combined(comparisons(vocabulary)), filter) })
}

/** As many conditions, values and levels as are allowed. */
function atTheLimits({ steering, values }: Vocabulary): Arbitrary<GeneratedFilter> {
  const { maxFilterLeaves, maxInValues } = steering.capabilities
  const manyValues = values.scalar.map((value) => ({
    a: { $in: [value, ...Array.from({ length: maxInValues - 1 }, (_, i) => (i % 2 === 0 ? i : `${i}`))] },
  }))
  const manyLeaves = fc.tuple(fc.constantFrom('$and', '$or', '$nor'), values.scalar).map(([logic, value]) => ({
    [logic]: Array.from({ length: maxFilterLeaves }, (_, i) => (i % 2 === 0 ? { a: { $ne: value } } : { b: i })),
  }))
  const deep = fc.tuple(fc.constantFrom('a', 'b'), values.scalar).map(([field, value]) => {
    let filter: GeneratedFilter = { [field]: value }
    for (let level = 1; level < 10; level += 1) {
      filter = level % 3 === 0 ? { $not: filter } : level % 3 === 1 ? { $or: [filter] } : { $and: [filter, {}] }
    }
    return filter
  })
  return steering.leftOut.deepFilters ? fc.oneof(manyValues, manyLeaves) : fc.oneof(manyValues, manyLeaves, deep)
}
