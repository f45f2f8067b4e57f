const key: unique symbol = Symbol.for('bytelyst.datastore.etags') as never

/** One map for all copies of this package, so that each knows the documents of the others. */
function etags(): WeakMap<object, string> {
  const holder = globalThis as { [key]?: WeakMap<object, string> }
  return (holder[key] ??= new WeakMap())
}

/** Remembers the version at which a returned document was read or written. */
export function rememberEtag(document: object, version: string): void {
  etags().set(document, version)
}

/**
 * The version at which this very object was read or written; undefined for any other object, copies included
 * (`{ ...document }` has none). Give it as `ifMatch` to write only if nobody else did since.
 *
 * @example
 * ```ts
 * import { createDatastoreProvider, etagOf } from '@bytelyst/datastore'
 *
 * const flags = createDatastoreProvider({ provider: 'memory' }).collection('flags')
 * const flag = await flags.create({ id: 'dark-mode', enabled: false })
 * const ifMatch = etagOf(flag)
 * await flags.replace('dark-mode', 'dark-mode', { ...flag, enabled: true }, { ifMatch })
 * ```
 */
export function etagOf(document: object): string | undefined {
  return etags().get(document)
}
