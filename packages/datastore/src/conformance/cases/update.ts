import type { Patch } from '../../types/patch.ts'
import { rejects, same } from '../assert.ts'
import { doc, partition, type AnyDocument, type DatastoreCase } from '../context.ts'

type Fields = Readonly<Record<string, unknown>>

/** A patch, the document before and after: `id` and `pk` stand for themselves. */
interface Example {
  readonly id: string
  readonly sentence: string
  readonly before: Fields
  readonly patch: Patch<AnyDocument>
  readonly after: Fields
}

const examples: readonly Example[] = [
  {
    id: 'set',
    sentence: '$set puts values of any kind, and leaves the other fields alone',
    before: { a: 1, keep: true, o: { x: 1, y: 2 } },
    patch: { $set: { a: 'two', b: null, list: [1, { z: 1 }], 'o.x': { deep: true } } },
    after: { a: 'two', keep: true, o: { x: { deep: true }, y: 2 }, b: null, list: [1, { z: 1 }] },
  },
  {
    id: 'set-creates-parents',
    sentence: 'missing and null parents are created',
    before: { none: null },
    patch: { $set: { 'a.b.c': 1, 'none.x': 2 } },
    after: { none: { x: 2 }, a: { b: { c: 1 } } },
  },
  {
    id: 'set-date',
    sentence: '$set and $push take Date as ISO-8601 text',
    before: {},
    patch: { $set: { at: new Date('2026-01-02T03:04:05.678Z') }, $push: { log: new Date(0) } },
    after: { at: '2026-01-02T03:04:05.678Z', log: ['1970-01-01T00:00:00.000Z'] },
  },
  {
    id: 'set-replaces-anything',
    sentence: '$set of a field replaces whatever it was, an array or an object as a whole',
    before: { a: [1, 2], o: { x: 1 }, n: null },
    patch: { $set: { a: 1, o: { y: 2 }, n: [] } },
    after: { a: 1, o: { y: 2 }, n: [] },
  },
  {
    id: 'unset',
    sentence: '$unset removes a field, at any depth',
    before: { a: 1, o: { x: 1, y: 2 }, n: null },
    patch: { $unset: { a: true, 'o.x': true, n: true } },
    after: { o: { y: 2 } },
  },
  {
    id: 'unset-absent',
    sentence: '$unset of what is absent does nothing, also below null and below a scalar',
    before: { keep: 1, none: null, text: 'x', list: [{ y: 1 }] },
    patch: { $unset: { gone: true, 'deep.gone': true, 'none.gone': true, 'text.gone': true, 'list.y': true } },
    after: { keep: 1, none: null, text: 'x', list: [{ y: 1 }] },
  },
  {
    id: 'inc',
    sentence: '$inc adds to a number, negative amounts too',
    before: { n: 5, o: { n: 1.5 } },
    patch: { $inc: { n: -7, 'o.n': 0.25 } },
    after: { n: -2, o: { n: 1.75 } },
  },
  {
    id: 'inc-creates',
    sentence: '$inc of a missing or null field counts from 0',
    before: { none: null },
    patch: { $inc: { none: 2, n: 3, 'o.n': 4 } },
    after: { none: 2, n: 3, o: { n: 4 } },
  },
  {
    id: 'inc-doubles',
    sentence: 'arithmetic is on doubles',
    before: { n: 0.1, big: 2 ** 53 - 2 },
    patch: { $inc: { n: 0.2, big: 1 } },
    after: { n: 0.1 + 0.2, big: 2 ** 53 - 1 },
  },
  {
    id: 'inc-to-zero',
    sentence: '$inc to zero is 0, never -0',
    before: { n: -5, m: 0 },
    patch: { $inc: { n: 5, m: -0 } },
    after: { n: 0, m: 0 },
  },
  {
    id: 'min-max',
    sentence: '$min and $max keep the smaller and the greater number',
    before: { a: 5, b: 5, c: 5, d: 5 },
    patch: { $min: { a: 3, b: 7 }, $max: { c: 3, d: 7 } },
    after: { a: 3, b: 5, c: 5, d: 7 },
  },
  {
    id: 'min-max-create',
    sentence: '$min and $max of a missing or null field set it',
    before: { none: null, nothing: null },
    patch: { $min: { none: 3, a: 1 }, $max: { nothing: -3, b: 2 } },
    after: { none: 3, nothing: -3, a: 1, b: 2 },
  },
  {
    id: 'push',
    sentence: '$push appends one value of any kind; an array is one element',
    before: { a: [1], b: [1], c: [] },
    patch: { $push: { a: 1, b: [2, 3], c: { x: 1 } } },
    after: { a: [1, 1], b: [1, [2, 3]], c: [{ x: 1 }] },
  },
  {
    id: 'push-creates',
    sentence: '$push to a missing or null field makes an array',
    before: { none: null },
    patch: { $push: { none: 1, a: null, 'o.list': 'x' } },
    after: { none: [1], a: [null], o: { list: ['x'] } },
  },
  {
    id: 'add-to-set',
    sentence: '$addToSet appends a scalar unless an equal one is there, of the same type',
    before: { a: [1, 'x'], b: [1], c: ['1', true], d: [null] },
    patch: { $addToSet: { a: 'x', b: 2, c: 1, d: null } },
    after: { a: [1, 'x'], b: [1, 2], c: ['1', true, 1], d: [null] },
  },
  {
    id: 'add-to-set-creates',
    sentence: '$addToSet to a missing or null field makes an array',
    before: { none: null },
    patch: { $addToSet: { none: 1, a: 'x' } },
    after: { none: [1], a: ['x'] },
  },
  {
    id: 'pull',
    sentence: '$pull removes every equal scalar, of the same type, and nothing else',
    before: { a: [1, 2, 1, '1', [1]], b: ['x', { x: 1 }], c: [null, 0, false], d: [] },
    patch: { $pull: { a: 1, b: 'x', c: null, d: 1 } },
    after: { a: [2, '1', [1]], b: [{ x: 1 }], c: [0, false], d: [] },
  },
  {
    id: 'pull-absent',
    sentence: '$pull on a missing or null field does nothing',
    before: { none: null },
    patch: { $pull: { none: 1, a: 1, 'deep.a': 1 } },
    after: { none: null },
  },
  {
    id: 'all-operators-together',
    sentence: 'one patch may hold every operator, over paths that do not overlap',
    before: { a: 1, b: 2, c: 3, d: 4, e: [1], f: [1], g: [1, 2] },
    patch: {
      $set: { s: 1 },
      $unset: { a: true },
      $inc: { b: 1 },
      $min: { c: 1 },
      $max: { d: 9 },
      $push: { e: 2 },
      $addToSet: { f: 1 },
      $pull: { g: 1 },
    },
    after: { b: 3, c: 1, d: 9, e: [1, 2], f: [1], g: [2], s: 1 },
  },
  {
    id: 'odd-field-names',
    sentence: 'fields named like inherited or reserved words are plain data',
    before: { constructor: 1, order: 1, 'a b': 1 },
    patch: { $inc: { constructor: 1, order: 1, 'a b': 1, toString: 1 }, $set: { 'value.select': 'x', "it's": 1 } },
    after: { constructor: 2, order: 2, 'a b': 2, toString: 1, value: { select: 'x' }, "it's": 1 },
  },
]

export const updateCases: readonly DatastoreCase[] = [
  ...examples.map(({ id, sentence, before, patch, after }): DatastoreCase => ({
    id: `datastore/update/${id}`,
    sentence,
    async run({ collection }) {
      const items = await collection()
      await items.create(doc('a', before))
      await items.create(doc('b', before))
      same(await items.update('a', partition, patch), doc('a', after), 'what update returns')
      same(await items.findById('a', partition), doc('a', after), 'what is stored')
      same(await items.findById('b', partition), doc('b', before), 'another document')
    },
  })),
  {
    id: 'datastore/update/upsert-creates',
    sentence: 'upsert: true creates { id, <partition key> }, applies $setOnInsert and then the patch',
    async run({ collection }) {
      const items = await collection({ partitionKeyPath: '/tenant/id' })
      const patch = { $inc: { n: 1 }, $setOnInsert: { by: 'me', 'tenant.name': 'T' }, $push: { log: 'x' } }
      const expected = { id: 'a', tenant: { id: 't', name: 'T' }, by: 'me', n: 1, log: ['x'] }
      same(await items.update('a', 't', patch, { upsert: true }), expected)
      same(await items.findById('a', 't'), expected)
    },
  },
  {
    id: 'datastore/update/upsert-existing',
    sentence: 'upsert: true on an existing document ignores $setOnInsert',
    async run({ collection }) {
      const items = await collection()
      await items.create(doc('a', { n: 1 }))
      const patch = { $inc: { n: 1 }, $setOnInsert: { by: 'me' } }
      same(await items.update('a', partition, patch, { upsert: true }), doc('a', { n: 2 }))
    },
  },
  {
    id: 'datastore/update/upsert-false',
    sentence: 'upsert: false is no upsert',
    async run(context) {
      const items = await context.collection()
      await rejects(context, 'not_found', 'update', () =>
        items.update('a', partition, { $set: { n: 1 } }, { upsert: false }),
      )
    },
  },
  {
    id: 'datastore/update/upsert-with-etag-refused',
    sentence: 'upsert with ifMatch is invalid_argument',
    async run(context) {
      const items = await context.collection()
      await rejects(context, 'invalid_argument', 'update', () =>
        items.update('a', partition, { $set: { n: 1 } }, { upsert: true, ifMatch: 'x' }),
      )
      same(await items.count({}), 0)
    },
  },
  {
    id: 'datastore/update/set-on-insert-alone-refused',
    sentence: '$setOnInsert without upsert is invalid_argument',
    async run(context) {
      const items = await context.collection()
      await items.create(doc('a'))
      await rejects(context, 'invalid_argument', 'update', () =>
        items.update('a', partition, { $setOnInsert: { n: 1 } }),
      )
      same(await items.findById('a', partition), doc('a'))
    },
  },
]
