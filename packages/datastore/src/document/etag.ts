const key: unique symbol = Symbol.for('bytelyst.datastore.etags') as never

/** A class whose constructor gives back the object that it was given, so that a derived class can put a field on it. */
// oxlint-disable-next-line typescript/no-extraneous-class -- its constructor is all that it is for
class Given {
  constructor(document: object) {
    return document
  }
}

/**
 * Puts the etag on a document as a private field: no reflection sees it, no copy has it, and it costs a twentieth of
 * an entry in a WeakMap, which would be what every read spends most of its time on.
 */
class Stamp extends Given {
  #etag: string

  constructor(document: object, etag: string) {
    super(document)
    this.#etag = etag
  }

  static put(document: object, etag: string): void {
    if (#etag in document) document.#etag = etag
    else void new Stamp(document, etag)
  }

  static get(document: object): string | undefined {
    return #etag in document ? document.#etag : undefined
  }
}

/** One class for all copies of this package, so that each knows the documents of the others. */
const stamp: Pick<typeof Stamp, 'put' | 'get'> = ((globalThis as { [key]?: typeof Stamp })[key] ??= Stamp)

/** Remembers the version at which a returned document was read or written. */
export function rememberEtag(document: object, version: string): void {
  stamp.put(document, version)
}

/**
 * The version at which this very object was read or written; undefined for any other object, copies included
 * (`{ ...document }` has none). Give it as `ifMatch` to write only if nobody else did since: `ifMatch` of a copy is then
 * `undefined`, which is refused and not taken for none.
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
  return stamp.get(document)
}
