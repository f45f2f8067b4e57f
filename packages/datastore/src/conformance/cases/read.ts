import { collect, ids, rejects, same, sameSet } from '../assert.ts'
import { doc, partition, type AnyDocument, type DatastoreCase } from '../context.ts'
import { etagOf } from '../../document/etag.ts'

const people: readonly AnyDocument[] = [
  { id: 'ada', pk: 'p', name: 'Ada', born: 1815, address: { city: 'London', zip: { code: 'W1' } } },
  { id: 'bob', pk: 'p', name: 'Bob', born: 1950 },
  { id: 'cyd', pk: 'q', name: 'Cyd', born: 1922, address: null },
]

export const readCases: readonly DatastoreCase[] = [
  {
    id: 'datastore/read/by-id',
    sentence: 'findById gives the document of that id and partition, or null',
    async run({ shared }) {
      const items = await shared('people', people)
      same(await items.findById('bob', 'p'), people[1])
      same(await items.findById('bob', 'q'), null)
      same(await items.findById('eve', 'p'), null)
    },
  },
  {
    id: 'datastore/read/find-one',
    sentence: 'findOne gives the first document of the order, or null',
    async run({ shared }) {
      const items = await shared('people', people)
      same(await items.findOne({ filter: { born: { $gt: 1900 } }, partitionKey: 'q' }), people[2])
      same(await items.findOne({ filter: { name: 'Eve' } }), null)
      same((await items.findOne({ filter: { name: 'Bob' } }))?.id, 'bob')
    },
  },
  {
    id: 'datastore/read/within-partition',
    sentence: 'partitionKey confines a read to one partition',
    async run({ shared }) {
      const items = await shared('people', people)
      sameSet(ids(await items.findMany({ filter: {}, partitionKey: 'p' })), ['ada', 'bob'])
      sameSet(ids(await items.findMany({ filter: {}, partitionKey: 'none' })), [])
      same(await items.count({}, { partitionKey: 'q' }), 1)
      same(await items.exists({ name: 'Cyd' }, { partitionKey: 'p' }), false)
      sameSet(ids(await collect(items.iterate({ filter: {}, partitionKey: 'p' }))), ['ada', 'bob'])
      sameSet(ids((await items.findPage({ filter: {}, partitionKey: 'q', limit: 5 })).items), ['cyd'])
      same((await items.findOne({ filter: {}, partitionKey: 'q' }))?.id, 'cyd')
    },
  },
  {
    id: 'datastore/read/across-partitions',
    sentence: 'without partitionKey a read is over all partitions',
    async run({ shared }) {
      const items = await shared('people', people)
      sameSet(ids(await items.findMany({ filter: {} })), ['ada', 'bob', 'cyd'])
      same(await items.count({}), 3)
      sameSet(ids(await collect(items.iterate({ filter: {} }))), ['ada', 'bob', 'cyd'])
    },
  },
  {
    id: 'datastore/read/count',
    sentence: 'count counts what matches; 0 for nothing',
    async run({ shared }) {
      const items = await shared('people', people)
      same(await items.count({ born: { $gt: 1900 } }), 2)
      same(await items.count({ born: { $gt: 3000 } }), 0)
    },
  },
  {
    id: 'datastore/read/exists',
    sentence: 'exists tells whether anything matches',
    async run({ shared }) {
      const items = await shared('people', people)
      same(await items.exists({ name: 'Ada' }), true)
      same(await items.exists({ name: 'Eve' }), false)
    },
  },
  {
    id: 'datastore/read/limit-zero',
    sentence: 'limit: 0 is an empty answer',
    async run({ shared }) {
      const items = await shared('people', people)
      same(await items.findMany({ filter: {}, limit: 0 }), [])
    },
  },
  {
    id: 'datastore/read/limit',
    sentence: 'limit is the most that comes back',
    async run({ shared }) {
      const items = await shared('people', people)
      same((await items.findMany({ filter: {}, limit: 2 })).length, 2)
      same((await items.findMany({ filter: {}, limit: 50 })).length, 3)
      same((await items.findMany({ filter: { name: 'Ada' }, limit: 2 })).length, 1)
    },
  },
  {
    id: 'datastore/read/offset',
    sentence: 'offset leaves out as many, and is allowed without limit',
    needs: { offset: true },
    async run({ shared }) {
      const items = await shared('people', people)
      same(ids(await items.findMany({ filter: {}, sort: { id: 1 }, offset: 1 })), ['bob', 'cyd'])
      same(ids(await items.findMany({ filter: {}, sort: { id: 1 }, offset: 1, limit: 1 })), ['bob'])
      same(await items.findMany({ filter: {}, offset: 3 }), [])
      same((await items.findMany({ filter: {}, offset: 0 })).length, 3)
    },
    attempt: async ({ shared }) => (await shared('people', people)).findMany({ filter: {}, offset: 1 }),
  },
  {
    id: 'datastore/read/bad-window-refused',
    sentence: 'a negative or fractional limit or offset is invalid_argument',
    async run(context) {
      const items = await context.shared('people', people)
      for (const bad of [-1, 0.5, Number.NaN, Infinity, '1', null] as never[]) {
        await rejects(context, 'invalid_argument', 'findMany', () => items.findMany({ filter: {}, limit: bad }))
        await rejects(context, 'invalid_argument', 'findMany', () => items.findMany({ filter: {}, offset: bad }))
        await rejects(context, 'invalid_argument', 'findPage', () => items.findPage({ filter: {}, limit: bad }))
      }
      await rejects(context, 'invalid_argument', 'findPage', () => items.findPage({ filter: {}, limit: 0 }))
    },
  },
  {
    id: 'datastore/read/unknown-options-refused',
    sentence: 'an option that the call does not know is invalid_argument, so that a misspelled one is not ignored',
    async run(context) {
      const items = await context.shared('people', people)
      const odd = { filter: {}, wher: { a: 1 } } as never
      await rejects(context, 'invalid_argument', 'findMany', () => items.findMany(odd))
      await rejects(context, 'invalid_argument', 'findOne', () => items.findOne(odd))
      await rejects(context, 'invalid_argument', 'count', () => items.count({}, { partition: 'p' } as never))
      await rejects(context, 'invalid_argument', 'findById', () => items.findById('a', 'p', { ifMatch: 'x' } as never))
      await rejects(context, 'invalid_argument', 'create', () => items.create(doc('x'), { ifmatch: 'x' } as never))
      same(await items.count({}), 3)
    },
  },
  {
    id: 'datastore/read/missing-filter-refused',
    sentence: 'a filter is given, {} for everything; deleteMany() without one deletes nothing',
    async run(context) {
      const items = await context.collection()
      await items.create(doc('a'))
      for (const nothing of [undefined, null, 'a', 5, []] as never[]) {
        await rejects(context, 'invalid_argument', 'findMany', () => items.findMany({ filter: nothing }))
        await rejects(context, 'invalid_argument', 'count', () => items.count(nothing))
        await rejects(context, 'invalid_argument', 'deleteMany', () => items.deleteMany(nothing))
        await rejects(context, 'invalid_argument', 'updateMany', () => items.updateMany(nothing, { $set: { n: 1 } }))
      }
      same(await items.findById('a', partition), doc('a'))
    },
  },
  {
    id: 'datastore/select/fields',
    sentence: 'select gives the named fields and id; nested paths keep their nesting, what is missing stays missing',
    async run({ shared }) {
      const items = await shared('people', people)
      const select = ['name', 'address.zip.code', 'address.street']
      same(await items.findMany({ filter: { id: 'ada' }, select }), [
        { id: 'ada', name: 'Ada', address: { zip: { code: 'W1' } } },
      ])
      same(await items.findMany({ filter: { id: 'bob' }, select }), [{ id: 'bob', name: 'Bob' }])
      same(await items.findMany({ filter: { id: 'cyd' }, select: ['address'] }), [{ id: 'cyd', address: null }])
      same(await items.findOne({ filter: { id: 'cyd' }, select: [] }), { id: 'cyd' })
    },
  },
  {
    id: 'datastore/select/everywhere',
    sentence: 'select works in findOne, findMany, findPage and iterate, whatever the query sorts by',
    async run({ shared }) {
      const items = await shared('people', people)
      const query = { filter: { id: 'ada' }, select: ['born'] }
      const expected = { id: 'ada', born: 1815 }
      same(await items.findOne(query), expected)
      same(await items.findMany(query), [expected])
      same((await items.findPage({ ...query, limit: 1 })).items, [expected])
      same(await collect(items.iterate(query)), [expected])
    },
  },
  {
    id: 'datastore/select/etag-kept',
    sentence: 'a selected document has the etag of the whole one',
    async run({ collection }) {
      const items = await collection()
      const written = await items.create(doc('a', { x: 1, y: 2 }))
      const [found] = await items.findMany({ filter: {}, select: ['x'] })
      same(etagOf(found ?? {}), etagOf(written))
    },
  },
  {
    id: 'datastore/select/bad-paths-refused',
    sentence: 'a bad path in select is invalid_argument',
    async run(context) {
      const items = await context.shared('people', people)
      for (const select of [['a..b'], [''], [5], 'name', { name: 1 }, ['$a'], ['_etag']] as never[]) {
        await rejects(context, 'invalid_argument', 'findMany', () => items.findMany({ filter: {}, select }))
      }
    },
  },
]
