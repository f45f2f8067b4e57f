import fc, { type Arbitrary } from 'fast-check'
import { Etag, type Step } from '../step.ts'
import type { GeneratedFilter } from './filters.ts'
import type { Key, Vocabulary } from './layouts.ts'
import { patchesFor } from './patches.ts'
import { record } from './values.ts'

type Fields = Readonly<Record<string, unknown>>
interface Weighted<V> {
  readonly arbitrary: Arbitrary<V>
  readonly weight: number
}

/** Every way to write that both sides have. */
export function writesFor(vocabulary: Vocabulary, filter: Arbitrary<GeneratedFilter>): Weighted<Step>[] {
  const { key, body, document, layout, partitionKey, steering } = vocabulary
  const patch = patchesFor(vocabulary, false)
  const scope = fc.oneof(record({ partitionKey }), fc.constant({}))
  // Which of several documents gets a value that must be unique depends on their order, which is not promised.
  const patchOfMany = patchesFor(
    vocabulary,
    false,
    layout.unique.flatMap(({ paths }) => Object.keys(paths)),
  )
  const confined = fc
    .tuple(filter, partitionKey, key, fc.nat({ max: 5 }))
    .map(([some, pk, { id }, draw]): unknown[] => {
      // Rarely everything, or there would soon be nothing left.
      return draw === 0 ? [some, {}] : draw < 3 ? [{ $and: [some, { id }] }, {}] : [some, { partitionKey: pk }]
    })
  // In no order: whether one may have the unique value that another gives up is an engine's own affair.
  const atOnce = vocabulary.layout.unique.length > 0 ? 1 : 6
  const writes: Weighted<Step>[] = [
    {
      weight: 4,
      arbitrary: fc.tuple(document, fc.constant({})).map((given) => ({ method: 'create', arguments: given })),
    },
    {
      weight: 3,
      arbitrary: addressed(vocabulary, body).map(([{ id, partitionKey: pk }, make, options]) => ({
        method: 'replace',
        arguments: [id, pk, make({ id, partitionKey: pk }), options],
      })),
    },
    {
      weight: 5,
      arbitrary: addressed(vocabulary, body).map(([to, make, options]) => ({
        method: 'upsert',
        arguments: [make(to), options],
      })),
    },
    {
      weight: 10,
      arbitrary: addressed(vocabulary, patch).map(([{ id, partitionKey: pk }, change, options]) => ({
        method: 'update',
        arguments: [id, pk, change, options],
      })),
    },
    {
      weight: 4,
      arbitrary: fc.tuple(key, patchesFor(vocabulary, true)).map(([{ id, partitionKey: pk }, change]) => ({
        method: 'update',
        arguments: [id, pk, change, { upsert: true }],
      })),
    },
    {
      weight: 2,
      arbitrary: addressed(vocabulary, fc.constant(0)).map(([{ id, partitionKey: pk }, , options]) => ({
        method: 'delete',
        arguments: [id, pk, options],
      })),
    },
    {
      weight: 4,
      arbitrary: fc.array(document, { maxLength: 6 }).map((given) => ({ method: 'createMany', arguments: [given] })),
    },
    {
      weight: 6,
      arbitrary: fc
        .uniqueArray(document, { maxLength: atOnce, selector: (each) => String(each['id']) })
        .map((given) => ({ method: 'upsertMany', arguments: [given] })),
    },
    {
      weight: 1,
      arbitrary: fc
        .array(document, { maxLength: atOnce })
        .map((given) => ({ method: 'upsertMany', arguments: [given] })),
    },
    {
      weight: 6,
      arbitrary: fc.tuple(filter, patchOfMany, scope).map((given) => ({ method: 'updateMany', arguments: given })),
    },
    { weight: 1, arbitrary: confined.map((given) => ({ method: 'deleteMany', arguments: given })) },
  ]
  if (steering.capabilities.transactions !== false) writes.push({ weight: 8, arbitrary: transactions(vocabulary) })
  return writes
}

/** A precondition on a document: mostly its own current version, else an old, a foreign or a malformed one. */
function preconditions({ key }: Vocabulary): Arbitrary<(of: Key) => Fields> {
  const own =
    (state: Etag['state']) =>
    (of: Key): Fields => ({ ifMatch: new Etag(state, of.id, of.partitionKey) })
  return fc.oneof(
    { arbitrary: fc.constant((): Fields => ({})), weight: 14 },
    { arbitrary: fc.constant(own('current')), weight: 5 },
    { arbitrary: fc.constant(own('stale')), weight: 1 },
    { arbitrary: fc.constant(own('dead')), weight: 1 },
    {
      arbitrary: key.map((other) => (): Fields => ({ ifMatch: new Etag('current', other.id, other.partitionKey) })),
      weight: 1,
    },
    {
      arbitrary: fc.constantFrom('*', '', 'no etag', '"quoted"').map((ifMatch) => (): Fields => ({ ifMatch })),
      weight: 1,
    },
  )
}

function addressed<V>(vocabulary: Vocabulary, what: Arbitrary<V>): Arbitrary<readonly [Key, V, Fields]> {
  return fc
    .tuple(vocabulary.key, what, preconditions(vocabulary))
    .map(([key, each, condition]) => [key, each, condition(key)] as const)
}

/** One to six operations on different documents of a partition; some of them may fail, and then all must. */
function transactions(vocabulary: Vocabulary): Arbitrary<Step> {
  const { key, body, layout, partitionKey } = vocabulary
  const condition = preconditions(vocabulary)
  type Make = (of: Key) => Fields
  const certain: Arbitrary<Make> = body.map((make) => (of: Key) => ({ op: 'upsert', document: make(of) }))
  const operation = fc.oneof<{ arbitrary: Arbitrary<Make>; weight: number }[]>(
    { weight: 3, arbitrary: certain },
    { weight: 3, arbitrary: body.map((make) => (of: Key) => ({ op: 'create', document: make(of) })) },
    {
      weight: 2,
      arbitrary: fc.tuple(body, condition).map(([make, when]) => (of: Key) => ({
        op: 'upsert',
        document: make(of),
        ...when(of),
      })),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(body, condition).map(([make, when]) => (of: Key) => ({
        op: 'replace',
        document: make(of),
        ...when(of),
      })),
    },
    {
      weight: 3,
      arbitrary: fc.tuple(patchesFor(vocabulary, false), condition).map(([patch, when]) => (of: Key) => ({
        op: 'update',
        id: of.id,
        patch,
        ...when(of),
      })),
    },
    { weight: 1, arbitrary: condition.map((when) => (of: Key) => ({ op: 'delete', id: of.id, ...when(of) })) },
  )
  const upTo = (maxLength: number): Arbitrary<[Key, Make][]> =>
    fc.uniqueArray(fc.tuple(key, operation), { minLength: 1, maxLength, selector: ([{ id }]) => id })
  const operations = layout.partitionKeyPath === '/id' ? upTo(1) : fc.oneof(upTo(2), upTo(6))
  return fc.tuple(partitionKey, operations).map(([within, given]) => {
    const scope = layout.partitionKeyPath === '/id' ? (given[0]?.[0].id ?? within) : within
    const all = given.map(([{ id }, make]) => make({ id, partitionKey: scope }))
    return { method: 'transact', arguments: [scope, all] }
  })
}
