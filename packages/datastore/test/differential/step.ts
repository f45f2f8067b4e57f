import type { Index } from '@bytelyst/datastore'
import { sourceOf } from './source.ts'

type ReadMethod = (typeof readMethods)[number]
type WriteMethod = (typeof writeMethods)[number]
/** The methods that a collection has and that answer with a promise. */
export type ProviderMethod = Exclude<ReadMethod, 'walk' | 'iterate'> | WriteMethod

/**
 * One operation as data. `walk` is `findPage` to the end; its arguments are the query, the page sizes in turn, and
 * writes that come between the pages. Where an etag belongs there may be an {@link Etag}.
 */
export interface Step {
  readonly method: ReadMethod | WriteMethod
  readonly arguments: readonly unknown[]
}

/** An etag that is found out when the step is run: that of this document, or text that is none when there is no document. */
export class Etag {
  /**
   * `current` is the version that is stored (of another document it is a foreign one), `stale` the one before the
   * document was written again, `dead` that of a document which was deleted and created again.
   */
  readonly state: 'current' | 'stale' | 'dead'
  readonly id: string
  readonly partitionKey: string

  constructor(state: Etag['state'], id: string, partitionKey: string) {
    this.state = state
    this.id = id
    this.partitionKey = partitionKey
  }

  /** How a printed program finds this etag out. */
  toSource(): string {
    return `await ${this.state}Etag(things, ${sourceOf(this.id)}, ${sourceOf(this.partitionKey)})`
  }
}

/** How documents of a program are keyed and indexed. */
export interface Layout {
  readonly partitionKeyPath: string
  /** These decide what can be written; both sides have them. */
  readonly unique: readonly Index[]
  /** These must change no answer. */
  readonly indexes: readonly Index[]
}

export type Document = Readonly<Record<string, unknown>>

/** Documents, and the operations to be compared on them. */
export interface Program {
  readonly layout: Layout
  /** Which side has the indexes that must change no answer. */
  readonly indexed: readonly [boolean, boolean]
  readonly documents: readonly Document[]
  /** So many more documents, made of the others under new ids: enough to need more than one page of everything. */
  readonly filler: number
  readonly steps: readonly Step[]
}

export function isWrite(method: Step['method']): method is WriteMethod {
  return (writeMethods as readonly string[]).includes(method)
}

const readMethods = [
  'findById',
  'findOne',
  'findMany',
  'findPage',
  'walk',
  'iterate',
  'count',
  'exists',
  'distinct',
  'aggregate',
] as const
const writeMethods = [
  'create',
  'replace',
  'upsert',
  'update',
  'delete',
  'createMany',
  'upsertMany',
  'updateMany',
  'deleteMany',
  'transact',
] as const

/** Every operation that there is. */
export const methods: readonly Step['method'][] = [...readMethods, ...writeMethods]

/** The documents that a program begins with. */
export function documentsOf({ documents, filler }: Program): readonly Document[] {
  const made = Array.from({ length: documents.length === 0 ? 0 : filler }, (_, i) => {
    const { u: _unique, ...rest } = documents[i % documents.length] as Document
    const id = `f${i}`
    return { ...rest, id }
  })
  return [...documents, ...made]
}
