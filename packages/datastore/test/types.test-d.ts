import type { DatastoreProvider, DocumentCollection } from '../src/types.ts'
import type { BaseDocument } from '../src/types/document.ts'
import { filterOf, type Filter, type FilterMap } from '../src/types/filter.ts'

interface Flag extends BaseDocument {
  productId: string
  key: string
  enabled: boolean
  rollout: number
  plan: 'free' | 'pro'
  note?: string | null
  tags: string[]
  variants: { name: string; weight: number }[]
  audit: { by: string; at: string; deep: { a: { b: number } } }
  extra: unknown
}
declare const provider: DatastoreProvider
const flags = provider.collection<Flag>('flags')

// What must compile.
void flags.findMany({ filter: { productId: 'p', enabled: true }, sort: { key: 1 } })
void flags.findMany({ filter: { rollout: { $gte: 5, $lt: 10 }, note: null, plan: { $in: ['free'] } } })
void flags.findMany({
  filter: { tags: { $contains: 'x' }, variants: { $elemMatch: { name: 'a', weight: { $gt: 1 } } } },
})
void flags.findMany({ filter: { 'audit.deep.a.b': 1, 'audit.at': { $gte: new Date() } } })
void flags.findMany({ filter: { extra: 5 } })
void flags.findMany({ filter: { extra: { $gt: 5 } } })
void flags.findMany({ filter: { $or: [{ key: { $startsWith: 'a', $ci: true } }, { $not: { enabled: false } }] } })
void flags.findMany({ filter: { key: { $not: { $in: ['a'] } }, tags: { $elemMatch: { $eq: 'x' } } } })
void flags.findMany({ filter: { tags: { $size: 2 }, note: { $exists: false }, audit: { $type: 'object' } } })
const map: FilterMap = { anything: 1 }
void flags.findMany({ filter: map })
void flags.findMany({ filter: filterOf<Flag>({ 'a.b.c.d.e.f': 1 }) })
void provider.collection('loose').findMany({ filter: { whatever: 5, $or: [{ 'a.b': 1 }] }, sort: { x: 1 } })
void flags.update('a', 'b', {
  $set: { 'audit.at': new Date(), note: null },
  $inc: { rollout: 1 },
  $push: { tags: 'x', variants: { name: 'n', weight: 1 } },
  $unset: { note: true },
})

async function typed(): Promise<void> {
  const rows = await flags.aggregate({
    filter: {},
    groupBy: ['plan', 'audit.by'],
    count: 'cnt',
    sum: 'rollout',
    avg: { mean: 'rollout' },
    max: { latest: 'audit.at' },
  })
  const row = rows[0]!
  const plan: 'free' | 'pro' | null = row.plan
  const by: string | null = row['audit.by']
  const n: number = row.cnt
  const s: number = row.sum
  const mean: number | null = row.mean
  const latest: number | string | null = row.latest
  void [plan, by, n, s, mean, latest]
  const some = await flags.findMany({ filter: {}, select: ['key', 'audit.by'] })
  const picked: { id: string; key: string; audit: { by: string } } = some[0]!
  void picked
  // @ts-expect-error rollout was not selected
  void some[0]!.rollout
  const whole: Flag[] = await flags.findMany({ filter: {} })
  void whole
}
void typed

// A repository over a type parameter.
class Repository<T extends BaseDocument> {
  readonly #collection: DocumentCollection<T>
  constructor(source: DatastoreProvider, name: string) {
    this.#collection = source.collection<T>(name)
  }
  add(document: T): Promise<T> {
    return this.#collection.create(document)
  }
  find(filter: Filter<T>): Promise<T[]> {
    return this.#collection.findMany({ filter })
  }
  by(fields: FilterMap): Promise<T[]> {
    return this.#collection.findMany({ filter: filterOf<T>(fields) })
  }
}
void Repository

// What must not.
// @ts-expect-error no such field
void flags.findMany({ filter: { produktId: 'p' } })
// @ts-expect-error wrong operand
void flags.findMany({ filter: { rollout: 'high' } })
// @ts-expect-error wrong literal
void flags.findMany({ filter: { plan: 'gold' } })
// @ts-expect-error unknown operator
void flags.findMany({ filter: { rollout: { $greater: 5 } } })
// @ts-expect-error a range on a boolean
void flags.findMany({ filter: { enabled: { $gt: true } } })
// @ts-expect-error a prefix of a number
void flags.findMany({ filter: { rollout: { $startsWith: '1' } } })
// @ts-expect-error an array is not compared as a whole
void flags.findMany({ filter: { tags: ['a'] } })
// @ts-expect-error an object is not compared as a whole
void flags.findMany({ filter: { audit: { by: 'me' } } })
// @ts-expect-error no such sort field
void flags.findMany({ filter: {}, sort: { kee: 1 } })
// @ts-expect-error directions are 1 and -1
void flags.findMany({ filter: {}, sort: { key: 'asc' } })
// @ts-expect-error a string cannot be incremented
void flags.update('a', 'b', { $inc: { key: 1 } })
// @ts-expect-error a number is not stored where a string is declared
void flags.update('a', 'b', { $set: { key: 1 } })
// @ts-expect-error a wrong element
void flags.update('a', 'b', { $push: { tags: 1 } })
// @ts-expect-error a document needs its fields
void flags.create({ id: 'a' })
interface Dated {
  id: string
  at: Date
}
// @ts-expect-error a field declared Date
provider.collection<Dated>('dated')
interface DeepDated {
  id: string
  list: { at?: Date | null }[]
}
// @ts-expect-error a field declared Date, deeper
provider.collection<DeepDated>('dated')

// Existing code has fields of type any, and goes on compiling.
type Anything = ReturnType<typeof JSON.parse>
interface Loose {
  id: string
  meta: Anything
  more?: Record<string, Anything>
}
void provider.collection<Loose>('loose').findMany({ filter: { meta: { $exists: true } } })
void provider.collection<Anything>('loose')
