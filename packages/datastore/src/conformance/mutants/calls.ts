import { isCloudError } from '@bytelyst/core'
import type { DatastoreDriver, StoredDocument, WriteRecord } from '../../driver.ts'
import type { DatastoreProvider } from '../../types.ts'
import type { AnyDocument } from '../context.ts'
import {
  collectionMutant,
  driverMutant,
  overriding,
  providerMutant,
  type Collection,
  type DatastoreMutant,
} from './mutant.ts'

type Options = Readonly<Record<string, unknown>>

/** Every method of a collection with its arguments changed. */
function calling(
  id: string,
  breaks: string,
  change: (method: string, parameters: unknown[]) => unknown[],
): DatastoreMutant {
  return providerMutant(id, breaks, (provider) => ({
    collection: ((name: string) =>
      new Proxy(provider.collection<AnyDocument>(name), {
        get(target, key) {
          const value: unknown = Reflect.get(target, key, target)
          if (typeof value !== 'function') return value
          return (...parameters: unknown[]) =>
            (value as (...all: unknown[]) => unknown).apply(target, change(String(key), parameters))
        },
      })) as DatastoreProvider['collection'],
    ping: (options) => provider.ping(...(change('ping', [options]) as [typeof options])),
    initialize: (configs, options) =>
      provider.initialize(...(change('initialize', [configs, options]) as [typeof configs, typeof options])),
  }))
}

function withoutKey(parameters: readonly unknown[], ...keys: readonly string[]): unknown[] {
  return parameters.map((parameter) => {
    if (
      typeof parameter !== 'object' ||
      parameter === null ||
      Array.isArray(parameter) ||
      !keys.some((key) => key in parameter)
    )
      return parameter
    return Object.fromEntries(Object.entries(parameter as Options).filter(([name]) => !keys.includes(name)))
  })
}

/** Lets others have their turn between looking and writing. */
async function turn(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0))
}

/** An engine that looks first and writes later. */
function unguarded(
  id: string,
  breaks: string,
  applies: (expected: unknown, record: WriteRecord) => boolean,
): DatastoreMutant {
  return driverMutant(`race/${id}`, breaks, (driver) => ({
    update: undefined as never,
    writeMany: undefined as never,
    write: async (target, record, expected, call) => {
      if (!applies(expected, record)) return driver.write(target, record, expected, call)
      const current = await driver.read(target, record.key, call)
      if (expected === 'absent' && current !== null) return { kind: 'exists' }
      if (typeof expected === 'object' && current === null) return { kind: 'missing' }
      if (typeof expected === 'object' && current?.version !== expected.version) return { kind: 'stale' }
      await turn()
      return driver.write(target, record, 'any', call)
    },
  }))
}

export const callMutants: readonly DatastoreMutant[] = [
  calling('bounds/signal-ignored', 'a signal that has fired refuses the call', (_method, parameters) =>
    withoutKey(parameters, 'signal'),
  ),
  calling('bounds/timeout-ignored', 'a call whose time is up is refused', (_method, parameters) =>
    withoutKey(parameters, 'timeoutMs'),
  ),
  calling('bounds/always-aborted', 'a signal that does not fire changes nothing', (_method, parameters) =>
    parameters.map((parameter) =>
      typeof parameter === 'object' && parameter !== null && 'timeoutMs' in parameter && 'signal' in parameter
        ? { ...parameter, signal: AbortSignal.abort() }
        : parameter,
    ),
  ),
  providerMutant('bounds/ping-fails', 'ping resolves when the engine answers', () => ({
    ping: () => Promise.reject(new Error('no answer')),
  })),
  collectionMutant('bounds/aborted-writes-denied', 'an aborted write that may have been applied says so', (items) => ({
    create: (document, options) =>
      items.create(document, options).catch((error: unknown) => {
        throw isCloudError(error, 'aborted') ? error.with({ ambiguous: false }) : error
      }),
  })),
  collectionMutant('bounds/bad-bounds-ignored', 'bounds that are none are refused', (items) => ({
    delete: (id, pk, options) =>
      items.delete(id, pk, options?.ifMatch === undefined && options?.signal === undefined ? undefined : options),
  })),
  providerMutant('closed/open-for-ever', 'after close() every call is refused', () => ({
    close: () => Promise.resolve(),
  })),
  providerMutant('closed/once', 'close() is idempotent', (provider) => {
    let isClosed = false
    return {
      async close() {
        if (isClosed) throw new Error('closed already')
        isClosed = true
        await provider.close()
      },
    }
  }),
  closesAll(),
  providerMutant('native/another-each-time', 'native() gives the same client each time', () => ({
    native: () => Promise.resolve({}),
  })),
  unguarded(
    'create-looks-first',
    'exactly one of many creates wins',
    (expected, record) => expected === 'absent' && record.key.id.startsWith('r'),
  ),
  unguarded(
    'replace-looks-first',
    'exactly one of many conditional writes wins',
    (expected) => typeof expected === 'object',
  ),
  driverMutant('race/batches-look-first', 'of overlapping createMany calls one creates', (driver) => ({
    writeMany: async (target, records, expected, call) => {
      const there = await Promise.all(records.map((record) => driver.read(target, record.key, call)))
      await turn()
      return Promise.all(
        records.map((record, i) =>
          expected === 'absent' && there[i] !== null
            ? Promise.resolve({ kind: 'exists' as const })
            : driver.write(target, record, 'any', call),
        ),
      )
    },
  })),
  driverMutant('race/deletes-look-first', 'exactly one of many deletes finds the document', (driver) => ({
    delete: async (target, key, version, call) => {
      const current = await driver.read(target, key, call)
      if (current === null) return { kind: 'missing' }
      if (version !== undefined && current.version !== version) return { kind: 'stale' }
      await turn()
      await driver.delete(target, key, undefined, call)
      return { kind: 'deleted' }
    },
  })),
  driverMutant('race/increments-lost', 'concurrent increments all count', (driver) => ({
    update: async (target, update, call) => {
      const current: StoredDocument | null = await driver.read(target, update.key, call)
      if (current === null && !update.upsert) return { kind: 'missing' }
      if (update.version !== undefined && current?.version !== update.version) return { kind: 'stale' }
      await turn()
      const record = update.apply(current)
      const outcome = await driver.write(target, record, 'any', call)
      return outcome.kind === 'written' ? { kind: 'written', stored: { ...record, version: outcome.version } } : outcome
    },
  })),
  driverMutant('race/torn-writes', 'a reader never sees half of a write', (driver) => ({
    write: async (target, record, expected, call) => {
      if (!('first' in record.document)) return driver.write(target, record, expected, call)
      const half = { ...record, document: { ...record.document, last: -1 } }
      const outcome = await driver.write(target, half, expected, call)
      await turn()
      return outcome.kind === 'written' ? driver.write(target, record, 'any', call) : outcome
    },
  })),
  driverMutant('race/transactions-look-first', 'concurrent transactions all count', (driver) => ({
    transact: (async (target, partitionKey, operations, call) => {
      const reads = await Promise.all(
        operations.map((operation) =>
          operation.kind === 'update' ? driver.read(target, operation.update.key, call) : Promise.resolve(null),
        ),
      )
      await turn()
      const resolved = operations.map((operation, i) =>
        operation.kind === 'update' && operation.update.version === undefined && reads[i] !== null
          ? ({
              kind: 'write',
              record: operation.update.apply(reads[i] as StoredDocument),
              expected: 'present',
            } as const)
          : operation,
      )
      return driver.transact?.(target, partitionKey, resolved, call)
    }) as NonNullable<DatastoreDriver['transact']>,
  })),
  driverMutant(
    'race/transactions-with-precondition-look-first',
    'exactly one of many conditional transactions is applied',
    (driver) => ({
      transact: (async (target, partitionKey, operations, call) => {
        for (const [index, operation] of operations.entries()) {
          if (operation.kind !== 'write' || typeof operation.expected !== 'object') continue
          const current = await driver.read(target, operation.record.key, call)
          if (current?.version !== operation.expected.version)
            return { kind: 'refused', index, outcome: { kind: current === null ? 'missing' : 'stale' } }
        }
        await turn()
        const blind = operations.map((operation) =>
          operation.kind === 'write' && typeof operation.expected === 'object'
            ? { ...operation, expected: 'any' as const }
            : operation,
        )
        return driver.transact?.(target, partitionKey, blind, call)
      }) as NonNullable<DatastoreDriver['transact']>,
    }),
  ),
  collectionMutant(
    'race/unique-index-looks-first',
    'of many documents with one unique value one is stored',
    (items) => ({
      create: async (document, options) => {
        const { email, id } = document as AnyDocument
        if (typeof email !== 'string' || !/^r\d/.test(id)) return items.create(document, options)
        if (await items.exists({ email })) return items.create(document, options)
        await turn()
        return items.create({ ...(document as AnyDocument), email: [email] }, options)
      },
    }),
  ),
  driverMutant('changes/nothing-told', 'a feed tells of changes', () => ({ changes: async function* () {} })),
  driverMutant('changes/start-is-now', "from: 'start' tells of everything", (driver) => ({
    changes: (target, from, signal) =>
      driver.changes?.(target, from === 'start' ? 'now' : from, signal) ?? (async function* () {})(),
  })),
  driverMutant('changes/now-is-start', "from: 'now' tells of what comes", (driver) => ({
    changes: (target, from, signal) =>
      driver.changes?.(target, from === 'now' ? 'start' : from, signal) ?? (async function* () {})(),
  })),
  driverMutant('changes/token-is-start', 'a token goes on behind its change', (driver) => ({
    changes: (target, from, signal) =>
      driver.changes?.(target, from === 'now' ? from : 'start', signal) ?? (async function* () {})(),
  })),
  driverMutant('changes/deletes-untold', 'deletes are told', (driver) => ({
    async *changes(target, from, signal) {
      for await (const change of driver.changes?.(target, from, signal) ?? []) if (change.kind === 'put') yield change
    },
  })),
  driverMutant('changes/refused-told', 'a refused transaction is not told', (driver) => {
    const refused: StoredDocument[] = []
    return {
      transact: (async (target, partitionKey, operations, call) => {
        const outcome = await driver.transact?.(target, partitionKey, operations, call)
        if (outcome?.kind === 'refused') {
          for (const operation of operations)
            if (operation.kind === 'write') refused.push({ ...operation.record, version: 'refused' })
        }
        return outcome
      }) as NonNullable<DatastoreDriver['transact']>,
      async *changes(target, from, signal) {
        const untold = refused.splice(0)
        for await (const change of driver.changes?.(target, from, signal) ?? []) {
          for (const stored of untold.splice(0)) yield { kind: 'put', stored, token: change.token }
          yield change
        }
      },
    }
  }),
  collectionMutant('changes/bounds-ignored', 'a feed ends by its bounds', (items) => ({
    changes: (options) => {
      const { timeoutMs, signal, ...rest } = options ?? {}
      return timeoutMs === 30 || signal !== undefined
        ? (async function* () {})()
        : items.changes(timeoutMs === undefined ? rest : { ...rest, timeoutMs })
    },
  })),
  collectionMutant('changes/any-token', 'what is no token is refused', (items: Collection) => ({
    changes: (options) =>
      items.changes(
        typeof options?.from === 'string' && /^(start|now|[0-9a-f]{16}-.*)$/.test(options.from)
          ? options
          : { timeoutMs: 20 },
      ),
  })),
]

/** A provider that closes every other one together with itself. */
function closesAll(): DatastoreMutant {
  const all = new Set<DatastoreProvider>()
  return {
    id: 'closed/together',
    breaks: 'closing one provider does not close another',
    wrap: (right) => ({
      ...right,
      provider: (provider) => {
        all.add(provider)
        return overriding(provider, {
          async close() {
            for (const each of all) await each.close()
          },
        })
      },
    }),
  }
}
