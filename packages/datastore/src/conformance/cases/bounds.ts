import type { OperationOptions } from '@bytelyst/core'
import type { DatastoreProvider, DocumentCollection } from '../../types.ts'
import { collect, holds, rejects, same } from '../assert.ts'
import { doc, partition, type AnyDocument, type DatastoreCase, type DatastoreContext } from '../context.ts'

type Items = DocumentCollection<AnyDocument>

/** Every method of a collection, called with these bounds. */
const methods: readonly (readonly [
  operation: string,
  call: (items: Items, bounds: OperationOptions) => Promise<unknown>,
])[] = [
  ['findById', (items, bounds) => items.findById('a', partition, bounds)],
  ['findOne', (items, bounds) => items.findOne({ filter: {}, ...bounds })],
  ['findMany', (items, bounds) => items.findMany({ filter: {}, ...bounds })],
  ['findPage', (items, bounds) => items.findPage({ filter: {}, limit: 1, ...bounds })],
  ['iterate', (items, bounds) => collect(items.iterate({ filter: {}, ...bounds }))],
  ['count', (items, bounds) => items.count({}, bounds)],
  ['exists', (items, bounds) => items.exists({}, bounds)],
  ['explain', (items, bounds) => items.explain({ filter: {}, ...bounds })],
  ['create', (items, bounds) => items.create(doc('new'), bounds)],
  ['replace', (items, bounds) => items.replace('a', partition, doc('a', { n: 9 }), bounds)],
  ['upsert', (items, bounds) => items.upsert(doc('new'), bounds)],
  ['update', (items, bounds) => items.update('a', partition, { $set: { n: 9 } }, bounds)],
  ['delete', (items, bounds) => items.delete('a', partition, bounds)],
  ['createMany', (items, bounds) => items.createMany([doc('new')], bounds)],
  ['upsertMany', (items, bounds) => items.upsertMany([doc('new')], bounds)],
  ['updateMany', (items, bounds) => items.updateMany({}, { $set: { n: 9 } }, bounds)],
  ['deleteMany', (items, bounds) => items.deleteMany({}, bounds)],
]

/** The methods that need a capability, by its name. */
const conditional: readonly (readonly [
  has: (context: DatastoreContext) => boolean,
  operation: string,
  call: (items: Items, bounds: OperationOptions) => Promise<unknown>,
])[] = [
  [
    ({ capabilities }) => capabilities.aggregate,
    'aggregate',
    (items, bounds) => items.aggregate({ filter: {}, count: 'n', ...bounds }),
  ],
  [
    ({ capabilities }) => capabilities.distinct,
    'distinct',
    (items, bounds) => items.distinct('n', { filter: {}, ...bounds }),
  ],
  [
    ({ capabilities }) => capabilities.transactions === true,
    'transact',
    (items, bounds) => items.transact(partition, [{ op: 'delete', id: 'a' }], bounds),
  ],
  [({ capabilities }) => capabilities.rawQuery, 'rawQuery', (items, bounds) => items.rawQuery('SELECT 1', bounds)],
  [({ capabilities }) => capabilities.changes !== 'none', 'changes', (items, bounds) => collect(items.changes(bounds))],
]

/** Every method that this provider has. */
function methodsOf(context: DatastoreContext): typeof methods {
  return [
    ...methods,
    ...conditional.filter(([has]) => has(context)).map(([, operation, call]) => [operation, call] as const),
  ]
}

const providerMethods: readonly (readonly [
  operation: string,
  call: (provider: DatastoreProvider, bounds: OperationOptions) => Promise<unknown>,
])[] = [
  ['ping', (provider, bounds) => provider.ping(bounds)],
  ['initialize', (provider, bounds) => provider.initialize({}, bounds)],
]

async function seeded({ collection }: DatastoreContext): Promise<Items> {
  const items = await collection()
  await items.create(doc('a', { n: 1 }))
  return items
}

async function untouched(items: Items): Promise<void> {
  same(await items.findMany({ filter: {} }), [doc('a', { n: 1 })])
}

export const boundsCases: readonly DatastoreCase[] = [
  {
    id: 'datastore/bounds/ping',
    sentence: 'ping resolves when the engine answers',
    async run({ provider }) {
      await provider.ping()
      await provider.ping({ timeoutMs: 20_000 })
    },
  },
  {
    id: 'datastore/bounds/aborted-before',
    sentence: 'every method rejects with aborted when its signal has fired, and does nothing',
    async run(context) {
      const items = await seeded(context)
      const signal = AbortSignal.abort()
      for (const [operation, call] of methodsOf(context)) {
        const error = await rejects(context, 'aborted', operation, () => call(items, { signal }))
        holds(error.ambiguous !== true, `${operation}: nothing was sent`)
      }
      for (const [operation, call] of providerMethods) {
        await rejects(context, 'aborted', operation, () => call(context.provider, { signal }))
      }
      await untouched(items)
    },
  },
  {
    id: 'datastore/bounds/timed-out-before',
    sentence: 'every method rejects with timeout when its time is up, and writes nothing after it',
    async run(context) {
      const items = await seeded(context)
      for (const [operation, call] of methodsOf(context)) {
        if (operation === 'changes') continue // Its timeoutMs bounds the wait for a change: see its own case.
        const error = await rejects(context, 'timeout', operation, () => call(items, { timeoutMs: 1e-6 }))
        holds(error.ambiguous !== true, `${operation}: nothing was sent`)
      }
      for (const [operation, call] of providerMethods) {
        await rejects(context, 'timeout', operation, () => call(context.provider, { timeoutMs: 1e-6 }))
      }
      await untouched(items)
    },
  },
  {
    id: 'datastore/bounds/unused',
    sentence: 'a signal that does not fire and time enough change nothing',
    async run(context) {
      const items = await seeded(context)
      const { signal } = new AbortController()
      same(await items.findById('a', partition, { signal, timeoutMs: 20_000 }), doc('a', { n: 1 }))
      same(await items.update('a', partition, { $inc: { n: 1 } }, { signal, timeoutMs: 20_000 }), doc('a', { n: 2 }))
    },
  },
  {
    id: 'datastore/bounds/aborted-while-writing',
    sentence: 'a write that was aborted under way says ambiguous: true when it may have been applied',
    async run({ collection }) {
      const items = await collection()
      const attempts = Array.from({ length: 40 }, async (_, i) => {
        const controller = new AbortController()
        const written = items.create(doc(`i${i}`), { signal: controller.signal }).then(
          () => 'written' as const,
          (error: { code?: unknown; ambiguous?: unknown }) => {
            same(error.code, 'aborted')
            return error.ambiguous === true ? ('perhaps' as const) : ('not written' as const)
          },
        )
        for (let turns = i % 5; turns > 0; turns -= 1) await Promise.resolve()
        controller.abort()
        return written
      })
      const told = await Promise.all(attempts)
      for (const [i, verdict] of told.entries()) {
        const there = (await items.findById(`i${i}`, partition)) !== null
        if (verdict !== 'perhaps') same(there, verdict === 'written', `i${i}: ${verdict}`)
      }
    },
  },
  {
    id: 'datastore/bounds/refused',
    sentence: 'bounds that are none are invalid_argument',
    async run(context) {
      const items = await seeded(context)
      for (const timeoutMs of [0, -1, Number.NaN, Infinity, '5', null, 2 ** 31] as never[]) {
        await rejects(context, 'invalid_argument', 'delete', () => items.delete('a', partition, { timeoutMs }))
      }
      for (const signal of [{}, null, true, new AbortController()] as never[]) {
        await rejects(context, 'invalid_argument', 'delete', () => items.delete('a', partition, { signal }))
      }
      await untouched(items)
    },
  },
  {
    id: 'datastore/closed/every-method',
    sentence: 'after close() every call rejects with closed; close() is idempotent',
    async run(context) {
      const other = await context.another()
      const items = other.collection<AnyDocument>(context.freshName())
      await items.findById('a', partition)
      await other.close()
      await other.close()
      for (const [operation, call] of methodsOf(context)) {
        await rejects(context, 'closed', operation, () => call(items, {}))
      }
      for (const [operation, call] of providerMethods)
        await rejects(context, 'closed', operation, () => call(other, {}))
      await rejects(context, 'closed', 'native', () => other.native())
      await rejects(context, 'closed', 'native', () => items.native())
      await rejects(context, 'closed', 'findById', () => other.collection(context.freshName()).findById('a', 'a'))
    },
  },
  {
    id: 'datastore/closed/never-used',
    sentence: 'a provider that was never used can be closed',
    async run({ another }) {
      const other = await another()
      await other.close()
      await other.close()
    },
  },
  {
    id: 'datastore/closed/others-unaffected',
    sentence: 'closing one provider does not close another',
    async run(context) {
      const items = await seeded(context)
      const other = await context.another()
      await other.ping()
      await other.close()
      await untouched(items)
    },
  },
  {
    id: 'datastore/native/client',
    sentence: "native() gives the engine's own client and collection, the same client each time",
    async run(context) {
      const items = await seeded(context)
      const client = await context.provider.native()
      holds(typeof client === 'object' && client !== null, 'a client')
      same((await context.provider.native()) === client, true)
      holds(typeof (await items.native()) === 'object', 'a collection')
    },
  },
  {
    id: 'datastore/native/raw-query-refused',
    sentence: 'rawQuery runs a query in the language of the engine, where there is one',
    needs: { rawQuery: true },
    async run(context) {
      const items = await seeded(context)
      for (const query of [undefined, null, 5, {}] as never[]) {
        await rejects(context, 'invalid_argument', 'rawQuery', () => items.rawQuery(query))
      }
    },
    attempt: async ({ collection }) => (await collection()).rawQuery('SELECT 1'),
  },
]
