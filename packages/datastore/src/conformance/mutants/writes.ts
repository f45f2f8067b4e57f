import { CloudError, isCloudError } from '@bytelyst/core'
import { etagOf, rememberEtag } from '../../document/etag.ts'
import type { Expected, Outcome, StoredDocument, WriteRecord } from '../../driver.ts'
import type { DatastoreProvider } from '../../types.ts'
import { bareMemory } from '../bare-memory.ts'
import type { AnyDocument } from '../context.ts'
import { collectionMutant, driverMutant, providerMutant, type Collection, type DatastoreMutant } from './mutant.ts'

/** An engine that writes under another expectation; the faster ways of writing are hidden. */
function expecting(
  id: string,
  breaks: string,
  change: (expected: Expected) => Expected,
  outcome: (outcome: Outcome) => Outcome = (given) => given,
): DatastoreMutant {
  return driverMutant(id, breaks, (driver) => ({
    update: undefined as never,
    writeMany: undefined as never,
    write: async (target, record, expected, call) =>
      outcome(await driver.write(target, record, change(expected), call)),
  }))
}

/** An engine with its own versions: what it hands out is translated back on the way in. */
function versioned(
  id: string,
  breaks: string,
  name: (record: WriteRecord, version: string, count: number) => string,
): DatastoreMutant {
  return driverMutant(id, breaks, (driver) => {
    const counts = new Map<string, number>()
    const names = new Map<string, string>()
    const keyOf = ({ key }: WriteRecord): string => `${key.partitionKey}\0${key.id}`
    const shown = (stored: StoredDocument | null): StoredDocument | null =>
      stored === null ? null : { ...stored, version: names.get(stored.version) ?? stored.version }
    return {
      update: undefined as never,
      writeMany: undefined as never,
      updateMany: undefined as never,
      transact: undefined as never,
      write: async (target, record, expected, call) => {
        const current = await driver.read(target, record.key, call)
        if (typeof expected === 'object' && current !== null && shown(current)?.version !== expected.version)
          return { kind: 'stale' }
        const actual = typeof expected === 'object' && current !== null ? { version: current.version } : expected
        const outcome = await driver.write(target, record, actual, call)
        if (outcome.kind !== 'written') return outcome
        const count = current === null ? 1 : (counts.get(keyOf(record)) ?? 0) + 1
        counts.set(keyOf(record), count)
        names.set(outcome.version, name(record, outcome.version, count))
        return { kind: 'written', version: names.get(outcome.version) ?? '' }
      },
      read: async (target, key, call) => shown(await driver.read(target, key, call)),
      find: async (target, query, call) =>
        (await driver.find(target, query, call)).map((stored) => shown(stored) as StoredDocument),
      delete: async (target, key, version, call) => {
        const current = await driver.read(target, key, call)
        if (version !== undefined && current !== null && shown(current)?.version !== version) return { kind: 'stale' }
        return driver.delete(target, key, undefined, call)
      },
    }
  })
}

const conditional = ['replace', 'upsert', 'update', 'delete'] as const

/** A collection whose method takes another etag than it was given. */
function matching(
  method: (typeof conditional)[number],
  id: string,
  breaks: string,
  change: (etag: unknown) => string | undefined,
): DatastoreMutant {
  const changed = <O extends object>(options: O | undefined): O | undefined => {
    if (options === undefined || !('ifMatch' in options)) return options
    const ifMatch = change(options.ifMatch)
    const { ifMatch: _given, ...rest } = options
    return (ifMatch === undefined ? rest : { ...rest, ifMatch }) as O
  }
  return collectionMutant(`if-match/${method}-${id}`, breaks, (items) => {
    switch (method) {
      case 'replace':
        return { replace: (key, pk, document, options) => items.replace(key, pk, document, changed(options)) }
      case 'upsert':
        return { upsert: (document, options) => items.upsert(document, changed(options)) }
      case 'update':
        return { update: (key, pk, patch, options) => items.update(key, pk, patch, changed(options)) }
      case 'delete':
        return { delete: (key, pk, options) => items.delete(key, pk, changed(options)) }
    }
  })
}

/** Errors of one code told as another answer. */
function telling<R>(
  call: Promise<R>,
  code: 'not_found' | 'precondition_failed',
  instead: () => Promise<R>,
): Promise<R> {
  return call.catch((error: unknown) => {
    if (isCloudError(error, code)) return instead()
    throw error
  })
}

function failed(): CloudError {
  return new CloudError({
    code: 'precondition_failed',
    message: 'told wrongly',
    service: 'datastore',
    provider: 'memory',
    operation: 'replace',
  })
}

export const writeMutants: readonly DatastoreMutant[] = [
  expecting('write/create-overwrites', 'create is if absent', (expected) => (expected === 'absent' ? 'any' : expected)),
  expecting('write/replace-creates', 'replace on missing is not_found', (expected) =>
    expected === 'present' ? 'any' : expected,
  ),
  expecting('write/upsert-never-replaces', 'upsert replaces', (expected) => (expected === 'any' ? 'absent' : expected)),
  expecting('write/upsert-never-creates', 'upsert creates', (expected) => (expected === 'any' ? 'present' : expected)),
  driverMutant('write/nothing-stored', 'what was acknowledged is stored', () => ({
    update: undefined as never,
    writeMany: undefined as never,
    write: async () => ({ kind: 'written', version: 'lost' }),
  })),
  driverMutant('write/merged', 'replace and upsert put whole documents', (driver) => ({
    writeMany: undefined as never,
    write: async (target, record, expected, call) => {
      const current = expected === 'absent' ? null : await driver.read(target, record.key, call)
      return driver.write(target, { ...record, document: { ...current?.document, ...record.document } }, expected, call)
    },
  })),
  driverMutant('write/deleted-fields-return', 'a deleted id is free of what it had', (driver) => {
    const graves = new Map<string, StoredDocument | null>()
    return {
      delete: async (target, key, version, call) => {
        graves.set(key.id, await driver.read(target, key, call))
        return driver.delete(target, key, version, call)
      },
      write: (target, record, expected, call) =>
        driver.write(
          target,
          {
            ...record,
            document: { ...(expected === 'absent' ? graves.get(record.key.id)?.document : {}), ...record.document },
          },
          expected,
          call,
        ),
    }
  }),
  driverMutant('write/delete-does-nothing', 'delete removes', () => ({ delete: async () => ({ kind: 'deleted' }) })),
  driverMutant('write/delete-always-true', 'delete on missing is false', (driver) => ({
    delete: async (target, key, version, call) => {
      const outcome = await driver.delete(target, key, version, call)
      return outcome.kind === 'missing' ? { kind: 'deleted' } : outcome
    },
  })),
  driverMutant('write/reads-lag', 'what was acknowledged is there for the next read', (driver) => {
    const before = new Map<string, StoredDocument | null>()
    return {
      async read(target, key, call) {
        const text = `${target.collection} ${key.partitionKey} ${key.id}`
        const now = await driver.read(target, key, call)
        const lagging = before.get(text)
        before.set(text, now)
        return lagging !== undefined && lagging !== null && now !== null ? lagging : now
      },
    }
  }),
  collectionMutant('write/missing-updates-create', 'update on missing is not_found', (items) => ({
    update: (id, pk, patch, options) =>
      telling(items.update(id, pk, patch, options), 'not_found', () => items.upsert({ id, pk, n: 1 })),
  })),
  collectionMutant('write/missing-replaces-null', 'replace on missing is an error', (items) => ({
    replace: (id, pk, document, options) =>
      telling(items.replace(id, pk, document, options), 'not_found', async () => document as AnyDocument),
  })),
  collectionMutant('write/returns-the-argument', 'a write returns what is stored', (items) => ({
    async create(document, options) {
      await items.create(document, options)
      return document as AnyDocument
    },
  })),
  sharedData(),
  versioned(
    'etag/restarting-counter',
    'an etag belongs to one incarnation of one document',
    (_record, _version, count) => String(count),
  ),
  versioned(
    'etag/of-content',
    'every successful write gives a new etag',
    (record) => `e${JSON.stringify(record.document).length}-${record.key.id}-${JSON.stringify(record.document['n'])}`,
  ),
  collectionMutant('etag/copies-known', 'a copy has no etag, and documents stay clean', (items) => ({
    async findById(id, pk, options) {
      const found = await items.findById(id, pk, options)
      if (found !== null) Object.defineProperty(found, Symbol('etag'), { value: etagOf(found), enumerable: true })
      return found
    },
  })),
  collectionMutant('etag/unknown', 'etagOf knows every document that a call returned', (items) => ({
    findOne: async (query: Parameters<Collection['findOne']>[0]) => structuredClone(await items.findOne(query)),
  })),
  collectionMutant('etag/old-after-replace', 'replace gives a new etag', (items) => ({
    async replace(id, pk, document, options) {
      const before = await items.findById(id, pk).catch(() => null)
      const written = await items.replace(id, pk, document, options)
      if (before !== null) rememberEtag(written, etagOf(before) ?? '')
      return written
    },
  })),
  collectionMutant('etag/old-after-upsert-many', 'upsertMany gives a new etag', (items) => ({
    async upsertMany(documents, options) {
      const before = await items.findById('a', 'p').catch(() => null)
      const result = await items.upsertMany(documents, options)
      const [first] = result.items
      if (before !== null && first?.ok === true) rememberEtag(first.document, etagOf(before) ?? '')
      return result
    },
  })),
  collectionMutant('etag/shared-by-update-many', 'updateMany gives each document an etag of its own', (items) => ({
    async findById(id, pk, options) {
      const found = await items.findById(id, pk, options)
      if (found !== null && found['n'] === 2) rememberEtag(found, 'stamped')
      return found
    },
  })),
  ...conditional.flatMap((method) => [
    matching(method, 'ignored', `${method} with a stale etag is refused`, () => undefined),
    matching(method, 'star', `${method}: * and the empty string are no etags`, (etag) =>
      etag === '*' || etag === '' ? undefined : (etag as string),
    ),
    matching(method, 'undefined-dropped', `${method}: ifMatch: undefined is a mistake`, (etag) =>
      etag === undefined || etag === null ? undefined : (etag as string),
    ),
    matching(method, 'always-fails', `${method} with the current etag succeeds`, (etag) =>
      typeof etag === 'string' ? 'never' : (etag as string),
    ),
  ]),
  collectionMutant('if-match/replace-missing-is-stale', 'absence comes before the precondition', (items) => ({
    replace: (id, pk, document, options) =>
      options?.ifMatch === undefined
        ? items.replace(id, pk, document, options)
        : telling(items.replace(id, pk, document, options), 'not_found', () => Promise.reject(failed())),
  })),
  collectionMutant('if-match/update-missing-is-stale', 'absence comes before the precondition', (items) => ({
    update: (id, pk, patch, options) =>
      options?.ifMatch === undefined
        ? items.update(id, pk, patch, options)
        : telling(items.update(id, pk, patch, options), 'not_found', () => Promise.reject(failed())),
  })),
  collectionMutant('if-match/upsert-creates', 'upsert with ifMatch on missing is precondition_failed', (items) => ({
    upsert: (document, options) =>
      telling(items.upsert(document, options), 'precondition_failed', async () => {
        const there = await items.findById((document as AnyDocument).id, 'p')
        return there === null ? items.upsert(document) : Promise.reject(failed())
      }),
  })),
  collectionMutant('if-match/delete-missing-is-stale', 'delete with ifMatch on missing is false', (items) => ({
    async delete(id, pk, options) {
      const deleted = await items.delete(id, pk, options)
      if (!deleted && options?.ifMatch !== undefined) throw failed()
      return deleted
    },
  })),
]

/** A provider that is not durable and shares its data with the next one all the same. */
function sharedData(): DatastoreMutant {
  let ghost: DatastoreProvider | undefined
  return providerMutant(
    'write/ghost-data',
    'data outlives a provider exactly where durable is declared',
    (provider) => ({
      initialize: async (configs, options) => {
        await provider.initialize(configs, options)
        ghost ??= bareMemory()
        await ghost.initialize(configs)
      },
      collection: ((name: string) => {
        const items = provider.collection<AnyDocument>(name)
        return new Proxy(items, {
          get(target, key) {
            if (key === 'create') {
              return async (document: AnyDocument, options?: object) => {
                await ghost
                  ?.collection<AnyDocument>(name)
                  .upsert(document)
                  .catch(() => undefined)
                return target.create(document, options)
              }
            }
            if (key === 'findById') {
              return async (id: string, pk: string, options?: object) =>
                (await target.findById(id, pk, options)) ??
                (await ghost
                  ?.collection<AnyDocument>(name)
                  .findById(id, pk)
                  .catch(() => null)) ??
                null
            }
            const value: unknown = Reflect.get(target, key, target)
            return typeof value === 'function' ? value.bind(target) : value
          },
        })
      }) as DatastoreProvider['collection'],
    }),
  )
}
