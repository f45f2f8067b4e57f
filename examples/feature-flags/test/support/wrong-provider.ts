import type { DatastoreProvider, DocumentCollection } from '@bytelyst/datastore'

type Collection = DocumentCollection<{ id: string }>

/** A right provider, all of whose collections are wrong in one method. */
export function wrongProvider<M extends keyof Collection>(
  right: DatastoreProvider,
  method: M,
  make: (collection: Collection) => Collection[M],
): DatastoreProvider {
  return replacing(right, 'collection', (name: string) => {
    const collection = right.collection<{ id: string }>(name)
    return replacing(collection, method, make(collection))
  })
}

/** The rest is called on the object itself, because its private fields are not those of a proxy. */
function replacing<T extends object>(target: T, name: PropertyKey, replacement: unknown): T {
  return new Proxy(target, {
    get(_, key) {
      if (key === name) return replacement
      const value: unknown = Reflect.get(target, key)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
}
