import { rejects, same } from '../assert.ts'
import { doc, partition, type DatastoreCase } from '../context.ts'

/** Patches that no document can take: refused before any I/O. */
const invalid: readonly (readonly [id: string, sentence: string, patches: readonly unknown[]])[] = [
  ['empty', 'an empty patch is invalid_argument', [{}, { $set: {} }, { $inc: {}, $push: {} }]],
  ['no-patch', 'what is no patch is invalid_argument', [undefined, null, 'x', 5, []]],
  [
    'unknown-operator',
    'an unknown operator is invalid_argument',
    [
      { $rename: { a: 'b' } },
      { set: { a: 1 } },
      { a: 1 },
      { $where: 'x' },
      { constructor: { a: 1 } },
      { $set: 5 },
      { $set: [] },
    ],
  ],
  [
    'overlapping-paths',
    'overlapping paths are invalid_argument',
    [
      { $set: { a: 1 }, $inc: { a: 1 } },
      { $set: { a: {}, 'a.b': 1 } },
      { $set: { 'a.b.c': 1 }, $unset: { 'a.b': true } },
      { $push: { l: 1 }, $pull: { l: 2 } },
    ],
  ],
  [
    'identity',
    'a patch path equal to, above or below the id or the partition key is invalid_argument',
    [
      { $set: { id: 'b' } },
      { $unset: { id: true } },
      { $set: { 'tenant.id': 'u' } },
      { $set: { tenant: { id: 'u' } } },
      { $unset: { tenant: true } },
      { $set: { 'tenant.id.x': 1 } },
      { $inc: { 'id.x': 1 } },
    ],
  ],
  [
    'increment-by-other',
    '$inc, $min and $max by a non-number are invalid_argument',
    [
      { $inc: { n: '1' } },
      { $inc: { n: null } },
      { $inc: { n: Number.NaN } },
      { $min: { n: 'a' } },
      { $max: { n: true } },
      { $inc: { n: 2 ** 53 } },
    ],
  ],
  [
    'set-elements-other-than-scalars',
    '$addToSet and $pull take one scalar',
    [
      { $addToSet: { l: {} } },
      { $addToSet: { l: [1] } },
      { $pull: { l: { x: 1 } } },
      { $pull: { l: [] } },
      { $pull: { l: undefined } },
    ],
  ],
  ['push-each', '$each is invalid_argument', [{ $push: { l: { $each: [1, 2] } } }]],
  [
    'values',
    'a value that no document may hold is invalid_argument in a patch',
    [
      { $set: { a: undefined } },
      { $set: { a: Number.NaN } },
      { $set: { a: { 'b.c': 1 } } },
      { $push: { l: 1n } },
      { $set: { a: 'x\0' } },
      { $set: { a: new Map() } },
    ],
  ],
  [
    'paths',
    'a bad path is invalid_argument',
    [
      { $set: { '': 1 } },
      { $set: { 'a..b': 1 } },
      { $set: { 'a.': 1 } },
      { $set: { $a: 1 } },
      { $set: { 'a.0': 1 } },
      { $set: { 'a."': 1 } },
      { $set: { 'a.__proto__': 1 } },
      { $inc: { 'a\n': 1 } },
      { $set: { 'a.b.c.d.e.f.g.h.i': 1 } },
    ],
  ],
  [
    'reserved-fields',
    'a reserved field is invalid_argument in a patch',
    [{ $set: { _etag: 'x' } }, { $inc: { ttl: 1 } }, { $unset: { _ts: true } }, { $set: { '_bytelyst.x': 1 } }],
  ],
  ['unset-value', '$unset takes true', [{ $unset: { a: false } }, { $unset: { a: 'x' } }, { $unset: { a: null } }]],
]

/** Patches that do not fit what is stored. */
const unfit: readonly (readonly [id: string, sentence: string, patches: readonly unknown[]])[] = [
  [
    'number-operators',
    '$inc, $min and $max on a stored non-number are precondition_failed',
    ['text', 'flag', 'list', 'object'].flatMap((field) => [
      { $inc: { [field]: 1 } },
      { $min: { [field]: 1 } },
      { $max: { [field]: 1 } },
    ]),
  ],
  [
    'array-operators',
    '$push, $addToSet and $pull on a stored non-array are precondition_failed',
    ['text', 'flag', 'number', 'object'].flatMap((field) => [
      { $push: { [field]: 1 } },
      { $addToSet: { [field]: 1 } },
      { $pull: { [field]: 1 } },
    ]),
  ],
  [
    'parents',
    'a parent that is neither object, null nor missing is precondition_failed',
    ['text', 'flag', 'number', 'list'].flatMap((field) => [
      { $set: { [`${field}.x`]: 1 } },
      { $inc: { [`${field}.x`]: 1 } },
      { $push: { [`${field}.x`]: 1 } },
      { $set: { [`object.deep.${field}.x`]: 1 } },
    ]),
  ],
  [
    'number-range',
    'a result outside the number range is precondition_failed',
    [{ $inc: { large: 1 } }, { $inc: { low: -1 } }, { $inc: { tiny: -1.5e-130 } }],
  ],
  [
    'all-or-nothing',
    'a patch of which one change does not fit changes nothing',
    [{ $set: { a: 1 }, $inc: { number: 1, text: 1 } }],
  ],
]

const stored = {
  text: 'x',
  flag: true,
  number: 1,
  list: [1, { x: 1 }],
  object: { x: 1, deep: { text: 'x', flag: false, number: 1, list: [] } },
  large: 2 ** 53 - 1,
  low: -(2 ** 53 - 1),
  tiny: 1.6e-130,
}

export const updateRefusedCases: readonly DatastoreCase[] = [
  ...invalid.map(([id, sentence, patches]): DatastoreCase => ({
    id: `datastore/update-refused/${id}`,
    sentence,
    async run(context) {
      const items = await context.collection({ partitionKeyPath: '/tenant/id' })
      const document = { id: 'a', tenant: { id: 't' }, l: [1], n: 1 }
      await items.create(document)
      for (const patch of patches as never[]) {
        await rejects(context, 'invalid_argument', 'update', () => items.update('a', 't', patch))
        await rejects(context, 'invalid_argument', 'update', () => items.update('none', 't', patch, { upsert: true }))
        await rejects(context, 'invalid_argument', 'updateMany', () => items.updateMany({}, patch))
      }
      same(await items.findMany({ filter: {} }), [document])
    },
  })),
  ...unfit.map(([id, sentence, patches]): DatastoreCase => ({
    id: `datastore/update-unfit/${id}`,
    sentence,
    async run(context) {
      const items = await context.collection()
      await items.create(doc('a', stored))
      for (const patch of patches as never[]) {
        await rejects(context, 'precondition_failed', 'update', () => items.update('a', partition, patch))
        await rejects(context, 'precondition_failed', 'update', () =>
          items.update('a', partition, patch, { upsert: true }),
        )
      }
      same(await items.findById('a', partition), doc('a', stored))
    },
  })),
  {
    id: 'datastore/update-refused/too-large',
    sentence: 'an update whose result is larger than maxDocumentBytes is invalid_argument, and changes nothing',
    async run(context) {
      const items = await context.collection()
      const half = 'x'.repeat(context.capabilities.maxDocumentBytes / 2)
      await items.create(doc('a', { half }))
      await rejects(context, 'invalid_argument', 'update', () =>
        items.update('a', partition, { $set: { other: half } }),
      )
      same(Object.keys((await items.findById('a', partition)) ?? {}), ['id', 'pk', 'half'])
    },
  },
]
