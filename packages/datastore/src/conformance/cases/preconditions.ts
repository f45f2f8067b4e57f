import { etagOf } from '../../document/etag.ts'
import type { DocumentCollection } from '../../types.ts'
import { holds, rejects, same, sameSet } from '../assert.ts'
import { doc, partition, type AnyDocument, type DatastoreCase, type DatastoreContext } from '../context.ts'

type Items = DocumentCollection<AnyDocument>

/** Every way to write on condition, each writing `n: 9` or deleting. */
const conditionalWrites: readonly {
  readonly name: string
  readonly operation: string
  readonly write: (items: Items, ifMatch: string) => Promise<unknown>
  readonly missing: 'not_found' | 'precondition_failed' | 'false'
}[] = [
  {
    name: 'replace',
    operation: 'replace',
    write: (items, ifMatch) => items.replace('a', partition, doc('a', { n: 9 }), { ifMatch }),
    missing: 'not_found',
  },
  {
    name: 'upsert',
    operation: 'upsert',
    write: (items, ifMatch) => items.upsert(doc('a', { n: 9 }), { ifMatch }),
    missing: 'precondition_failed',
  },
  {
    name: 'update',
    operation: 'update',
    write: (items, ifMatch) => items.update('a', partition, { $set: { n: 9 } }, { ifMatch }),
    missing: 'not_found',
  },
  {
    name: 'delete',
    operation: 'delete',
    write: (items, ifMatch) => items.delete('a', partition, { ifMatch }),
    missing: 'false',
  },
]

/** What the next version of a document is made by. */
const writes: readonly (readonly [name: string, write: (items: Items) => Promise<AnyDocument>])[] = [
  ['replace', (items) => items.replace('a', partition, doc('a', { n: 1 }))],
  ['upsert', (items) => items.upsert(doc('a', { n: 1 }))],
  ['update', (items) => items.update('a', partition, { $set: { n: 1 } })],
  [
    'upsertMany',
    async (items) => {
      const [item] = (await items.upsertMany([doc('a', { n: 1 })])).items
      return item?.ok === true ? item.document : doc('not written')
    },
  ],
]

async function etag(items: Items): Promise<string> {
  return etagOf((await items.findById('a', partition)) ?? {}) ?? 'none'
}

async function one({ collection }: DatastoreContext): Promise<Items> {
  const items = await collection()
  await items.create(doc('a', { n: 1 }))
  return items
}

export const preconditionCases: readonly DatastoreCase[] = [
  {
    id: 'datastore/etag/known-for-returned-documents',
    sentence: 'etagOf knows every document that a call returned, and reads of one version agree',
    async run(context) {
      const items = await context.collection()
      const created = etagOf(await items.create(doc('a', { n: 1 })))
      holds(typeof created === 'string' && created !== '', 'create')
      same(etagOf((await items.findById('a', partition)) ?? {}), created)
      same(etagOf((await items.findMany({ filter: {} }))[0] ?? {}), created)
      same(etagOf((await items.findOne({ filter: {} })) ?? {}), created)
      same(etagOf((await items.findPage({ filter: {}, limit: 1 })).items[0] ?? {}), created)
      for await (const document of items.iterate({ filter: {} })) same(etagOf(document), created)
      const updated = await items.update('a', partition, { $set: { n: 2 } })
      same(etagOf(updated), await etag(items))
    },
  },
  {
    id: 'datastore/etag/unknown-for-copies',
    sentence: 'a spread or cloned copy has no etag, and the document itself stays clean',
    async run(context) {
      const items = await one(context)
      const read = (await items.findById('a', partition)) ?? doc('none')
      same(etagOf({ ...read }), undefined)
      same(etagOf(structuredClone(read)), undefined)
      sameSet(Object.keys(read), ['id', 'pk', 'n'])
      same(Reflect.ownKeys(read).length, 3)
    },
  },
  ...writes.map(([name, write]): DatastoreCase => ({
    id: `datastore/etag/new-after-${name}`,
    sentence: `${name} gives a new etag, also when it changed nothing`,
    async run(context) {
      const items = await one(context)
      const before = await etag(items)
      const written = etagOf(await write(items))
      holds(written !== before, 'the etag is another')
      same(await etag(items), written, 'what is read has the etag of what was written')
    },
  })),
  {
    id: 'datastore/etag/new-after-update-many',
    sentence: 'updateMany gives each document a new etag of its own',
    async run(context) {
      const items = await one(context)
      await items.create(doc('b', { n: 1 }))
      const before = await etag(items)
      await items.updateMany({}, { $set: { n: 2 } })
      const after = await etag(items)
      holds(after !== before, 'the etag is another')
      const other = etagOf((await items.findById('b', partition)) ?? {})
      holds(after !== other, 'two documents do not share an etag')
      await rejects(context, 'precondition_failed', 'delete', () => items.delete('a', partition, { ifMatch: other }))
    },
  },
  {
    id: 'datastore/etag/new-incarnation',
    sentence: 'an etag belongs to one incarnation: the etag of a deleted document does not fit its successor',
    async run(context) {
      const items = await one(context)
      const dead = await etag(items)
      await items.delete('a', partition)
      await items.create(doc('a', { n: 1 }))
      for (const { operation, write } of conditionalWrites) {
        await rejects(context, 'precondition_failed', operation, () => write(items, dead))
      }
      same(await items.findById('a', partition), doc('a', { n: 1 }))
    },
  },
  ...conditionalWrites.flatMap(({ name, operation, write, missing }): DatastoreCase[] => [
    {
      id: `datastore/if-match/${name}-current`,
      sentence: `${name} with the current etag succeeds`,
      async run(context) {
        const items = await one(context)
        await write(items, await etag(items))
        same(await items.findById('a', partition), name === 'delete' ? null : doc('a', { n: 9 }))
      },
    },
    {
      id: `datastore/if-match/${name}-stale`,
      sentence: `${name} with a stale etag is precondition_failed, and writes nothing`,
      async run(context) {
        const items = await one(context)
        const stale = await etag(items)
        await items.update('a', partition, { $set: { n: 2 } })
        const current = await etag(items)
        await rejects(context, 'precondition_failed', operation, () => write(items, stale))
        same(await items.findById('a', partition), doc('a', { n: 2 }))
        same(await etag(items), current, 'the etag stays')
      },
    },
    {
      id: `datastore/if-match/${name}-foreign`,
      sentence: `${name} with a malformed or foreign etag, * or the empty string is precondition_failed`,
      async run(context) {
        const items = await one(context)
        const foreign = etagOf(await items.create(doc('b', { n: 1 }))) ?? ''
        const current = await etag(items)
        const wrong = [
          foreign,
          '*',
          '',
          'x',
          `${current} `,
          `"${current}"`,
          current.toUpperCase(),
          'W/"1"',
          'é\n',
          '1',
          'none',
        ]
        for (const ifMatch of wrong) {
          if (ifMatch !== current) await rejects(context, 'precondition_failed', operation, () => write(items, ifMatch))
        }
        same(await items.findById('a', partition), doc('a', { n: 1 }))
      },
    },
    {
      id: `datastore/if-match/${name}-missing`,
      sentence: `${name} with an etag on a missing document is ${missing === 'false' ? 'false' : missing}: absence comes before the precondition`,
      async run(context) {
        const items = await one(context)
        const ifMatch = await etag(items)
        await items.delete('a', partition)
        if (missing === 'false') same(await write(items, ifMatch), false)
        else await rejects(context, missing, operation, () => write(items, ifMatch))
        same(await items.findById('a', partition), null)
      },
    },
    {
      id: `datastore/if-match/${name}-undefined-refused`,
      sentence: `${name} with ifMatch: undefined or null is invalid_argument: the etag of a copy is no unconditional write`,
      async run(context) {
        const items = await one(context)
        for (const ifMatch of [undefined, null, 5, {}] as never[]) {
          await rejects(context, 'invalid_argument', operation, () => write(items, ifMatch))
        }
        same(await items.findById('a', partition), doc('a', { n: 1 }))
      },
    },
  ]),
]
