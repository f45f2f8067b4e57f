import { isCloudError } from '@bytelyst/core'
import type { DatastoreDriver, Key, Target, WriteRecord } from '../../driver.ts'
import type { AnyDocument } from '../context.ts'
import { collectionMutant, driverMutant, providerMutant, type DatastoreMutant } from './mutant.ts'

/** A driver that keeps documents under other keys than it is told. */
function keyed(driver: DatastoreDriver, change: (key: Key) => Key): Partial<DatastoreDriver> {
  const record = (given: WriteRecord): WriteRecord => ({ ...given, key: change(given.key) })
  return {
    update: undefined as never,
    writeMany: undefined as never,
    read: (target, key, call) => driver.read(target, change(key), call),
    write: (target, given, expected, call) => driver.write(target, record(given), expected, call),
    delete: (target, key, version, call) => driver.delete(target, change(key), version, call),
  }
}

export const keyMutants: readonly DatastoreMutant[] = [
  driverMutant('keys/partition-ignored', 'ids are unique per partition only', (driver) =>
    keyed(driver, ({ id }) => ({ id, partitionKey: 'all' })),
  ),
  driverMutant('keys/run-together', 'partition key and id are two parts of a key', (driver) =>
    keyed(driver, ({ id, partitionKey }) => ({
      id: `${partitionKey}|${id}`.replaceAll(/["': ]/g, '|'),
      partitionKey: 'all',
    })),
  ),
  driverMutant('keys/case-folded', 'ids are told apart by case', (driver) =>
    keyed(driver, ({ id, partitionKey }) => ({ id: id.toLowerCase(), partitionKey })),
  ),
  driverMutant('keys/normalised', 'ids are compared without normalisation', (driver) =>
    keyed(driver, ({ id, partitionKey }) => ({ id: id.normalize('NFC'), partitionKey: partitionKey.normalize('NFC') })),
  ),
  driverMutant('keys/trimmed', 'blanks in ids and partition keys count', (driver) =>
    keyed(driver, ({ id, partitionKey }) => ({ id: id.trim(), partitionKey: partitionKey.trim() || 'x' })),
  ),
  driverMutant('keys/partition-key-cut', 'partition keys have up to 1,024 bytes', (driver) => ({
    read: (target, key, call) =>
      key.partitionKey.length > 100 ? Promise.resolve(null) : driver.read(target, key, call),
  })),
  driverMutant('keys/nested-path-unknown', 'the partition key may stand below the top level', (driver) => ({
    find: (target, query, call) =>
      target.partitionKeyPath.length > 1 && query.partitionKey !== undefined
        ? Promise.resolve([])
        : driver.find(target, query, call),
  })),
  driverMutant('keys/default-path-pk', 'a collection that nobody initialised is partitioned by /id', (driver) => ({
    readSettings: async (collection, call) =>
      (await driver.readSettings(collection, call)) ?? { partitionKeyPath: '/pk', defaultTtl: undefined },
  })),
  collectionMutant('keys/replace-moves', 'replace keeps a document where it is', (items) => ({
    replace: (id, pk, document, options) =>
      items.replace(id, pk, document, options).catch((error: unknown) => {
        if (isCloudError(error, 'invalid_argument')) return items.upsert({ id: 'moved', pk: 'p' })
        throw error
      }),
  })),
  collectionMutant('keys/any-id-accepted', 'what is no id is refused', (items) => {
    const safe = (id: unknown): string => (typeof id === 'string' && /^[\w .-]{1,255}$/.test(id) ? id : 'safe')
    return {
      create: (document, options) =>
        items.create({ ...(document as AnyDocument), id: safe((document as AnyDocument).id) }, options),
      findById: (id, pk, options) => items.findById(safe(id), pk, options),
    }
  }),
  collectionMutant('keys/any-partition-key-accepted', 'what is no partition key is refused', (items) => ({
    findById: (id, pk, options) =>
      items.findById(
        id,
        typeof pk === 'string' && pk !== '' ? pk.slice(0, 100).replaceAll(/[^\w .]/g, '_') : 'none',
        options,
      ),
  })),
  collectionMutant('keys/missing-partition-key-invented', 'a document has its partition key', (items) => ({
    create: (document, options) =>
      items.create(document, options).catch((error: unknown) => {
        if (isCloudError(error, 'invalid_argument'))
          return items.create({ ...(document as AnyDocument), tenant: { id: 'none' } }, options)
        throw error
      }),
  })),
  collectionMutant('keys/forgotten-partition-searches-all', 'partitionKey: undefined is a mistake', (items) => {
    const without = <Q extends object>(query: Q): Q =>
      Object.fromEntries(
        Object.entries(query).filter(
          ([key, value]) => key !== 'partitionKey' || (value !== undefined && value !== null),
        ),
      ) as Q
    return {
      findMany: (query) => items.findMany(without(query)),
      count: (filter, options) => items.count(filter, without(options ?? {})),
    }
  }),
  providerMutant('keys/collection-names-folded', 'collection names are told apart by case', (provider) => ({
    collection: (name: unknown) =>
      provider.collection(typeof name === 'string' ? name.toLowerCase() : (name as string)),
  })),
  providerMutant('keys/any-collection-name', 'what is no collection name is refused', (provider) => ({
    collection: (name: unknown) =>
      provider.collection(typeof name === 'string' ? name.replaceAll(/[^\w-]/g, '_').slice(0, 63) || '_' : '_'),
  })),
  driverMutant('isolation/collections-shared', 'what is written to one collection is in no other', (driver) => {
    const shared = (target: Target): Target => ({ ...target, collection: 'shared' })
    return {
      read: (target, key, call) => driver.read(shared(target), key, call),
      write: (target, record, expected, call) => driver.write(shared(target), record, expected, call),
      find: (target, query, call) => driver.find(shared(target), query, call),
      count: (target, query, call) => driver.count(shared(target), query, call),
      update: undefined as never,
      writeMany: undefined as never,
    }
  }),
  collectionMutant('isolation/writes-shared', 'what was written is copied', (items) => {
    const written = new Map<string, AnyDocument>()
    return {
      async create(document, options) {
        const stored = await items.create(document, options)
        written.set(stored.id, document as AnyDocument)
        return stored
      },
      findById: async (id, pk, options) => {
        const stored = await items.findById(id, pk, options)
        const own = written.get(id)
        return stored !== null && own !== undefined && 'deep' in own ? own : stored
      },
    }
  }),
  collectionMutant('isolation/reads-shared', 'what was read is copied', (items) => {
    let read: AnyDocument | null = null
    return {
      async findById(id, pk, options) {
        const fresh = await items.findById(id, pk, options)
        read = read !== null && fresh !== null && 'deep' in fresh && read.id === fresh.id ? read : fresh
        return read
      },
    }
  }),
  collectionMutant('isolation/found-shared', 'what was found is copied', (items) => {
    const known = new Map<string, AnyDocument>()
    return {
      findMany: (async (query: Parameters<typeof items.findMany>[0]) => {
        const found = await items.findMany(query)
        return found.map((document) => {
          const key = JSON.stringify([document.id, document['pk']])
          if (!known.has(key)) known.set(key, document)
          return 'deep' in document ? known.get(key) : document
        })
      }) as typeof items.findMany,
    }
  }),
  collectionMutant('isolation/patches-shared', 'the value of a patch is copied', (items) => {
    const patches = new Map<string, unknown>()
    return {
      update: (id, pk, patch, options) => {
        if (patch.$set !== undefined) patches.set(id, patch.$set['deep'])
        return items.update(id, pk, patch, options)
      },
      async findById(id, pk, options) {
        const stored = await items.findById(id, pk, options)
        return stored !== null && patches.get(id) !== undefined ? { ...stored, deep: patches.get(id) } : stored
      },
    }
  }),
  collectionMutant('isolation/batches-shared', 'the documents of a batch are copied', (items) => {
    const batch = new Map<string, AnyDocument>()
    return {
      createMany(documents, options) {
        const given = [...(Array.isArray(documents) ? documents : [])] as AnyDocument[]
        for (const document of given.length < 10 ? given : [])
          if (document !== undefined && 'deep' in document) batch.set(document.id, document)
        return items.createMany(documents, options)
      },
      findById: async (id, pk, options) => batch.get(id) ?? items.findById(id, pk, options),
    }
  }),
  collectionMutant('isolation/arguments-stamped', 'the arguments of a call are never changed', (items) => ({
    create(document, options) {
      const created = items.create(document, options)
      ;(document as AnyDocument)['stamped'] = true
      return created
    },
  })),
]
