import { isCloudError } from '@bytelyst/core'
import type { DatastoreDriver, StoredDocument, WriteRecord } from '../../driver.ts'
import type { CollectionConfig } from '../../types.ts'
import type { AnyDocument } from '../context.ts'
import { collectionMutant, driverMutant, providerMutant, type Collection, type DatastoreMutant } from './mutant.ts'

/** An engine that gives documents another life than it was told; the faster ways of writing are hidden. */
function living(
  id: string,
  breaks: string,
  change: (record: WriteRecord, current: StoredDocument | null, defaultTtl: number | null) => number | null,
): DatastoreMutant {
  return driverMutant(`expiry/${id}`, breaks, (driver) => ({
    update: undefined as never,
    writeMany: undefined as never,
    updateMany: undefined as never,
    write: async (target, record, expected, call) => {
      if (target.settings.defaultTtl === undefined) return driver.write(target, record, expected, call)
      const current = await driver.read(target, record.key, call)
      const ttlSeconds = change(record, current, target.settings.defaultTtl)
      return driver.write(target, { ...record, ttlSeconds }, expected, call)
    },
  }))
}

/** Options without some of their keys. */
function without<O extends object>(options: O | undefined, key: string): O | undefined {
  return options === undefined
    ? undefined
    : (Object.fromEntries(Object.entries(options).filter(([name]) => name !== key)) as O)
}

async function refusedQuietly<R>(call: Promise<R>, instead: R): Promise<R> {
  return call.catch((error: unknown) => {
    if (isCloudError(error, 'invalid_argument')) return instead
    throw error
  })
}

/** What a provider makes of a configuration. */
function configuring(
  id: string,
  breaks: string,
  change: (config: CollectionConfig) => CollectionConfig,
): DatastoreMutant {
  return providerMutant(id, breaks, (provider) => ({
    initialize: (configs, options) =>
      provider.initialize(
        typeof configs !== 'object' || configs === null || Array.isArray(configs)
          ? configs
          : Object.fromEntries(
              Object.entries(configs).map(([name, config]) => [
                name,
                typeof config === 'object' && config !== null ? change(config) : config,
              ]),
            ),
        options,
      ),
  }))
}

export const lifetimeMutants: readonly DatastoreMutant[] = [
  living('never', 'a document expires', () => null),
  living('thousandfold', 'ttlSeconds are seconds', ({ ttlSeconds }) =>
    ttlSeconds === null ? null : ttlSeconds * 1000,
  ),
  living('default-always', 'ttlSeconds takes the place of the default', (_record, _current, defaultTtl) => defaultTtl),
  living('null-means-default', 'null is never', ({ ttlSeconds }, _current, defaultTtl) => ttlSeconds ?? defaultTtl),
  living('own-life-kept-by-all', 'replace and upsert without ttlSeconds use the default', ({ ttlSeconds }, current) =>
    current === null ? ttlSeconds : current.ttlSeconds,
  ),
  living('at-once', 'a document is there until it expires', ({ ttlSeconds }) =>
    ttlSeconds === null || ttlSeconds > 2 ? ttlSeconds : null,
  ),
  collectionMutant('expiry/update-uses-default', 'update keeps what the document has', (items) => ({
    async update(id, pk, patch, options) {
      const stored = await items.update(id, pk, patch, options)
      return options?.ttlSeconds === undefined && options?.upsert !== true
        ? items.upsert(stored).catch(() => stored)
        : stored
    },
  })),
  collectionMutant('expiry/update-does-not-restart', 'update restarts the time', (items) => {
    const born = new Map<string, AnyDocument>()
    return {
      async create(document, options) {
        const stored = await items.create(document, options)
        if (options?.ttlSeconds === 4) born.set(stored.id, stored)
        return stored
      },
      update: async (id, pk, patch, options) => born.get(id) ?? items.update(id, pk, patch, options),
    }
  }),
  driverMutant('expiry/seen-by-queries', 'an expired document is never matched', (driver) => {
    const everSeen = new Map<string, StoredDocument>()
    return {
      find: async (target, query, call) => {
        const found = await driver.find(target, query, call)
        if (target.settings.defaultTtl !== 2) return found
        for (const stored of found) everSeen.set(JSON.stringify(stored.document['id']), stored)
        return [...everSeen.values()]
      },
      count: async (target, query, call) => (target.settings.defaultTtl === 2 ? 2 : driver.count(target, query, call)),
    }
  }),
  driverMutant('expiry/id-taken', "an expired document's id is free", (driver) => {
    const taken = new Set<string>()
    return {
      update: undefined as never,
      writeMany: undefined as never,
      write: async (target, record, expected, call) => {
        const text = `${target.collection} ${record.key.id}`
        const isThere = (await driver.read(target, record.key, call)) !== null
        if (expected === 'absent' && !isThere && taken.has(text) && target.settings.defaultTtl !== undefined)
          return { kind: 'exists' }
        if (target.settings.defaultTtl !== undefined) taken.add(text)
        return driver.write(target, record, expected, call)
      },
    }
  }),
  collectionMutant('expiry/off-ignored', 'ttlSeconds is refused where expiry is off', (items) => ({
    create: (document, options) => refusedQuietly(items.create(document, options), document as AnyDocument),
  })),
  driverMutant('expiry/transactions-forever', 'transact uses the default', (driver) => ({
    transact: (async (target, partitionKey, operations, call) =>
      driver.transact?.(
        target,
        partitionKey,
        operations.map((operation) =>
          operation.kind === 'write' ? { ...operation, record: { ...operation.record, ttlSeconds: null } } : operation,
        ),
        call,
      )) as NonNullable<DatastoreDriver['transact']>,
  })),
  configuring('initialize/default-ttl-dropped', 'initialize stores the default expiry', (config) => ({
    ...config,
    defaultTtl: config.defaultTtl === 2 ? null : config.defaultTtl,
  })),
  configuring(
    'initialize/schema-dropped',
    'a schema checks the document of every write',
    (config) => without(config, 'schema') ?? config,
  ),
  configuring('initialize/schema-output-dropped', "a schema's output replaces the document", (config) => {
    const validate = config.schema?.['~standard']?.validate
    if (typeof validate !== 'function' || config.schema === undefined) return config
    const standard = config.schema['~standard']
    return {
      ...config,
      schema: {
        '~standard': {
          ...standard,
          validate: async (value: unknown) =>
            (await validate(value)).issues === undefined ? { value } : validate(value),
        },
      },
    }
  }),
  configuring('initialize/async-schema-dropped', 'a schema may be asynchronous', (config) => {
    const validate = config.schema?.['~standard']?.validate
    if (typeof validate !== 'function' || config.schema === undefined) return config
    const standard = config.schema['~standard']
    return {
      ...config,
      schema: {
        '~standard': {
          ...standard,
          validate: (value: unknown) => {
            const result = validate(value)
            return result instanceof Promise ? { value } : result
          },
        },
      },
    }
  }),
  configuring('index/unique-dropped', 'a unique index refuses a second document', (config) => ({
    ...config,
    indexes: config.indexes?.map?.((index) => without(index, 'unique') ?? index),
  })),
  configuring('index/dropped', 'a declared index is used', (config) =>
    Array.isArray(config.indexes) && config.indexes.some((index) => 'v' in (index?.paths ?? {}))
      ? { ...config, indexes: undefined }
      : config,
  ),
  collectionMutant('index/unique-everywhere', 'another partition may hold the same value', (items) => ({
    create: async (document, options) => {
      const { email, id } = document as AnyDocument
      const other = email === 'x' ? await items.findOne({ filter: { email: 'x', id } }).catch(() => null) : null
      return items.create(
        other === null ? document : { ...(document as AnyDocument), pk: String(other['pk']) },
        options,
      )
    },
  })),
  collectionMutant(
    'index/unique-counts-null',
    'only documents with a scalar in every path have to be unique',
    (items) => ({
      create: async (document, options) => {
        const { a, b, id } = document as AnyDocument
        const same =
          a === undefined && b === undefined && /^i\d$/.test(id)
            ? await items.findOne({ filter: { a: null, b: null } }).catch(() => null)
            : null
        return items.create(same === null ? document : { ...(document as AnyDocument), id: same.id }, options)
      },
    }),
  ),
  driverMutant('index/unique-not-freed', 'a value is free again when its document is gone', (driver) => {
    const emails = new Set<string>()
    return {
      write: async (target, record, expected, call) => {
        const email = record.document['email']
        const outcome = await driver.write(target, record, expected, call)
        if (expected !== 'absent' || typeof email !== 'string') return outcome
        const text = `${target.collection} ${record.key.partitionKey} ${email}`
        if (emails.has(text)) return { kind: 'duplicate', index: 'email' }
        emails.add(text)
        return outcome
      },
    }
  }),
  collectionMutant('index/unique-in-single-writes', 'a unique index counts in transactions', (items) => ({
    transact: (partitionKey, operations, options) =>
      items.transact(partitionKey, operations, options).catch((error: unknown) => {
        if (isCloudError(error, 'already_exists') && error.message.includes('unique')) return []
        throw error
      }),
  })),
  collectionMutant('index/answers-change', 'a declared index changes no answer', (items) => {
    let isIndexed: Promise<boolean> | undefined
    return {
      findMany: async (query: Parameters<Collection['findMany']>[0]) => {
        const found = await items.findMany(query)
        if (query?.filter === undefined || !('v' in query.filter) || query.filter['v'] !== null) return found
        isIndexed ??= items.explain({ filter: { v: 1 } }).then(({ index }) => index !== undefined)
        return (await isIndexed) ? found.filter((document) => 'v' in document) : found
      },
    }
  }),
  driverMutant('index/long-values-cut', 'an indexed field takes any value', (driver) => ({
    find: (target, query, call) =>
      query.filter.kind === 'equals' && String(query.filter.value).length > 2700
        ? Promise.resolve([])
        : driver.find(target, query, call),
  })),
  driverMutant('explain/never-scans', 'explain tells a scan', (driver) => ({
    explain: async (...call) => ({ ...(await driver.explain(...call)), scan: false }),
  })),
  driverMutant('explain/always-scans', 'explain tells the index', (driver) => ({
    explain: async (...call) => ({ scan: true, crossPartition: (await driver.explain(...call)).crossPartition }),
  })),
  driverMutant('explain/never-crosses', 'explain tells whether partitions are crossed', (driver) => ({
    explain: async (...call) => ({ ...(await driver.explain(...call)), crossPartition: false }),
  })),
  driverMutant('initialize/empties', 'initialize keeps the documents', (driver) => ({
    async initialize(collections, call) {
      for (const { name } of collections) await driver.drop(name, call)
      await driver.initialize(collections, call)
    },
  })),
  driverMutant('initialize/forgets', 'settings are stored beside the data', (driver) => ({
    readSettings: async (collection, call) => ((await driver.readSettings(collection, call)) === null ? null : null),
  })),
  driverMutant('initialize/second-fails', 'initialize is safe to race', (driver) => {
    const initialized = new Set<string>()
    return {
      async initialize(collections, call) {
        for (const { name } of collections) {
          if (initialized.has(name)) throw new Error('already there')
          initialized.add(name)
        }
        await driver.initialize(collections, call)
      },
    }
  }),
  providerMutant('initialize/other-path-accepted', 'another partitionKeyPath is misconfigured', (provider) => ({
    initialize: (configs, options) =>
      provider.initialize(configs, options).catch((error: unknown) => {
        if (!isCloudError(error, 'misconfigured')) throw error
      }),
  })),
  providerMutant('initialize/other-path-half-done', 'a refused initialize changes nothing', (provider) => ({
    async initialize(configs, options) {
      if (typeof configs !== 'object' || configs === null || Array.isArray(configs))
        return provider.initialize(configs, options)
      for (const [name, config] of Object.entries(configs)) await provider.initialize({ [name]: config }, options)
      return provider.initialize({}, options)
    },
  })),
  providerMutant('initialize/any-config', 'a configuration that is none is refused', (provider) => ({
    initialize: (configs, options) => refusedQuietly(provider.initialize(configs, options), undefined),
  })),
  collectionMutant('initialize/schema-not-on-update', 'with a schema the result of an update is checked', (items) => ({
    update: (id, pk, patch, options) => refusedQuietly(items.update(id, pk, patch, options), { id, pk }),
  })),
  collectionMutant(
    'initialize/schema-not-in-transactions',
    'with a schema every document of a transaction is checked',
    (items) => ({
      transact: (partitionKey, operations, options) =>
        items.transact(partitionKey, operations, options).catch((error: unknown) => {
          if (isCloudError(error, 'invalid_argument') && error.message.includes('schema')) return []
          throw error
        }),
    }),
  ),
  collectionMutant('initialize/schema-messages-quoted', "a schema's messages are not repeated", (items) => ({
    create: (document, options) =>
      items.create(document, options).catch((error: unknown) => {
        if (isCloudError(error) && error.message.includes('schema'))
          throw error.with({ message: `not a number: ${String((document as AnyDocument)['n'])}` })
        throw error
      }),
  })),
]
