import fc, { type Arbitrary } from 'fast-check'
import type { Steering } from './steering.ts'

const numbers = [
  0,
  1,
  2,
  -1,
  10,
  0.5,
  -0,
  -2.5,
  0.1,
  0.2,
  0.30000000000000004,
  1e-7,
  123456.789,
  1e15,
  999999999999999.9,
  Number.MAX_SAFE_INTEGER,
  Number.MAX_SAFE_INTEGER - 1,
  -Number.MAX_SAFE_INTEGER,
  1.5e-59,
  1e-130,
  -3.3e-129,
  7.123456789012345e-101,
]

/** In order of how plain they are, because a failure is shrunk towards the first. */
const strings = [
  'a',
  'b',
  'A',
  '',
  'ab',
  'aB',
  'ba',
  '1',
  '10',
  '9',
  'true',
  'null',
  '%',
  '_',
  'a%b',
  '*',
  "it's",
  '"',
  '\\',
  'a\\b',
  '\n',
  '\t',
  '\u0001',
  '\u007f',
  '\u0085',
  '\u2028',
  'é',
  'É',
  'e\u0301',
  'éa',
  'жЖ',
  'ЖЖ',
  '\ud7ff',
  '2026-01-01T00:00:00.000Z',
]

/** Where code-point order and UTF-16 order part. */
const astral = [
  '\ue000',
  '\uffff',
  '\u{10000}',
  '\u{1f600}',
  'a\u{1f600}',
  '\u{1f600}a',
  '\u{10428}',
  '\u{10400}',
  '\u{10ffff}',
]

/** Texts for one field that holds nothing else, so that what is asked about text has something to tell apart. */
const words = ['ab', 'aB', 'Éa', 'éA', 'abc', 'b', 'ab\n', 'жЖ', 'жжж', '%b', 'A']
const astralWords = ['\u{1f600}a', '\uffffa', 'a\u{10400}', 'a\u{10428}', '\ue000']

/** Names that some engine or language may trip over. */
export const oddFields = [
  'constructor',
  'toString',
  'hasOwnProperty',
  'a b',
  "it's",
  'back\\slash',
  '😀',
  'A',
  'order',
  'value',
  'x[0]',
  '*',
  'a-b',
  'é',
  '@',
  'a/b',
] as const

/** What documents and filters are made of: few values, so that filters meet them. */
export interface Values {
  readonly number: Arbitrary<number>
  readonly string: Arbitrary<string>
  readonly scalar: Arbitrary<unknown>
  readonly array: Arbitrary<readonly unknown[]>
  readonly object: Arbitrary<Readonly<Record<string, unknown>>>
  readonly value: Arbitrary<unknown>
  /** A string of few. */
  readonly word: Arbitrary<string>
  /** A part of such a string. */
  readonly wordPart: Arbitrary<string>
  /** Strings that are no operand of `$startsWith`, `$endsWith` and `$contains` are left out. */
  readonly part: Arbitrary<string>
}

export function valuesFor({ capabilities, smallestNumber, leftOut }: Steering): Values {
  const texts = capabilities.stringOrder === 'code-point' ? [...strings, ...astral] : strings
  const characters = [...new Set(texts.flatMap((text) => [...text]))]
  const isKnown = (value: number): boolean =>
    !leftOut.largeFractions || Number.isInteger(value) || Math.abs(value) < 1e6
  const known = numbers.filter((value) => isFarFromZero(value, smallestNumber) && isKnown(value))
  const number = fc.oneof(
    { arbitrary: fc.constantFrom(1, 2, 0), weight: 8 },
    { arbitrary: fc.constantFrom(...known), weight: 12 },
    { arbitrary: fc.integer({ min: -3, max: 12 }), weight: 4 },
    { arbitrary: anyNumber(smallestNumber).filter(isKnown), weight: 2 },
  )
  const string = fc.oneof(
    { arbitrary: fc.constantFrom('a', 'ab', 'A'), weight: 6 },
    { arbitrary: fc.constantFrom(...texts), weight: 12 },
    { arbitrary: fc.constantFrom(...texts.slice(-9)), weight: 2 },
    { arbitrary: fc.string({ unit: fc.constantFrom(...characters), maxLength: 4 }), weight: 2 },
  )
  const scalar = fc.oneof(
    // The same few most of the time, or filters would match nothing.
    { arbitrary: fc.constantFrom<unknown>('a', 1, 'ab', true, 2, 'A', 0), weight: 16 },
    { arbitrary: number, weight: 6 },
    { arbitrary: string, weight: 6 },
    { arbitrary: fc.boolean(), weight: 2 },
    { arbitrary: fc.constant(null), weight: 2 },
  )
  const written = fc.oneof(
    { arbitrary: scalar, weight: 30 },
    { arbitrary: fc.constant(new Date('2026-01-01T00:00:00.000Z')), weight: 1 },
  )
  const flat = record({ x: written, y: written, constructor: scalar }, { requiredKeys: [] })
  const element = fc.oneof(
    { arbitrary: written, weight: 6 },
    { arbitrary: flat, weight: 3 },
    { arbitrary: leftOut.nestedArrays ? flat : fc.array(scalar, { maxLength: 2 }), weight: 1 },
  )
  const array = fc.oneof(
    { arbitrary: fc.array(element, { maxLength: 4 }), weight: 4 },
    { arbitrary: fc.array(fc.constantFrom(1, 'a', 1, 'a', 2), { maxLength: 4 }), weight: 2 },
  )
  const nested = record({ z: written, x: written }, { requiredKeys: [] })
  const object = record(
    {
      x: fc.oneof({ arbitrary: written, weight: 4 }, { arbitrary: array, weight: 1 }),
      y: fc.oneof(nested, nested, written),
      l: array,
      constructor: scalar,
    },
    { requiredKeys: [] },
  )
  const value = fc.oneof(
    { arbitrary: written, weight: 8 },
    { arbitrary: array, weight: 2 },
    { arbitrary: object, weight: 2 },
  )
  const part = string.filter((text) => text !== '')
  const basicWord = fc.constantFrom(...words)
  const word =
    capabilities.stringOrder === 'code-point' ? fc.oneof(basicWord, fc.constantFrom(...astralWords)) : basicWord
  const wordPart = fc.tuple(word, fc.nat({ max: 2 }), fc.nat({ max: 2 })).map(([text, start, end]) => {
    const all = [...text]
    return all.slice(start, Math.max(start + 1, all.length - end)).join('') || text
  })
  return { number, string, scalar, array, object, value, word, wordPart, part }
}

/** A record of plain objects: a program that is printed has no others. */
export const record = ((model: Record<string, Arbitrary<unknown>>, constraints: object = {}) =>
  fc.record(model, { ...constraints, noNullPrototype: true })) as typeof fc.record

/** A number of any magnitude, with as many digits as a double has. */
function anyNumber(smallest: number): Arbitrary<number> {
  const least = Math.ceil(Math.log10(smallest))
  return fc
    .tuple(
      fc.double({ min: -9.99, max: 9.99, noNaN: true }),
      fc.oneof(fc.integer({ min: -8, max: 14 }), fc.integer({ min: least + 1, max: 14 })),
    )
    .map(([mantissa, exponent]) => {
      const value = Number(`${mantissa.toFixed(17)}e${exponent}`)
      return isFarFromZero(value, smallest) && Math.abs(value) <= Number.MAX_SAFE_INTEGER ? value : 0
    })
}

function isFarFromZero(value: number, smallest: number): boolean {
  return value === 0 || Math.abs(value) >= smallest
}
