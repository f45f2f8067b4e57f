import { holds, rejects, same } from '../assert.ts'
import { doc, partition, type DatastoreCase } from '../context.ts'

export const writeCases: readonly DatastoreCase[] = [
  {
    id: 'datastore/write/create',
    sentence: 'create stores a new document and returns it as stored',
    async run({ collection }) {
      const items = await collection()
      same(await items.create(doc('a', { n: 1 })), doc('a', { n: 1 }))
      same(await items.findById('a', partition), doc('a', { n: 1 }))
    },
  },
  {
    id: 'datastore/write/create-existing',
    sentence: 'create on existing is already_exists, and changes nothing',
    async run(context) {
      const items = await context.collection()
      await items.create(doc('a', { n: 1 }))
      await rejects(context, 'already_exists', 'create', () => items.create(doc('a', { n: 2 })))
      same(await items.findById('a', partition), doc('a', { n: 1 }))
    },
  },
  {
    id: 'datastore/write/create-after-delete',
    sentence: 'a deleted id is free',
    async run({ collection }) {
      const items = await collection()
      await items.create(doc('a', { n: 1 }))
      await items.delete('a', partition)
      same(await items.create(doc('a', { m: 2 })), doc('a', { m: 2 }))
      same(await items.findById('a', partition), doc('a', { m: 2 }))
    },
  },
  {
    id: 'datastore/write/replace',
    sentence: 'replace puts the whole document in the place of the stored one',
    async run({ collection }) {
      const items = await collection()
      await items.create(doc('a', { n: 1, old: true }))
      same(await items.replace('a', partition, doc('a', { n: 2 })), doc('a', { n: 2 }))
      same(await items.findById('a', partition), doc('a', { n: 2 }))
    },
  },
  {
    id: 'datastore/write/replace-missing',
    sentence: 'replace on missing is not_found, and creates nothing',
    async run(context) {
      const items = await context.collection()
      await rejects(context, 'not_found', 'replace', () => items.replace('a', partition, doc('a')))
      same(await items.findById('a', partition), null)
    },
  },
  {
    id: 'datastore/write/upsert',
    sentence: 'upsert creates, and replaces the whole document',
    async run({ collection }) {
      const items = await collection()
      same(await items.upsert(doc('a', { n: 1, old: true })), doc('a', { n: 1, old: true }))
      same(await items.upsert(doc('a', { n: 2 })), doc('a', { n: 2 }))
      same(await items.findMany({ filter: {} }), [doc('a', { n: 2 })])
    },
  },
  {
    id: 'datastore/write/update-missing',
    sentence: 'update on missing is not_found, and creates nothing',
    async run(context) {
      const items = await context.collection()
      await rejects(context, 'not_found', 'update', () => items.update('a', partition, { $set: { n: 1 } }))
      same(await items.count({}), 0)
    },
  },
  {
    id: 'datastore/write/delete',
    sentence: 'delete removes the document and tells that there was one',
    async run({ collection }) {
      const items = await collection()
      await items.create(doc('a'))
      await items.create(doc('b'))
      same(await items.delete('a', partition), true)
      same(await items.findById('a', partition), null)
      same(await items.findMany({ filter: {} }), [doc('b')])
    },
  },
  {
    id: 'datastore/write/delete-missing',
    sentence: 'delete on missing is false, and no error',
    async run({ collection }) {
      const items = await collection()
      same(await items.delete('a', partition), false)
      await items.create(doc('a'))
      same(await items.delete('a', 'q'), false)
      same(await items.delete('a', partition), true)
      same(await items.delete('a', partition), false)
    },
  },
  {
    id: 'datastore/write/read-your-writes',
    sentence: 'what was acknowledged is there for the next read, by id and by query',
    async run({ collection }) {
      const items = await collection()
      for (let n = 1; n <= 20; n += 1) {
        await items.upsert(doc('a', { n }))
        same((await items.findById('a', partition))?.['n'], n)
        same(await items.count({ n }), 1)
      }
      await items.delete('a', partition)
      same(await items.exists({}), false)
    },
  },
  {
    id: 'datastore/write/survives-reopening',
    sentence:
      'a durable provider keeps what was acknowledged when it is closed and opened again; the others keep to themselves',
    async run({ another, provider, capabilities, freshName }) {
      const name = freshName()
      const first = await another()
      await first.initialize({ [name]: { partitionKeyPath: '/pk' } })
      await first.collection(name).create(doc('a', { n: 1 }))
      await first.close()
      const second = await another()
      const items = second.collection(name)
      same(await items.findById('a', partition), capabilities.durable ? doc('a', { n: 1 }) : null)
      await second.close()
      holds(provider.name === second.name, 'another provider is of the same kind')
    },
  },
]
