/** Fields that no document may have. */
export const badBodies: readonly Readonly<Record<string, unknown>>[] = [
  { a: NaN },
  { a: -Infinity },
  { a: 2 ** 53 },
  { a: 1e-131 },
  { a: [1n] },
  { a: () => 1 },
  { a: '\udc00' },
  { a: 'a\0b' },
  { a: new Date(NaN) },
  { a: { 'x.y': 1 } },
  { 'a.b': 1 },
  { $a: 1 },
  { a: { $set: 1 } },
  { '': 1 },
  { a: [undefined] },
  { a: new Map() },
  { _id: 1 },
  { _etag: 'x' },
  { ttl: 60 },
  { _bytelyst: 1 },
  { _ts: null },
  { a: nested(30) },
]

/** An object that is so many levels deep. */
export function nested(levels: number): unknown {
  return levels === 0 ? 1 : { x: nested(levels - 1) }
}

/** Documents at the edges of what can be stored, all of them good. */
export const extremeBodies: readonly Readonly<Record<string, unknown>>[] = [
  { a: nested(29) },
  { a: undefined, b: 1 },
  { a: { x: undefined } },
  { a: -0, b: [-0] },
  { a: { '1': 1, '"': 2, "'": 3, '\\': 4, '\n': 5, ' ': 6, _id: 7, ttl: 8, _bytelyst: 9 } },
  { a: new Date(0) },
]

export const badIds = [
  '',
  'a/b',
  'a\\b',
  'a?',
  'a#',
  '.',
  '..',
  'a\n',
  'x'.repeat(256),
  '\ud800',
  1,
  null,
  undefined,
  'a\u0085',
]
export const badPartitionKeys = ['', 'é'.repeat(513), 'a\0', '\udfff', 1, true, null, undefined, {}]
