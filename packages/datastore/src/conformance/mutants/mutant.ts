import type { Mutant } from '@bytelyst/conformance'
import type { DatastoreDriver, WriteRecord } from '../../driver.ts'
import type { DatastoreProvider, DocumentCollection } from '../../types.ts'
import type { JsonDocument } from '../../types/document.ts'
import type { AnyDocument } from '../context.ts'

/** The two layers at which a provider can be wrong: its driver, and what its users see. */
export interface Layers {
  readonly driver: (driver: DatastoreDriver) => DatastoreDriver
  readonly provider: (provider: DatastoreProvider) => DatastoreProvider
}

export type DatastoreMutant = Mutant<Layers>
export type Collection = DocumentCollection<AnyDocument>

/** The right thing at both layers. */
export const unchanged: Layers = { driver: (driver) => driver, provider: (provider) => provider }

/**
 * The same object with some members replaced. Methods are bound to the right one, so that its private fields stay in
 * reach; a replacement of undefined hides an optional method.
 */
export function overriding<T extends object>(right: T, wrong: Partial<T>): T {
  return new Proxy(right, {
    get(target, key) {
      if (Object.hasOwn(wrong, key)) return wrong[key as keyof T]
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
    has: (target, key) => Reflect.has(target, key),
  })
}

/** A mutant of the driver: these of its methods are wrong. */
export function driverMutant(
  id: string,
  breaks: string,
  wrong: (driver: DatastoreDriver) => Partial<DatastoreDriver>,
): DatastoreMutant {
  return { id, breaks, wrap: (right) => ({ ...right, driver: (driver) => overriding(driver, wrong(driver)) }) }
}

/** A mutant of the collections that users see: these of their methods are wrong. */
export function collectionMutant(
  id: string,
  breaks: string,
  wrong: (collection: Collection) => Partial<Collection>,
): DatastoreMutant {
  return providerMutant(id, breaks, (provider) => ({
    collection: ((name: string) => {
      const collection = provider.collection<AnyDocument>(name)
      return overriding(collection, wrong(collection))
    }) as DatastoreProvider['collection'],
  }))
}

/** A mutant of the provider that users see: these of its methods are wrong. */
export function providerMutant(
  id: string,
  breaks: string,
  wrong: (provider: DatastoreProvider) => Partial<DatastoreProvider>,
): DatastoreMutant {
  return { id, breaks, wrap: (right) => ({ ...right, provider: (provider) => overriding(provider, wrong(provider)) }) }
}

/** A driver that stores something else than it was given, in every way of writing. */
export function storing(
  driver: DatastoreDriver,
  change: (document: JsonDocument) => JsonDocument,
): Partial<DatastoreDriver> {
  const changed = (record: WriteRecord): WriteRecord => ({ ...record, document: change(record.document) })
  return {
    update: undefined as never,
    write: (target, record, expected, call) => driver.write(target, changed(record), expected, call),
    writeMany: undefined as never,
  }
}

/** Every value of a document, innermost first, replaced by what `change` makes of it; undefined leaves it out. */
export function mapValues(document: JsonDocument, change: (value: unknown) => unknown): JsonDocument {
  const walk = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return change(value)
    if (Array.isArray(value)) return change(value.map(walk).filter((element) => element !== undefined))
    const entries = Object.entries(value).map(([field, child]) => [field, walk(child)] as const)
    return change(Object.fromEntries(entries.filter(([, child]) => child !== undefined)))
  }
  const { id, pk, tenant, ...rest } = document
  const identity = Object.entries({ id, pk, tenant }).filter(([, value]) => value !== undefined)
  return { ...(Object.fromEntries(identity) as JsonDocument), ...(walk(rest) as JsonDocument) }
}
