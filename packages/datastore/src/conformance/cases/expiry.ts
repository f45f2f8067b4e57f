import { etagOf } from '../../document/etag.ts'
import type { DocumentCollection } from '../../types.ts'
import { collect, rejects, same, sameSet } from '../assert.ts'
import { doc, partition, type AnyDocument, type DatastoreCase, type DatastoreContext } from '../context.ts'

type Items = DocumentCollection<AnyDocument>

/** Documents that live two seconds unless told otherwise. */
function shortLived({ collection }: DatastoreContext): Promise<Items> {
  return collection({ defaultTtl: 2 })
}

async function isThere(items: Items, id = 'a'): Promise<boolean> {
  return (await items.findById(id, partition)) !== null
}

/** A way to write one document, and after how long it is gone: the default of 2 seconds, or never. */
const writers: readonly (readonly [name: string, write: (items: Items) => Promise<unknown>, expires: boolean])[] = [
  ['create', (items) => items.create(doc('a')), true],
  ['create with null', (items) => items.create(doc('a'), { ttlSeconds: null }), false],
  ['create with a longer life', (items) => items.create(doc('a'), { ttlSeconds: 60 }), false],
  ['upsert', (items) => items.upsert(doc('a')), true],
  ['createMany', (items) => items.createMany([doc('a')]), true],
  ['createMany with null', (items) => items.createMany([doc('a')], { ttlSeconds: null }), false],
  ['upsertMany', (items) => items.upsertMany([doc('a')]), true],
  ['update with upsert', (items) => items.update('a', partition, { $set: { n: 1 } }, { upsert: true }), true],
  [
    'replace, whatever it had before',
    async (items) => {
      await items.create(doc('a'), { ttlSeconds: null })
      await items.replace('a', partition, doc('a'))
    },
    true,
  ],
  [
    'upsert, whatever it had before',
    async (items) => {
      await items.create(doc('a'), { ttlSeconds: null })
      await items.upsert(doc('a'))
    },
    true,
  ],
  [
    'update, which keeps what it had',
    async (items) => {
      await items.create(doc('a'), { ttlSeconds: null })
      await items.update('a', partition, { $set: { n: 1 } })
    },
    false,
  ],
  [
    'update with ttlSeconds',
    async (items) => {
      await items.create(doc('a'), { ttlSeconds: null })
      await items.update('a', partition, { $set: { n: 1 } }, { ttlSeconds: 2 })
    },
    true,
  ],
  [
    'updateMany, which keeps what it had',
    async (items) => {
      await items.create(doc('a'), { ttlSeconds: null })
      await items.updateMany({}, { $set: { n: 1 } })
    },
    false,
  ],
]

export const expiryCases: readonly DatastoreCase[] = [
  {
    id: 'datastore/expiry/never-seen-again',
    sentence: 'an expired document is never returned, matched or counted',
    async run(context) {
      const items = await shortLived(context)
      await items.create(doc('a', { n: 1 }))
      await items.create(doc('b', { n: 2 }), { ttlSeconds: null })
      await context.pass(900)
      same(await items.count({}), 2, 'one second early it is there')
      await context.pass(2300)
      same(await items.findById('a', partition), null)
      same(await items.findMany({ filter: {} }), [doc('b', { n: 2 })])
      same(await items.findMany({ filter: { n: 1 }, partitionKey: partition }), [])
      same(await items.findOne({ filter: { id: 'a' } }), null)
      same((await items.findPage({ filter: {}, limit: 5 })).items.length, 1)
      same((await collect(items.iterate({ filter: {} }))).length, 1)
      same(await items.count({}), 1)
      same(await items.exists({ n: 1 }), false)
      same(await items.deleteMany({ n: 1 }), { deleted: 0 })
      same(await items.updateMany({}, { $set: { seen: true } }), { updated: 1, failed: 0 })
      if (context.capabilities.aggregate) same(await items.aggregate({ filter: {}, count: 'n' }), [{ n: 1 }])
      if (context.capabilities.distinct) same(await items.distinct('n', { filter: {} }), [2])
    },
  },
  {
    id: 'datastore/expiry/after-each-write',
    sentence: 'create, replace and upsert without ttlSeconds use the default; update keeps what the document has',
    async run(context) {
      const collections = await Promise.all(writers.map(() => shortLived(context)))
      for (const [i, [, write]] of writers.entries()) await write(collections[i] as Items)
      for (const [i, [name]] of writers.entries())
        same(await isThere(collections[i] as Items), true, `at once: ${name}`)
      await context.pass(3500)
      for (const [i, [name, , expires]] of writers.entries()) {
        same(await isThere(collections[i] as Items), !expires, `later: ${name}`)
      }
    },
  },
  {
    id: 'datastore/expiry/restarted-by-update',
    sentence: 'update without ttlSeconds restarts the time the document has',
    async run(context) {
      const items = await context.collection({ defaultTtl: null })
      await items.create(doc('a', { n: 1 }), { ttlSeconds: 4 })
      await items.create(doc('b', { n: 1 }), { ttlSeconds: 4 })
      await context.pass(2500)
      await items.update('a', partition, { $inc: { n: 1 } })
      await context.pass(2700)
      same(await isThere(items, 'a'), true, '2.7 seconds after the update')
      same(await isThere(items, 'b'), false, '5.2 seconds after its only write')
      await context.pass(2500)
      same(await isThere(items, 'a'), false, '5.2 seconds after the update')
    },
  },
  {
    id: 'datastore/expiry/id-is-free',
    sentence: "an expired document's id is free, however late the engine sweeps",
    async run(context) {
      const items = await shortLived(context)
      const ids = ['create', 'many', 'upsert', 'replace', 'update', 'insert', 'delete', 'match']
      const dead = new Map<string, string>()
      for (const id of ids) dead.set(id, etagOf(await items.create(doc(id, { old: true }))) ?? '')
      await context.pass(3500)
      same(await items.create(doc('create')), doc('create'))
      same((await items.createMany([doc('many')])).succeeded, 1)
      same(await items.upsert(doc('upsert')), doc('upsert'))
      await rejects(context, 'not_found', 'replace', () => items.replace('replace', partition, doc('replace')))
      await rejects(context, 'not_found', 'update', () => items.update('update', partition, { $set: { n: 1 } }))
      same(await items.update('insert', partition, { $set: { n: 1 } }, { upsert: true }), doc('insert', { n: 1 }))
      same(await items.delete('delete', partition), false)
      const ifMatch = dead.get('match') ?? ''
      await rejects(context, 'precondition_failed', 'upsert', () => items.upsert(doc('match'), { ifMatch }))
      await rejects(context, 'not_found', 'replace', () => items.replace('match', partition, doc('match'), { ifMatch }))
      sameSet(
        (await items.findMany({ filter: {} })).map(({ id }) => id),
        ['create', 'many', 'upsert', 'insert'],
      )
    },
  },
  {
    id: 'datastore/expiry/in-transactions',
    sentence: 'transact uses the default for what it writes whole, and sees no expired document',
    needs: { transactions: true },
    async run(context) {
      const items = await shortLived(context)
      await items.create(doc('old'))
      await items.create(doc('kept'), { ttlSeconds: null })
      await context.pass(3500)
      await items.transact(partition, [
        { op: 'create', document: doc('old', { n: 2 }) },
        { op: 'update', id: 'kept', patch: { $set: { n: 2 } } },
      ])
      same(await items.count({ n: 2 }), 2)
      await context.pass(3500)
      same(await items.findMany({ filter: {} }), [doc('kept', { n: 2 })])
      const error = await rejects(context, 'not_found', 'transact', () =>
        items.transact(partition, [{ op: 'delete', id: 'old' }]),
      )
      same(error.index, 0)
    },
    attempt: async (context) => (await shortLived(context)).transact(partition, [{ op: 'create', document: doc('a') }]),
  },
  {
    id: 'datastore/expiry/off',
    sentence: 'ttlSeconds is invalid_argument where expiry is off',
    async run(context) {
      const items = await context.collection()
      for (const ttlSeconds of [5, null]) {
        await rejects(context, 'invalid_argument', 'create', () => items.create(doc('a'), { ttlSeconds }))
        await rejects(context, 'invalid_argument', 'upsert', () => items.upsert(doc('a'), { ttlSeconds }))
        await rejects(context, 'invalid_argument', 'update', () =>
          items.update('a', partition, { $set: { n: 1 } }, { ttlSeconds, upsert: true }),
        )
        await rejects(context, 'invalid_argument', 'createMany', () => items.createMany([doc('a')], { ttlSeconds }))
      }
      same(await items.count({}), 0)
    },
  },
  {
    id: 'datastore/expiry/refused',
    sentence: 'ttlSeconds and defaultTtl are positive integers, or null',
    async run(context) {
      const items = await context.collection({ defaultTtl: null })
      for (const ttlSeconds of [0, -1, 1.5, Number.NaN, Infinity, '5', true, {}] as never[]) {
        await rejects(context, 'invalid_argument', 'create', () => items.create(doc('a'), { ttlSeconds }))
        await rejects(context, 'invalid_argument', 'replace', () =>
          items.replace('a', partition, doc('a'), { ttlSeconds }),
        )
        await rejects(context, 'invalid_argument', 'initialize', () => context.collection({ defaultTtl: ttlSeconds }))
      }
      same(await items.count({}), 0)
    },
  },
]
