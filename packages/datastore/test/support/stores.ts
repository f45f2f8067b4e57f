import type { DatastoreProvider } from '@bytelyst/datastore'

/** A provider that several others share, and that none of them closes. */
export function keptOpen(provider: DatastoreProvider): DatastoreProvider {
  return {
    name: provider.name,
    capabilities: provider.capabilities,
    collection: (name) => provider.collection(name),
    initialize: (configs, options) => provider.initialize(configs, options),
    ping: (options) => provider.ping(options),
    native: () => provider.native(),
    close: () => Promise.resolve(),
  }
}

/** All documents of a collection as text, in an order of their own. */
export async function contentsOf(provider: DatastoreProvider, collection: string): Promise<string[]> {
  const documents = await provider.collection(collection).findMany({ filter: {} })
  return documents.map((document) => canonical(document)).toSorted()
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, child: unknown) =>
    typeof child === 'object' && child !== null && !Array.isArray(child)
      ? Object.fromEntries(Object.entries(child).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : child,
  )
}

type Method = (...parameters: unknown[]) => Promise<unknown>

/** A provider of whose collections' calls each goes through a function that may hold it up, or refuse it. */
export function intercepted(
  provider: DatastoreProvider,
  around: (method: string, run: () => Promise<unknown>) => Promise<unknown>,
): DatastoreProvider {
  return {
    ...keptOpen(provider),
    close: () => provider.close(),
    collection(name) {
      const items = provider.collection(name)
      return new Proxy(items, {
        get(_, member) {
          const value: unknown = Reflect.get(items, member, items)
          if (typeof value !== 'function' || member === 'iterate') {
            return typeof value === 'function' ? (value.bind(items) as Method) : value
          }
          const method = value.bind(items) as Method
          return (...parameters: unknown[]) => around(String(member), () => method(...parameters))
        },
      })
    },
  }
}
