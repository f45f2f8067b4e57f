import type { BatchResult } from '../../types/write.ts'
import { holds, ids, rejects, same } from '../assert.ts'
import { doc, partition, type AnyDocument, type DatastoreCase } from '../context.ts'

/** What became of each document: its id, or its error's code. */
function outcomes({ items }: BatchResult<AnyDocument>): string[] {
  return items.map((item) => (item.ok ? item.document.id : item.error.code))
}

export const bulkCases: readonly DatastoreCase[] = [
  {
    id: 'datastore/create-many/per-item',
    sentence: 'createMany says of each document what became of it, in input order',
    async run({ collection, provider }) {
      const items = await collection()
      await items.create(doc('b', { n: 0 }))
      const result = await items.createMany(['a', 'b', 'c'].map((id) => doc(id, { n: 1 })))
      same(outcomes(result), ['a', 'already_exists', 'c'])
      same([result.succeeded, result.failed], [2, 1])
      same(await items.findById('b', partition), doc('b', { n: 0 }))
      same(await items.findById('c', partition), doc('c', { n: 1 }))
      const error = result.items[1]?.ok === false ? result.items[1].error : undefined
      same([error?.operation, error?.provider, error?.service], ['createMany', provider.name, 'datastore'])
    },
  },
  {
    id: 'datastore/create-many/first-of-equal-ids',
    sentence: 'of two equal ids the first wins, the others are already_exists; another partition is another id',
    async run({ collection }) {
      const items = await collection()
      const result = await items.createMany([doc('a', { n: 1 }), doc('a', { n: 2 }), { id: 'a', pk: 'q', n: 3 }])
      same(outcomes(result), ['a', 'already_exists', 'a'])
      same(await items.findById('a', partition), doc('a', { n: 1 }))
      same(await items.findById('a', 'q'), { id: 'a', pk: 'q', n: 3 })
    },
  },
  {
    id: 'datastore/create-many/one-invalid',
    sentence: 'one invalid document rejects the whole call before any is written, and the error says which',
    async run(context) {
      const items = await context.collection()
      for (const bad of [doc('c', { n: Number.NaN }), { id: 'c' }, { pk: partition }, undefined, doc('a/b')]) {
        const documents = [doc('a'), doc('b'), bad] as never
        const error = await rejects(context, 'invalid_argument', 'createMany', () => items.createMany(documents))
        holds(error.message.includes('documents[2]'), error.message)
        await rejects(context, 'invalid_argument', 'upsertMany', () => items.upsertMany(documents))
      }
      await rejects(context, 'invalid_argument', 'createMany', () => items.createMany('a' as never))
      await rejects(context, 'invalid_argument', 'createMany', () => items.createMany(undefined as never))
      same(await items.count({}), 0)
    },
  },
  {
    id: 'datastore/create-many/empty',
    sentence: 'no documents are no work',
    async run({ collection }) {
      const items = await collection()
      same(await items.createMany([]), { items: [], succeeded: 0, failed: 0 })
      same(await items.upsertMany([]), { items: [], succeeded: 0, failed: 0 })
    },
  },
  {
    id: 'datastore/create-many/ten-thousand',
    sentence: 'createMany and upsertMany take 10,000 documents, or as many as are asked for',
    timeoutMs: 120_000,
    async run({ collection, many }) {
      const items = await collection()
      const documents = Array.from({ length: many }, (_, i) => ({ id: `i${i}`, pk: `p${i % 7}`, n: i }))
      const created = await items.createMany(documents)
      same([created.succeeded, created.failed, created.items.length], [many, 0, many])
      same(outcomes(created).slice(many / 2, many / 2 + 20), ids(documents.slice(many / 2, many / 2 + 20)))
      same(await items.count({}), many)
      const upserted = await items.upsertMany(documents.map((document) => ({ ...document, n: -1 })))
      same(upserted.succeeded, many)
      same(await items.count({ n: -1 }), many)
      const last = { id: `i${many - 1}`, pk: `p${(many - 1) % 7}`, n: -1 }
      same(await items.findById(last.id, last.pk), last)
    },
  },
  {
    id: 'datastore/upsert-many/replaces',
    sentence: 'upsertMany creates, and replaces whole documents',
    async run({ collection }) {
      const items = await collection()
      await items.create(doc('a', { n: 1, old: true }))
      const result = await items.upsertMany([doc('a', { n: 2 }), doc('b', { n: 2 })])
      same(outcomes(result), ['a', 'b'])
      const stored = await items.findMany({ filter: {} })
      same(
        stored.toSorted((one, other) => (one.id < other.id ? -1 : 1)),
        [doc('a', { n: 2 }), doc('b', { n: 2 })],
      )
    },
  },
  {
    id: 'datastore/upsert-many/equal-ids-refused',
    sentence: 'in upsertMany two equal ids are invalid_argument',
    async run(context) {
      const items = await context.collection()
      await rejects(context, 'invalid_argument', 'upsertMany', () =>
        items.upsertMany([doc('a', { n: 1 }), doc('a', { n: 2 })]),
      )
      same(await items.count({}), 0)
      same((await items.upsertMany([doc('a'), { id: 'a', pk: 'q' }])).succeeded, 2)
    },
  },
  {
    id: 'datastore/update-many/matching',
    sentence: 'updateMany patches every document that matches, and tells how many',
    async run({ collection }) {
      const items = await collection()
      await items.createMany([doc('a', { n: 1 }), doc('b', { n: 2 }), doc('c', { n: 3 }), { id: 'd', pk: 'q', n: 3 }])
      same(await items.updateMany({ n: { $gte: 2 } }, { $inc: { n: 10 }, $set: { seen: true } }), {
        updated: 3,
        failed: 0,
      })
      same(await items.findById('a', partition), doc('a', { n: 1 }))
      same(await items.findById('b', partition), doc('b', { n: 12, seen: true }))
      same(await items.findById('d', 'q'), { id: 'd', pk: 'q', n: 13, seen: true })
      same(await items.updateMany({ n: 99 }, { $set: { seen: false } }), { updated: 0, failed: 0 })
    },
  },
  {
    id: 'datastore/update-many/within-partition',
    sentence: 'partitionKey confines updateMany and deleteMany',
    async run({ collection }) {
      const items = await collection()
      await items.createMany([doc('a'), doc('b'), { id: 'a', pk: 'q' }])
      same(await items.updateMany({}, { $set: { n: 1 } }, { partitionKey: 'q' }), { updated: 1, failed: 0 })
      same(await items.count({ n: 1 }), 1)
      same(await items.deleteMany({}, { partitionKey: partition }), { deleted: 2 })
      same(await items.findMany({ filter: {} }), [{ id: 'a', pk: 'q', n: 1 }])
    },
  },
  {
    id: 'datastore/update-many/unfit-counted',
    sentence: 'documents that the patch does not fit are counted as failed and left as they are',
    async run({ collection }) {
      const items = await collection()
      await items.createMany([
        doc('a', { n: 1 }),
        doc('b', { n: 'x' }),
        doc('c', {}),
        doc('d', { n: 2 ** 53 - 1 }),
        doc('e', { n: [] }),
      ])
      same(await items.updateMany({}, { $inc: { n: 1 }, $set: { seen: true } }), { updated: 2, failed: 3 })
      same(await items.findById('b', partition), doc('b', { n: 'x' }))
      same(await items.findById('c', partition), doc('c', { n: 1, seen: true }))
      same(await items.count({ seen: true }), 2)
    },
  },
  {
    id: 'datastore/update-many/once-each',
    sentence: 'a document that still matches after its update is updated once',
    timeoutMs: 120_000,
    async run({ collection, many }) {
      const items = await collection()
      const length = many / 4
      await items.createMany(Array.from({ length }, (_, i) => doc(`i${i}`, { n: 0 })))
      same(await items.updateMany({ n: { $gte: 0 } }, { $inc: { n: 1 } }), { updated: length, failed: 0 })
      same(await items.count({ n: 1 }), length)
    },
  },
  {
    id: 'datastore/delete-many/matching',
    sentence: 'deleteMany removes every document that matches, and tells how many',
    timeoutMs: 120_000,
    async run({ collection, many }) {
      const items = await collection()
      const half = many / 8
      await items.createMany(Array.from({ length: 2 * half }, (_, i) => ({ id: `i${i}`, pk: `p${i % 3}`, n: i % 2 })))
      same(await items.deleteMany({ n: 1 }), { deleted: half })
      same(await items.count({}), half)
      same(await items.deleteMany({ n: 1 }), { deleted: 0 })
      same(await items.deleteMany({}), { deleted: half })
      same(await items.count({}), 0)
    },
  },
]
