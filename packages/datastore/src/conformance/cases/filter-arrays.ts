import type { FilterMap } from '../../types/filter.ts'
import { ids, same, sameSet } from '../assert.ts'
import { doc, type AnyDocument, type DatastoreCase } from '../context.ts'
import { allBut, filterCase, filterCaseNeeding } from './zoo.ts'

const full = { elemMatch: 'full' } as const
/** Of a lone `$eq`, whatever its operand, and its complement. */
const equality = { elemMatch: ['full', 'equality'] } as const

const orders: readonly AnyDocument[] = [
  {
    id: 'one',
    pk: 'p',
    lines: [
      { sku: 'a', n: 1 },
      { sku: 'b', n: 9 },
    ],
  },
  { id: 'two', pk: 'p', lines: [{ sku: 'a', n: 9 }] },
  { id: 'three', pk: 'p', lines: [{ sku: 'c', tags: ['x'] }, { sku: null }, 5, 'text', null, [{ sku: 'a', n: 9 }]] },
  { id: 'scalars', pk: 'p', lines: [5, 'text', null, true] },
  { id: 'none', pk: 'p', lines: [] },
  { id: 'object', pk: 'p', lines: { sku: 'a', n: 9 } },
  { id: 'missing', pk: 'p' },
]

function elementCase(id: string, sentence: string, lines: FilterMap, matches: readonly string[]): DatastoreCase {
  const filter = { lines: { $elemMatch: lines } }
  const others = ids(orders).filter((other) => !matches.includes(other))
  return {
    id: `datastore/filter/${id}`,
    sentence,
    needs: full,
    async run({ shared }) {
      const items = await shared('orders', orders)
      sameSet(ids(await items.findMany({ filter })), matches)
      sameSet(ids(await items.findMany({ filter: { $not: filter } })), others, 'the complement')
    },
    attempt: async ({ shared }) => (await shared('orders', orders)).findMany({ filter }),
  }
}

export const filterArrayCases: readonly DatastoreCase[] = [
  filterCase({
    id: 'array-is-no-scalar',
    sentence: 'a scalar never matches inside an array',
    filter: { $or: [{ v: 1 }, { v: { $in: ['b'] } }, { v: { $gte: 10 } }, { v: { $startsWith: 'b' } }] },
    matches: ['one', 'b', 'ten', 'largest'],
  }),
  filterCase({
    id: 'contains-string-element',
    sentence: '$contains is membership on an array field',
    filter: { v: { $contains: 'a' } },
    matches: ['a', 'ab', 'wildcards', 'list-a', 'list-mixed'],
  }),
  filterCase({
    id: 'contains-number',
    sentence: '$contains of a number is membership alone, by value and type',
    filter: { v: { $contains: 1 } },
    matches: ['list-1', 'list-mixed'],
  }),
  filterCase({
    id: 'contains-boolean',
    sentence: '$contains of a boolean is not fooled by 1',
    filter: { v: { $contains: true } },
    matches: ['list-mixed'],
  }),
  filterCase({
    id: 'contains-not-nested',
    sentence: '$contains does not look into arrays within the array',
    filter: { v: { $contains: 'n' } },
    matches: ['text-null'],
    nested: true,
  }),
  filterCase({
    id: 'contains-negated',
    sentence: 'the complement of $contains matches what has no elements at all',
    filter: { v: { $not: { $contains: 1 } } },
    matches: allBut('list-1', 'list-mixed'),
  }),
  filterCase({
    id: 'size-zero',
    sentence: '$size: 0 matches empty arrays',
    filter: { v: { $size: 0 } },
    matches: ['list-empty'],
  }),
  filterCase({
    id: 'size',
    sentence: '$size is the length of an array; strings and objects have none',
    filter: { v: { $size: 2 } },
    matches: ['list-a', 'list-objects'],
  }),
  filterCaseNeeding(equality, {
    id: 'element-equal',
    sentence: '$elemMatch of a lone $eq is membership',
    filter: { v: { $elemMatch: { $eq: 'b' } } },
    matches: ['list-a'],
  }),
  filterCaseNeeding(equality, {
    id: 'element-null',
    sentence: '$elemMatch: { $eq: null } matches a null element',
    filter: { v: { $elemMatch: { $eq: null } } },
    matches: ['list-mixed'],
  }),
  filterCaseNeeding(full, {
    id: 'element-range',
    sentence: '$elemMatch of operators: one element satisfies all of them',
    filter: { v: { $elemMatch: { $gte: 1, $lt: 2 } } },
    matches: ['list-1', 'list-mixed'],
  }),
  filterCaseNeeding(full, {
    id: 'element-unequal',
    sentence: '$elemMatch sees every element: an object or array element is only ever unequal',
    filter: { v: { $elemMatch: { $ne: 1 } } },
    matches: ['list-a', 'list-mixed', 'list-objects', 'list-nested'],
    nested: true,
  }),
  filterCaseNeeding(full, {
    id: 'element-in',
    sentence: '$elemMatch takes $in and $nin',
    filter: { v: { $elemMatch: { $in: ['b', null], $nin: [1] } } },
    matches: ['list-a', 'list-mixed'],
  }),
  filterCaseNeeding(full, {
    id: 'element-text',
    sentence: '$elemMatch takes $startsWith and $contains, which look at string elements alone',
    filter: { v: { $elemMatch: { $startsWith: 'a', $contains: 'a' } } },
    matches: ['list-a', 'list-mixed'],
  }),
  filterCaseNeeding(equality, {
    id: 'element-negated',
    sentence: 'the complement of $elemMatch matches what is no array',
    filter: { v: { $not: { $elemMatch: { $eq: 'a' } } } },
    matches: allBut('list-a', 'list-mixed'),
  }),
  elementCase(
    'element-filter',
    '$elemMatch of a filter: the same element must satisfy all of it',
    { sku: 'a', n: { $gt: 5 } },
    ['two'],
  ),
  elementCase('element-any-object', '$elemMatch: {} matches any object element', {}, ['one', 'two', 'three']),
  elementCase(
    'element-null-field',
    'a filter in $elemMatch sees object elements only: a scalar element lacks no field',
    { n: null },
    ['three'],
  ),
  elementCase(
    'element-logic',
    '$and, $or and $not stand inside the filter form of $elemMatch',
    { $or: [{ sku: 'b' }, { $and: [{ sku: 'c' }, { $not: { n: 1 } }] }] },
    ['one', 'three'],
  ),
  elementCase(
    'element-contains',
    'a filter in $elemMatch takes the other operators',
    { tags: { $contains: 'x' }, sku: { $type: 'string' } },
    ['three'],
  ),
  {
    id: 'datastore/filter/element-reserved-names',
    sentence: 'names that are reserved at the top level of documents are plain fields of elements',
    needs: full,
    async run({ collection }) {
      const items = await collection()
      await items.create(doc('a', { lines: [{ ttl: 5, _id: 'x' }] }))
      same(ids(await items.findMany({ filter: { lines: { $elemMatch: { ttl: 5, _id: 'x' } } } })), ['a'])
      same(ids(await items.findMany({ filter: { lines: { $elemMatch: { ttl: 6 } } } })), [])
    },
    attempt: async ({ collection }) =>
      (await collection()).findMany({ filter: { lines: { $elemMatch: { ttl: 5, _id: 'x' } } } }),
  },
  {
    id: 'datastore/filter/paths-walk-objects',
    sentence: 'a dotted path walks objects only, never the elements of an array',
    async run({ shared }) {
      const items = await shared('orders', orders)
      sameSet(ids(await items.findMany({ filter: { 'lines.sku': 'a' } })), ['object'])
      sameSet(ids(await items.findMany({ filter: { 'lines.sku': null } })), [
        'one',
        'two',
        'three',
        'scalars',
        'none',
        'missing',
      ])
      sameSet(ids(await items.findMany({ filter: { 'lines.length': { $exists: true } } })), [])
    },
  },
]
