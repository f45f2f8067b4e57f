import type { CollectionConfig } from '../../types.ts'
import type { StandardIssue, StandardSchema } from '../../types/standard-schema.ts'
import { holds, rejects, same } from '../assert.ts'
import { doc, partition, type DatastoreCase } from '../context.ts'

/** A schema that wants a number in `n`, doubles nothing, and gives `label` a default. */
function schemaOf(isAsync: boolean): StandardSchema {
  return {
    '~standard': {
      version: 1,
      vendor: 'conformance',
      validate(value) {
        const document = value as { readonly n?: unknown; readonly inner?: { readonly x?: unknown } }
        const issues: StandardIssue[] = []
        if (typeof document.n !== 'number') issues.push({ message: `not a number: ${String(document.n)}`, path: ['n'] })
        if (document.inner?.x === 'bad') issues.push({ message: 'bad', path: ['inner', { key: 'x' }] })
        const result = issues.length > 0 ? { issues } : { value: { label: 'none', ...document } }
        return isAsync ? Promise.resolve(result) : result
      },
    },
  }
}

function schemaCase(isAsync: boolean): DatastoreCase {
  const kind = isAsync ? 'asynchronous' : 'synchronous'
  return {
    id: `datastore/schema/${kind}`,
    sentence: `a schema (${kind}) checks, and its output replaces, the document of every write`,
    async run(context) {
      const items = await context.collection({ schema: schemaOf(isAsync) })
      same(await items.create(doc('a', { n: 1 })), { label: 'none', ...doc('a', { n: 1 }) })
      same(await items.upsert(doc('b', { n: 1, label: 'x' })), doc('b', { n: 1, label: 'x' }))
      same(await items.replace('b', partition, doc('b', { n: 2 })), { label: 'none', ...doc('b', { n: 2 }) })
      same((await items.createMany([doc('c', { n: 3 })])).items[0], {
        ok: true,
        document: { label: 'none', ...doc('c', { n: 3 }) },
      })
      same(await items.findById('c', partition), { label: 'none', ...doc('c', { n: 3 }) })
      await rejects(context, 'invalid_argument', 'create', () => items.create(doc('d', { n: 'x' })))
      await rejects(context, 'invalid_argument', 'upsert', () => items.upsert(doc('a', {})))
      await rejects(context, 'invalid_argument', 'replace', () => items.replace('a', partition, doc('a', { n: null })))
      await rejects(context, 'invalid_argument', 'createMany', () => items.createMany([doc('e', { n: 1 }), doc('f')]))
      same(await items.count({}), 3)
      same((await items.findById('a', partition))?.['n'], 1)
    },
  }
}

const invalidConfigs: readonly unknown[] = [
  null,
  5,
  'x',
  {},
  { partitionKeyPath: 5 },
  { partitionKeyPath: '' },
  { partitionKeyPath: 'pk' },
  { partitionKeyPath: '/' },

  { partitionKeyPath: '/a.b' },
  { partitionKeyPath: '/a/0' },
  { partitionKeyPath: '/_etag' },
  { partitionKeyPath: '/a"b' },

  { partitionKeyPath: '/pk', ttl: 5 },
  { partitionKeyPath: '/pk', indexes: {} },
  { partitionKeyPath: '/pk', indexes: [{}] },

  { partitionKeyPath: '/pk', indexes: [{ paths: {} }] },
  { partitionKeyPath: '/pk', indexes: [{ paths: { a: 2 } }] },

  { partitionKeyPath: '/pk', indexes: [{ paths: { 'a..b': 1 } }] },
  { partitionKeyPath: '/pk', schema: {} },

  { partitionKeyPath: '/pk', indexes: [{ paths: { a: 1 }, type: 'date' }] },
  { partitionKeyPath: '/pk', schema: 5 },

  { partitionKeyPath: '/pk', indexes: [{ paths: { a: 1 }, unique: 1 }] },
  { partitionKeyPath: '/pk', indexes: [{ path: 'a' }] },
]

export const initializeCases: readonly DatastoreCase[] = [
  {
    id: 'datastore/initialize/idempotent',
    sentence: 'initialize is idempotent, and keeps the documents',
    async run({ provider, freshName }) {
      const name = freshName()
      const config: CollectionConfig = { partitionKeyPath: '/pk', indexes: [{ paths: { v: 1 } }] }
      await provider.initialize({ [name]: config })
      await provider.collection(name).create(doc('a', { v: 1 }))
      await provider.initialize({ [name]: config })
      await provider.initialize({ [name]: config, [freshName()]: config })
      await provider.initialize({})
      same(await provider.collection(name).findMany({ filter: { v: 1 } }), [doc('a', { v: 1 })])
    },
  },
  {
    id: 'datastore/initialize/race',
    sentence: 'initialize is safe to race',
    async run({ provider, another, capabilities, freshName }) {
      const name = freshName()
      const config: CollectionConfig = { partitionKeyPath: '/pk', indexes: [{ paths: { v: 1 } }] }
      const other = capabilities.durable ? await another() : provider
      await Promise.all(
        Array.from({ length: 8 }, (_, i) => (i % 2 === 0 ? provider : other).initialize({ [name]: config })),
      )
      await other.collection(name).create(doc('a'))
      same(await provider.collection(name).findMany({ filter: {} }), [doc('a')])
    },
  },
  {
    id: 'datastore/initialize/other-partition-path',
    sentence: 'initialize with another partitionKeyPath than stored is misconfigured, and changes nothing',
    async run(context) {
      const { provider, freshName } = context
      const [name, other] = [freshName(), freshName()]
      await provider.initialize({ [name]: { partitionKeyPath: '/pk' } })
      await provider.collection(name).create(doc('a'))
      const error = await rejects(context, 'misconfigured', 'initialize', () =>
        provider.initialize({ [other]: { partitionKeyPath: '/tenant' }, [name]: { partitionKeyPath: '/tenant' } }),
      )
      holds(error.message.includes('/pk') && error.message.includes('/tenant'), error.message)
      same(await provider.collection(name).findById('a', partition), doc('a'))
      await provider.initialize({ [other]: { partitionKeyPath: '/pk' } })
    },
  },
  {
    id: 'datastore/initialize/settings-are-stored',
    sentence:
      'a process that did not configure a collection finds its partition key path and default expiry beside the data',
    async run({ capabilities, another, freshName, pass }) {
      const name = freshName()
      const first = await another()
      await first.initialize({ [name]: { partitionKeyPath: '/tenant', defaultTtl: 2 } })
      await first.collection(name).create({ id: 'a', tenant: 't' })
      const second = capabilities.durable ? await another() : first
      const items = second.collection(name)
      same(await items.findById('a', 't'), { id: 'a', tenant: 't' })
      same(await items.create({ id: 'b', tenant: 't' }), { id: 'b', tenant: 't' })
      same(await items.findById('b', 't'), { id: 'b', tenant: 't' })
      await pass(3500)
      same(await items.count({}), 0)
    },
  },
  {
    id: 'datastore/initialize/refused',
    sentence: 'a configuration that is none is invalid_argument, and creates nothing',
    async run(context) {
      const { provider, freshName } = context
      for (const config of invalidConfigs as never[]) {
        await rejects(context, 'invalid_argument', 'initialize', () => provider.initialize({ [freshName()]: config }))
      }
      const config = { partitionKeyPath: '/pk' }
      await rejects(context, 'invalid_argument', 'initialize', () => provider.initialize({ 'a b': config }))
      await rejects(context, 'invalid_argument', 'initialize', () => provider.initialize(undefined as never))
      await rejects(context, 'invalid_argument', 'initialize', () => provider.initialize([] as never))
    },
  },
  schemaCase(false),
  schemaCase(true),
  {
    id: 'datastore/schema/update',
    sentence: 'with a schema the result of an update is checked too',
    async run(context) {
      const items = await context.collection({ schema: schemaOf(false) })
      await items.create(doc('a', { n: 1 }))
      same((await items.update('a', partition, { $inc: { n: 1 } }))['n'], 2)
      await rejects(context, 'invalid_argument', 'update', () => items.update('a', partition, { $set: { n: 'x' } }))
      same(await items.update('b', partition, { $inc: { n: 1 } }, { upsert: true }), {
        label: 'none',
        ...doc('b', { n: 1 }),
      })
      await rejects(context, 'invalid_argument', 'update', () =>
        items.update('c', partition, { $set: { m: 1 } }, { upsert: true }),
      )
      same(await items.updateMany({ id: 'a' }, { $inc: { n: 1 } }), { updated: 1, failed: 0 })
      same(await items.updateMany({}, { $unset: { n: true } }), { updated: 0, failed: 2 })
      same((await items.findById('a', partition))?.['n'], 3)
      same(await items.count({}), 2)
    },
  },
  {
    id: 'datastore/schema/transact',
    sentence: 'with a schema every document of a transaction is checked, and one that is refused refuses all',
    needs: { transactions: true },
    async run(context) {
      const items = await context.collection({ schema: schemaOf(true) })
      await items.create(doc('a', { n: 1 }))
      const [a, b] = await items.transact(partition, [
        { op: 'update', id: 'a', patch: { $inc: { n: 1 } } },
        { op: 'create', document: doc('b', { n: 5 }) },
      ])
      same(
        [a, b],
        [
          { label: 'none', ...doc('a', { n: 2 }) },
          { label: 'none', ...doc('b', { n: 5 }) },
        ],
      )
      await rejects(context, 'invalid_argument', 'transact', () =>
        items.transact(partition, [
          { op: 'delete', id: 'b' },
          { op: 'update', id: 'a', patch: { $set: { n: 'x' } } },
        ]),
      )
      same(await items.count({}), 2)
    },
    attempt: async ({ collection }) =>
      (await collection({ schema: schemaOf(true) })).transact(partition, [
        { op: 'create', document: doc('b', { n: 5 }) },
      ]),
  },
  {
    id: 'datastore/schema/issues-without-values',
    sentence: "the error names the issues' paths and repeats no value, though the schema's own message does",
    async run(context) {
      const items = await context.collection({ schema: schemaOf(false) })
      const error = await rejects(context, 'invalid_argument', 'create', () =>
        items.create(doc('a', { n: 'hunter2', inner: { x: 'bad' } })),
      )
      holds(error.message.includes('document.n') && error.message.includes('document.inner.x'), error.message)
      holds(!error.message.includes('hunter2'), error.message)
    },
  },
]
