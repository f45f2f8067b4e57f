import fc, { type Arbitrary } from 'fast-check'
import type { Document, Layout } from '../step.ts'
import type { Steering } from './steering.ts'
import { oddFields, record, type Values } from './values.ts'

const ids = ['a', 'b', 'c', 'd', 'A', '10', '9', 'é', 'e\u0301', ' a', "it's", 'a"b', '%', 'x y', '\uffff', '\u{10000}']
const partitions = ['p', 'q', 'P', 'p ', '10', "it's", '\\', '\u{1f600}', '\ue000']

/** Up to and beyond what a cursor carries along of a sort value, in code points; the astral ones are twice as long in UTF-16. */
const longTexts = ['x'.repeat(1000), 'x'.repeat(1001), '\u{1f600}'.repeat(1000), '\u{1f600}'.repeat(1001)]

/** The longest path that there may be. */
const longPath = 'p1.p2.p3.p4.p5.p6.p7.p8'

/** What stands at the first segment of it, with this at the end. */
function deeply(value: unknown): unknown {
  return longPath
    .split('.')
    .slice(1)
    .reduceRight((inner, segment) => ({ [segment]: inner }), value)
}

const indexes = [
  { paths: { a: 1 } },
  { paths: { b: -1 } },
  { paths: { 'o.x': 1, a: -1 } },
  { paths: { c: 1, n: 1, a: 1 } },
  { paths: { 'back\\slash': 1 } },
  { paths: { constructor: -1 } },
  { paths: { n: 1 } },
  { paths: { id: -1 } },
] as const

const plain: readonly Layout[] = ['/pk', '/id', '/o/pk', "/it's"].map((partitionKeyPath) => ({
  partitionKeyPath,
  unique: [],
  indexes,
}))

/** Writes are refused here that would give two documents of a partition the same `u`, or the same `o.x` and `c`. */
const unique: Layout = {
  partitionKeyPath: '/pk',
  unique: [
    { paths: { u: 1 }, unique: true },
    { paths: { 'o.x': 1, c: -1 }, unique: true },
  ],
  indexes,
}

export function layoutsFor({ capabilities }: Steering): readonly Layout[] {
  return capabilities.uniqueIndexes ? [...plain, unique] : plain
}

export interface Key {
  readonly id: string
  readonly partitionKey: string
}

/** What there is in a collection of this layout, and how to address it. */
export interface Vocabulary {
  readonly layout: Layout
  readonly steering: Steering
  readonly values: Values
  readonly key: Arbitrary<Key>
  readonly partitionKey: Arbitrary<string>
  /** A path for a filter, a sort or a selection. */
  readonly path: Arbitrary<string>
  /** A path where mostly a scalar stands. */
  readonly scalarPath: Arbitrary<string>
  /** A path where a patch may go, the partition key's included. */
  readonly patchPath: Arbitrary<string>
  readonly document: Arbitrary<Document>
  /** Everything of a document but its identity. */
  readonly body: Arbitrary<(identity: Key) => Document>
}

/** Missing now and then. */
function often(value: Arbitrary<unknown>): Arbitrary<unknown> {
  return fc.option(value, { nil: undefined, freq: 5 })
}

function mostly(weight: number, first: readonly string[], all: readonly string[]): Arbitrary<string> {
  return fc.oneof({ arbitrary: fc.constantFrom(...first), weight }, { arbitrary: fc.constantFrom(...all), weight: 1 })
}

export function vocabularyFor(layout: Layout, steering: Steering, values: Values): Vocabulary {
  const { scalar, value, array, object, number } = values
  const isBasic = (text: string): boolean =>
    steering.capabilities.stringOrder === 'code-point' || /^[\0-\ud7ff]*$/.test(text)
  // Mostly the first ones, so that documents meet in a partition and writes find their document.
  const id = mostly(3, ids.slice(0, 8), ids.filter(isBasic))
  const partitionKey =
    layout.partitionKeyPath === '/id' ? id : mostly(4, partitions.slice(0, 2), partitions.filter(isBasic))
  const key =
    layout.partitionKeyPath === '/id'
      ? id.map((text) => ({ id: text, partitionKey: text }))
      : record({ id, partitionKey })
  const odd = fc.constantFrom(...oddFields.filter((name) => !steering.leftOut.fields.includes(name)))
  const fields = record({
    a: often(value),
    b: often(fc.oneof(scalar, value)),
    c: often(scalar),
    n: often(number),
    t: often(values.word),
    l: often(array),
    o: often(fc.oneof({ arbitrary: object, weight: 4 }, { arbitrary: value, weight: 1 })),
    u: often(fc.oneof(fc.integer({ min: 0, max: 12 }), scalar, value)),
  })
  const oddOnes = fc.array(
    fc.oneof(
      { arbitrary: fc.tuple(odd, value), weight: 30 },
      { arbitrary: fc.tuple(fc.constant('long'), fc.constantFrom(...longTexts)), weight: 1 },
      { arbitrary: fc.tuple(fc.constant('p1'), scalar.map(deeply)), weight: 3 },
    ),
    { maxLength: 3 },
  )
  const made = fc.tuple(fields, oddOnes, object, fc.nat({ max: 2 }))
  const body = made.map(([some, others, parent, draw]) => (identity: Key): Document => {
    // An undefined field is dropped on write: it must not differ from one that is not there.
    const present = Object.entries(some).filter(([, each]) => each !== undefined)
    const document: Record<string, unknown> = draw === 0 ? { ...some } : Object.fromEntries(present)
    Object.assign(document, Object.fromEntries(others), { id: identity.id })
    if (layout.partitionKeyPath === '/o/pk') document['o'] = { ...parent, pk: identity.partitionKey }
    else if (layout.partitionKeyPath !== '/id') document[layout.partitionKeyPath.slice(1)] = identity.partitionKey
    return document
  })
  const common = ['a', 'b', 'c', 'n', 't', 'l', 'o.x', 'a', 'b', 'c', 'o.y.z', 'o', 'u'] as const
  const partitionKeyField = layout.partitionKeyPath.slice(1).replaceAll('/', '.')
  const path = fc.oneof(
    { arbitrary: fc.constantFrom(...common), weight: 14 },
    {
      arbitrary: fc.constantFrom(
        'id',
        partitionKeyField,
        'o.y',
        'o.l',
        'o.constructor',
        'a.x',
        'l.x',
        'nowhere',
        'toString',
        'o.valueOf',
        'o.x.w',
        longPath,
      ),
      weight: 2,
    },
    { arbitrary: odd, weight: 2 },
  )
  const scalarPath = fc.constantFrom('a', 'b', 'c', 'a', 'b', 'c', 'o.x', 'u', 'n', 't', 'id', 'o.y.z', longPath)
  const patchPath = fc.oneof(
    { arbitrary: fc.constantFrom(...common), weight: 10 },
    {
      arbitrary: fc.constantFrom('o.y', 'o.l', 'o.constructor', 'a.x', 'l.x', 'new', 'new.x', 'o.x.w.v', longPath),
      weight: 3,
    },
    { arbitrary: odd, weight: 2 },
  )
  const document = fc.tuple(key, body).map(([identity, make]) => make(identity))
  return { layout, steering, values, key, partitionKey, path, scalarPath, patchPath, document, body }
}
