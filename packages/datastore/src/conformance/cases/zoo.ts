import type { FilterMap } from '../../types/filter.ts'
import { ids, sameSet } from '../assert.ts'
import { doc, type AnyDocument, type DatastoreCase, type DatastoreContext } from '../context.ts'

/** A document for every kind of value, named after what stands in its field `v`. */
const values: Readonly<Record<string, unknown>> = {
  null: null,
  false: false,
  true: true,
  zero: 0,
  one: 1,
  two: 2,
  ten: 10,
  minus: -1,
  half: 0.5,
  tiny: 1e-7,
  largest: 2 ** 53 - 1,
  empty: '',
  a: 'a',
  A: 'A',
  b: 'b',
  ab: 'ab',
  'text-1': '1',
  'text-true': 'true',
  'text-null': 'null',
  accent: 'é',
  'private-use': '\uff5e',
  astral: '\u{1F600}',
  wildcards: 'a%b_c*d.e\\f',
  'list-empty': [],
  'list-1': [1],
  'list-a': ['a', 'b'],
  'list-mixed': [1, 'a', true, null, { x: 1 }],
  'list-objects': [
    { x: 1, y: 'a' },
    { x: 5, y: 'b' },
  ],
  'object-empty': {},
  object: { x: 1, y: 'a' },
  'object-nested': { x: { y: 1 } },
}

/** All documents: those of {@link values}, and one without the field. */
const zoo: readonly AnyDocument[] = [doc('missing'), ...Object.entries(values).map(([id, v]) => doc(id, { v }))]
const all: readonly string[] = ids(zoo)
/** With arrays within arrays, which not every server that stands in for another can store. */
const nestedZoo: readonly AnyDocument[] = [...zoo, doc('list-nested', { v: [['n'], ['a', 'b'], [1]] })]

/** The ids of all documents but these. */
export function allBut(...left: readonly string[]): readonly string[] {
  return all.filter((id) => !left.includes(id))
}

/** A filter and the documents of the zoo that match it. */
export interface FilterExample {
  readonly id: string
  readonly sentence: string
  readonly filter: FilterMap
  readonly matches: readonly string[]
  /** Whether `list-nested`, an array of arrays, is among the documents. */
  readonly nested?: boolean
}

/** Runs a filter in every operation that takes one. */
async function check(context: DatastoreContext, example: FilterExample): Promise<void> {
  const { filter, matches } = example
  const items = await animals(context, example)
  sameSet(ids(await items.findMany({ filter })), matches, 'findMany')
  sameSet([String(await items.count(filter))], [String(matches.length)], 'count')
  const within = await items.findMany({ filter, partitionKey: 'p' })
  sameSet(ids(within), matches, 'findMany within a partition')
}

/** The case of a filter that every provider can run. */
export function filterCase(example: FilterExample): DatastoreCase {
  const { id, sentence } = example
  return { id: `datastore/filter/${id}`, sentence, run: (context) => check(context, example) }
}

/** The case of a filter that needs a capability. */
export function filterCaseNeeding(
  needs: NonNullable<Extract<DatastoreCase, { readonly attempt: unknown }>['needs']>,
  example: FilterExample,
): DatastoreCase {
  const { id, sentence, filter } = example
  return {
    id: `datastore/filter/${id}`,
    sentence,
    needs,
    run: (context) => check(context, example),
    attempt: async (context) => (await animals(context, example)).findMany({ filter }),
  }
}

function animals({ shared }: DatastoreContext, { nested = false }: FilterExample): ReturnType<typeof shared> {
  return nested ? shared('nested-zoo', nestedZoo) : shared('zoo', zoo)
}

/** The documents of the zoo, for cases that ask them something else. */
export async function zooCollection({ shared }: DatastoreContext): ReturnType<DatastoreContext['shared']> {
  return shared('zoo', zoo)
}
