import { holds, ids, rejects, same } from '../assert.ts'
import { doc, partition, type DatastoreCase } from '../context.ts'

const badIds: readonly unknown[] = [
  '',
  '.',
  '..',
  'a/b',
  'a\\b',
  'a?b',
  'a#b',
  'a\nb',
  'a\0b',
  'a\u009fb',
  'a\ud800',
  'x'.repeat(256),
  1,
  null,
  undefined,
  {},
  ['a'],
]
const badPartitionKeys: readonly unknown[] = [
  '',
  'a\0b',
  'a\udc00',
  'x'.repeat(1025),
  'é'.repeat(513),
  null,
  undefined,
  {},
  ['p'],
]
const goodIds = [
  'a',
  'A',
  '1',
  ' ',
  'a b',
  'a.b',
  '...',
  'é',
  '日本',
  '\u{1F600}',
  '%2F',
  'a|b',
  "a'b",
  'a"b',
  'a$b',
  '__proto__',
  'constructor',
  '[object Object]',
  'null',
  '-',
  '*',
  'a:b',
  'a&b=c',
  'x'.repeat(255),
]

export const identityCases: readonly DatastoreCase[] = [
  {
    id: 'datastore/identity/unique-within-partition',
    sentence: 'ids are unique per partition: the same id in another partition is another document',
    async run({ collection }) {
      const items = await collection()
      await items.create({ id: 'a', pk: 'p', n: 1 })
      await items.create({ id: 'a', pk: 'q', n: 2 })
      same(await items.findById('a', 'p'), { id: 'a', pk: 'p', n: 1 })
      same(await items.findById('a', 'q'), { id: 'a', pk: 'q', n: 2 })
      same(await items.findById('a', 'r'), null)
      same(await items.delete('a', 'p'), true)
      same(await items.findById('a', 'q'), { id: 'a', pk: 'q', n: 2 })
    },
  },
  {
    id: 'datastore/identity/keys-do-not-run-together',
    sentence: 'partition key and id are two parts of a key, whatever characters they hold',
    async run({ collection }) {
      const items = await collection()
      const pairs = [
        ['a', 'b|c'],
        ['a|b', 'c'],
        ['a', 'b:c'],
        ['a:b', 'c'],
        ['a"', '"b'],
        ['a', 'b c'],
        ['a b', 'c'],
      ] as const
      for (const [pk, id] of pairs) await items.create({ id, pk, is: `${pk} and ${id}` })
      for (const [pk, id] of pairs) same((await items.findById(id, pk))?.['is'], `${pk} and ${id}`)
      same(await items.count({}), pairs.length)
    },
  },
  {
    id: 'datastore/identity/partition-path-default-id',
    sentence: 'a collection that nobody initialised is partitioned by /id',
    async run({ provider, freshName }) {
      const items = provider.collection(freshName())
      same(await items.findById('a', 'a'), null)
      await items.create({ id: 'a', n: 1 })
      same(await items.findById('a', 'a'), { id: 'a', n: 1 })
      same(await items.findById('a', 'b'), null)
    },
  },
  {
    id: 'datastore/identity/nested-partition-path',
    sentence: 'the partition key may stand below the top level',
    async run({ collection }) {
      const items = await collection({ partitionKeyPath: '/tenant/id' })
      await items.create({ id: 'a', tenant: { id: 't', name: 'x' } })
      same(await items.findById('a', 't'), { id: 'a', tenant: { id: 't', name: 'x' } })
      same(ids(await items.findMany({ filter: {}, partitionKey: 't' })), ['a'])
      same(ids(await items.findMany({ filter: { 'tenant.id': 't' } })), ['a'])
      same(ids(await items.findMany({ filter: {}, partitionKey: 'u' })), [])
    },
  },
  {
    id: 'datastore/identity/good-ids',
    sentence: 'an id is any string of 1 to 255 characters but for / \\ ? # and control characters',
    async run({ collection }) {
      const items = await collection()
      for (const id of goodIds) await items.create(doc(id, { is: id }))
      for (const id of goodIds) same((await items.findById(id, partition))?.['is'], id)
      same(await items.count({}), goodIds.length)
      for (const id of goodIds) same(ids(await items.findMany({ filter: { id } })), [id])
    },
  },
  {
    id: 'datastore/identity/case-distinguished',
    sentence: 'ids and partition keys differ by case, and are compared without normalisation',
    async run({ collection }) {
      const items = await collection()
      const composed = '\u00e9'
      const decomposed = 'e\u0301'
      for (const id of ['a', 'A', composed, decomposed]) await items.create({ id, pk: id, is: id })
      for (const id of ['a', 'A', composed, decomposed]) same((await items.findById(id, id))?.['is'], id)
      same(await items.findById('a', 'A'), null)
    },
  },
  {
    id: 'datastore/identity/bad-ids-refused',
    sentence: 'what is no id is invalid_argument, wherever an id is given',
    async run(context) {
      const items = await context.collection()
      for (const id of badIds as never[]) {
        await rejects(context, 'invalid_argument', 'create', () => items.create({ id, pk: partition }))
        await rejects(context, 'invalid_argument', 'findById', () => items.findById(id, partition))
        await rejects(context, 'invalid_argument', 'replace', () => items.replace(id, partition, { id, pk: partition }))
        await rejects(context, 'invalid_argument', 'update', () => items.update(id, partition, { $set: { n: 1 } }))
        await rejects(context, 'invalid_argument', 'delete', () => items.delete(id, partition))
      }
      same(await items.count({}), 0)
    },
  },
  {
    id: 'datastore/identity/bad-partition-keys-refused',
    sentence: 'what is no partition key is invalid_argument, wherever one is given',
    async run(context) {
      const items = await context.collection()
      for (const pk of badPartitionKeys as never[]) {
        await rejects(context, 'invalid_argument', 'create', () => items.create({ id: 'a', pk }))
        await rejects(context, 'invalid_argument', 'findById', () => items.findById('a', pk))
        await rejects(context, 'invalid_argument', 'delete', () => items.delete('a', pk))
        await rejects(context, 'invalid_argument', 'findMany', () => items.findMany({ filter: {}, partitionKey: pk }))
      }
      same(await items.count({}), 0)
    },
  },
  {
    id: 'datastore/identity/longest-partition-key',
    sentence: 'a partition key has up to 1,024 bytes of UTF-8',
    async run({ collection }) {
      const items = await collection()
      const keys = ['x'.repeat(1024), 'é'.repeat(512), ' ', '/a?b#c\\', '\u{1F600}']
      for (const pk of keys) await items.create({ id: 'a', pk })
      for (const pk of keys) same(await items.findById('a', pk), { id: 'a', pk })
    },
  },
  {
    id: 'datastore/identity/forgotten-partition-refused',
    sentence: 'partitionKey: undefined or null is invalid_argument: a forgotten tenant does not become every tenant',
    async run(context) {
      const items = await context.collection()
      await items.create(doc('a'))
      for (const partitionKey of [undefined, null] as never[]) {
        await rejects(context, 'invalid_argument', 'findMany', () => items.findMany({ filter: {}, partitionKey }))
        await rejects(context, 'invalid_argument', 'count', () => items.count({}, { partitionKey }))
        await rejects(context, 'invalid_argument', 'deleteMany', () => items.deleteMany({}, { partitionKey }))
        await rejects(context, 'invalid_argument', 'updateMany', () =>
          items.updateMany({}, { $set: { n: 1 } }, { partitionKey }),
        )
      }
      same(await items.findById('a', partition), doc('a'))
    },
  },
  {
    id: 'datastore/identity/replace-cannot-move',
    sentence: 'doc.id and its partition key must equal the arguments of replace',
    async run(context) {
      const items = await context.collection()
      await items.create(doc('a', { n: 1 }))
      for (const moved of [{ id: 'b', pk: partition }, { id: 'a', pk: 'q' }, { id: 'a' }, { pk: partition }]) {
        await rejects(context, 'invalid_argument', 'replace', () => items.replace('a', partition, moved as never))
      }
      same(await items.findById('a', partition), doc('a', { n: 1 }))
      same(await items.count({}), 1)
    },
  },
  {
    id: 'datastore/identity/missing-partition-key-refused',
    sentence: 'a document without its partition key is invalid_argument, and the error says where it should stand',
    async run(context) {
      const items = await context.collection({ partitionKeyPath: '/tenant/id' })
      for (const document of [
        { id: 'a' },
        { id: 'a', tenant: null },
        { id: 'a', tenant: { id: 5 } },
        { id: 'a', tenant: 't' },
      ]) {
        const error = await rejects(context, 'invalid_argument', 'create', () => items.create(document))
        holds(error.message.includes('tenant.id'), error.message)
      }
    },
  },
  {
    id: 'datastore/identity/collection-names',
    sentence: 'collection names are 1 to 63 letters, digits, _ and -, told apart by case',
    async run(context) {
      const { provider, freshName } = context
      for (const name of ['', 'a b', 'a.b', 'a/b', 'é', 'x'.repeat(64), '"', "'; DROP TABLE x; --", 5, undefined]) {
        let error: unknown
        try {
          provider.collection(name as never)
        } catch (caught) {
          error = caught
        }
        await rejects(context, 'invalid_argument', 'collection', async () => {
          throw error
        })
      }
      const name = freshName()
      for (const each of [`${name}-x`, `${name}-X`]) {
        freshName(each)
        await provider.initialize({ [each]: { partitionKeyPath: '/id' } })
        await provider.collection(each).create({ id: each })
      }
      for (const each of [`${name}-x`, `${name}-X`]) {
        same(await provider.collection(each).findMany({ filter: {} }), [{ id: each }])
      }
    },
  },
]
