import { isCloudError } from '@bytelyst/core'
import type { DatastoreDriver, DriverOperation, Outcome } from '../../driver.ts'
import { everything } from '../../filter/tree.ts'
import type { AnyDocument } from '../context.ts'
import { collectionMutant, driverMutant, type Collection, type DatastoreMutant } from './mutant.ts'

type Transact = NonNullable<DatastoreDriver['transact']>
type Batch = Awaited<ReturnType<Collection['createMany']>>

async function orElse<R>(call: Promise<R>, instead: () => Promise<R>): Promise<R> {
  try {
    return await call
  } catch (error) {
    if (isCloudError(error, 'invalid_argument')) return instead()
    throw error
  }
}

/** Both ways of writing many, changed alike. */
function batches(
  id: string,
  breaks: string,
  change: (items: Collection, documents: readonly AnyDocument[], write: Collection['createMany']) => Promise<Batch>,
): DatastoreMutant {
  return collectionMutant(`many/${id}`, breaks, (items) => ({
    createMany: (documents, options) =>
      change(items, documents as readonly AnyDocument[], (given) => items.createMany(given, options)),
    upsertMany: (documents, options) =>
      change(items, documents as readonly AnyDocument[], (given) => items.upsertMany(given, options)),
  }))
}

/** A driver whose transactions are asked something else. */
function transacting(
  id: string,
  breaks: string,
  change: (operations: readonly DriverOperation[]) => readonly DriverOperation[],
): DatastoreMutant {
  return driverMutant(`transact/${id}`, breaks, (driver) => ({
    transact: (async (target, partitionKey, operations, call) =>
      driver.transact?.(target, partitionKey, change(operations), call)) as Transact,
  }))
}

/** The operation without its version: whatever is there will do. */
function unconditional(operation: DriverOperation): DriverOperation {
  if (operation.kind === 'delete') return { ...operation, version: undefined }
  if (operation.kind === 'update') return { kind: 'update', update: { ...operation.update, version: undefined } }
  return typeof operation.expected === 'object' ? { ...operation, expected: 'any' } : operation
}

function expecting(from: string, to: 'any' | 'present' | 'absent') {
  return (operation: DriverOperation): DriverOperation =>
    operation.kind === 'write' && operation.expected === from ? { ...operation, expected: to } : operation
}

export const manyMutants: readonly DatastoreMutant[] = [
  batches('stops-at-the-first-failure', 'every document is written on its own', async (_items, documents, write) => {
    const result = await write(documents)
    const failed = result.items.findIndex((item) => !item.ok)
    return failed < 0 ? result : { ...result, items: result.items.slice(0, failed + 1) }
  }),
  batches('out-of-order', 'results are in input order', async (_items, documents, write) => {
    const result = await write(documents)
    return { ...result, items: result.items.toReversed() }
  }),
  batches('counts-wrongly', 'succeeded and failed count', async (_items, documents, write) => {
    const result = await write(documents)
    return { ...result, succeeded: result.items.length, failed: 0 }
  }),
  batches('one-thousand-alone', 'batches take 10,000 documents', async (_items, documents, write) =>
    write(Array.isArray(documents) ? documents.slice(0, 5000) : documents),
  ),
  batches('invalid-ones-left-out', 'one invalid document rejects the whole call', (_items, documents, write) =>
    orElse(write(documents), async () => write((Array.isArray(documents) ? documents : []).slice(0, 2))),
  ),
  batches('nothing-is-an-error', 'no documents are no work', async (_items, documents, write) => {
    if (Array.isArray(documents) && documents.length === 0) throw new Error('nothing to do')
    return write(documents)
  }),
  collectionMutant('many/last-of-equal-ids', 'of two equal ids the first wins', (items) => ({
    async createMany(documents, options) {
      const given = Array.isArray(documents) ? (documents as AnyDocument[]) : []
      if (given.length !== 3) return items.createMany(documents, options)
      const result = await items.createMany(given.toReversed(), options)
      return { ...result, items: result.items.toReversed() }
    },
  })),
  collectionMutant('many/upserts-merge', 'upsertMany puts whole documents', (items) => ({
    async upsertMany(documents, options) {
      const given = Array.isArray(documents) && documents.length < 10 ? (documents as AnyDocument[]) : undefined
      if (given === undefined) return items.upsertMany(documents, options)
      const merged = await Promise.all(
        given.map(async (document) => ({
          ...(await items.findById(document?.id, 'p').catch(() => null)),
          ...document,
        })),
      )
      return items.upsertMany(merged, options)
    },
  })),
  collectionMutant('many/equal-ids-upserted', 'in upsertMany two equal ids are refused', (items) => ({
    upsertMany: (documents, options) =>
      orElse(items.upsertMany(documents, options), () => items.upsertMany(documents.slice(0, 1), options)),
  })),
  collectionMutant('many/errors-without-operation', 'an error says which operation failed', (items) => ({
    async createMany(documents, options) {
      const result = await items.createMany(documents, options)
      return {
        ...result,
        items: result.items.map((item) =>
          item.ok ? item : { ok: false, error: item.error.with({ operation: 'create' }) },
        ),
      }
    },
  })),
  driverMutant('many/update-unfiltered', 'updateMany patches what matches', (driver) => ({
    updateMany: async (target, query, update, call) =>
      (await driver.updateMany?.(target, { ...query, filter: everything }, update, call)) ?? { updated: 0, failed: 0 },
  })),
  collectionMutant('many/update-everywhere', 'partitionKey confines updateMany', (items) => ({
    updateMany: (filter, patch, options) =>
      items.updateMany(filter, patch, options?.partitionKey === undefined ? options : {}),
  })),
  collectionMutant(
    'many/update-counts-all',
    'documents that the patch does not fit are counted as failed',
    (items) => ({
      async updateMany(filter, patch, options) {
        const { updated, failed } = await items.updateMany(filter, patch, options)
        return { updated: updated + failed, failed: 0 }
      },
    }),
  ),
  collectionMutant('many/update-stops-at-unfit', 'the rest is updated although one does not fit', (items) => ({
    async updateMany(filter, patch, options) {
      const { failed } = await items.updateMany(filter, { $set: {}, ...patch }, options)
      if (failed > 0) throw new Error('does not fit')
      return { updated: 1, failed }
    },
  })),
  collectionMutant('many/updates-twice', 'a document is updated once', (items) => ({
    async updateMany(filter, patch, options) {
      const first = await items.updateMany(filter, patch, options)
      if (first.updated > 1000) await items.updateMany(filter, patch, options)
      return first
    },
  })),
  collectionMutant('many/delete-everywhere', 'partitionKey confines deleteMany', (items) => ({
    deleteMany: (filter, options) => items.deleteMany(filter, options?.partitionKey === undefined ? options : {}),
  })),
  collectionMutant('many/delete-counts-wrongly', 'deleteMany tells how many', (items) => ({
    deleteMany: async (filter, options) => ({
      deleted: Math.min(1000, (await items.deleteMany(filter, options)).deleted),
    }),
  })),
  transacting('preconditions-ignored', 'preconditions count in a transaction', (operations) =>
    operations.map(unconditional),
  ),
  transacting('create-overwrites', 'a create of an existing document fails it', (operations) =>
    operations.map(expecting('absent', 'any')),
  ),
  transacting('replace-creates', 'a replace of a missing document fails it', (operations) =>
    operations.map(expecting('present', 'any')),
  ),
  transacting('upsert-never-creates', 'an upsert creates', (operations) => operations.map(expecting('any', 'present'))),
  transacting('missing-deletes-pass', 'deleting a missing document fails it', (operations) =>
    operations.filter(({ kind }) => kind !== 'delete'),
  ),
  transacting('updates-create', 'an update of a missing document fails it', (operations) =>
    operations.map((operation) =>
      operation.kind === 'update' ? { kind: 'update', update: { ...operation.update, upsert: true } } : operation,
    ),
  ),
  transacting('fifty-alone', 'a transaction takes 100 operations', (operations) => operations.slice(0, 50)),
  driverMutant('transact/not-atomic', 'a transaction applies everything or nothing', (driver) => ({
    transact: async (target, partitionKey, operations, call) => {
      const results = []
      for (const [index, operation] of operations.entries()) {
        const outcome = await driver.transact?.(target, partitionKey, [operation], call)
        if (outcome?.kind !== 'committed')
          return {
            kind: 'refused',
            index,
            outcome: (outcome as { outcome: Exclude<Outcome, { kind: 'written' }> }).outcome,
          }
        results.push(...outcome.results)
      }
      return { kind: 'committed', results }
    },
  })),
  driverMutant('transact/wrong-index', 'the error says which operation failed', (driver) => ({
    transact: (async (...call) => {
      const outcome = await driver.transact?.(...call)
      return outcome?.kind === 'refused' ? { ...outcome, index: 0 } : outcome
    }) as Transact,
  })),
  driverMutant('transact/index-off-by-one', 'operations are counted from 0', (driver) => ({
    transact: (async (...call) => {
      const outcome = await driver.transact?.(...call)
      return outcome?.kind === 'refused' ? { ...outcome, index: outcome.index + 1 } : outcome
    }) as Transact,
  })),
  collectionMutant('transact/invalid-ones-pass', 'an invalid transaction is refused', (items) => ({
    transact: (partitionKey, operations, options) =>
      orElse(items.transact(partitionKey, operations, options), async () => []),
  })),
  collectionMutant('transact/unfit-ignored', 'a patch that does not fit fails the transaction', (items) => ({
    transact: (partitionKey, operations, options) =>
      items.transact(partitionKey, operations, options).catch((error: unknown) => {
        if (isCloudError(error, 'precondition_failed') && error.message.includes('patch')) return []
        throw error
      }),
  })),
  collectionMutant('transact/results-reversed', 'results are in the order of the operations', (items) => ({
    transact: async (...call) => (await items.transact(...call)).toReversed(),
  })),
  collectionMutant('transact/results-shared', 'the results of transact are copies', (items) => {
    const results = new Map<string, AnyDocument>()
    return {
      async transact(...call) {
        const stored = await items.transact(...call)
        for (const document of stored) if (document !== null && 'list' in document) results.set(document.id, document)
        return stored
      },
      findById: async (id, pk, options) => results.get(id) ?? items.findById(id, pk, options),
    }
  }),
]
