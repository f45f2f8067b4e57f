import fc, { type Arbitrary } from 'fast-check'
import { badPaths } from './invalid-paths.ts'
import type { Vocabulary } from './layouts.ts'

const notScalars = [
  undefined,
  NaN,
  Infinity,
  2 ** 53,
  1e-131,
  1n,
  {},
  [],
  ['a'],
  { a: 1 },
  '\ud800',
  'a\0',
  new Date(NaN),
]
const lonelyOperators = [
  '$where',
  '$regex',
  '$expr',
  'constructor',
  '$constructor',
  '$',
  '$EQ',
  '$and',
  '$or',
  '$each',
  '$all',
]

/** Filters that must be refused before anything is looked at. */
export function badFilters({ values, steering }: Vocabulary): Arbitrary<unknown> {
  const { tooManyLeaves, tooManyValues } = steering
  let deep: unknown = { a: 1 }
  for (let level = 1; level < 11; level += 1) deep = { $and: [deep] }
  const operand = fc.constantFrom<unknown>(...notScalars)
  const comparison = fc.constantFrom('$eq', '$ne', '$gt', '$gte', '$lt', '$lte', '$startsWith', '$contains')
  return fc.oneof(
    fc.constantFrom<unknown>(
      undefined,
      null,
      [],
      'a',
      1,
      { $and: {} },
      { $or: [1] },
      { $not: [] },
      { $not: 1 },
      { $nor: 'a' },
      deep,
    ),
    fc.constantFrom(...badPaths).map((path) => ({ [path]: 1 })),
    operand.map((each) => ({ a: each })),
    fc.tuple(comparison, operand).map(([name, each]) => ({ a: { [name]: each } })),
    fc
      .constantFrom('$gt', '$gte', '$lt', '$lte')
      .chain((name) => fc.constantFrom(null, true, false).map((each) => ({ a: { [name]: each } }))),
    fc
      .constantFrom('$in', '$nin')
      .chain((name) =>
        fc
          .constantFrom<unknown>(undefined, null, 'a', {}, [{}], [[1]], [undefined], [NaN])
          .map((each) => ({ a: { [name]: each } })),
      ),
    fc.constantFrom(...lonelyOperators).map((name) => ({ a: { [name]: 1 } })),
    fc
      .constantFrom(...lonelyOperators)
      .map((name) => (name.startsWith('$') ? { [name]: { a: 1 } } : { a: { [name]: 1 } })),
    fc.constantFrom<unknown>('true', 1, null, undefined).map((each) => ({ a: { $exists: each } })),
    fc.constantFrom<unknown>('true', 0, null).map((each) => ({ a: { $isNull: each } })),
    fc
      .constantFrom<unknown>('String', 'missing', 'integer', null, ['string'], 'constructor')
      .map((each) => ({ a: { $type: each } })),
    fc.constantFrom<unknown>(-1, 0.5, '1', null, NaN).map((each) => ({ a: { $size: each } })),
    fc.constantFrom<unknown>('', null, 1, true).map((each) => ({ a: { $startsWith: each } })),
    fc.constantFrom<unknown>('', null).map((each) => ({ a: { $contains: each } })),
    fc
      .constantFrom<unknown>(
        { $ci: true },
        { $eq: 'a', $ci: false },
        { $eq: 1, $ci: true },
        { $gt: 'a', $ci: true },
        { $in: ['a'], $ci: true },
        { $eq: null, $ci: true },
        { $eq: 'a', $ci: 1 },
        { $contains: 1, $ci: true },
        { $exists: true, $eq: 'a', $ci: true },
      )
      .map((each) => ({ a: each })),
    fc
      .constantFrom<unknown>({ $eq: 1, b: 2 }, { $not: {} }, { $not: 1 }, { $not: { b: 1 } }, { $not: { $not: {} } })
      .map((each) => ({ a: each })),
    fc
      .constantFrom<unknown>(
        1,
        null,
        [],
        { $elemMatch: { $eq: 1 } },
        { x: { $elemMatch: { $eq: 1 } } },
        { $eq: 1, x: 2 },
        { $gt: 1, $not: { $lt: 5 } },
        { $exists: true },
        { $size: 1 },
        { $eq: {} },
        { $or: [{ y: { $elemMatch: {} } }] },
      )
      .map((each) => ({ l: { $elemMatch: each } })),
    values.scalar.map((each) => ({ a: { $in: Array.from({ length: tooManyValues }, () => each) } })),
    values.scalar.map((each) => ({ $or: Array.from({ length: tooManyLeaves }, () => ({ a: each })) })),
  )
}
