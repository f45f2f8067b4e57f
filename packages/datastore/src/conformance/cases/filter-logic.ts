import { ids, same, sameSet } from '../assert.ts'
import type { AnyDocument, DatastoreCase } from '../context.ts'
import { allBut, filterCase, zooCollection } from './zoo.ts'

const odd: Readonly<Record<string, unknown>> = {
  constructor: 1,
  toString: 2,
  'a b': 3,
  'a-b': 4,
  "it's": 5,
  'back\\slash': 6,
  order: 7,
  value: 8,
  group: 9,
  é: 10,
  '[0]': 11,
  a$b: 12,
  'x`y': 13,
  'p;--': 14,
  '\u{1F600}': 15,
  hasOwnProperty: 16,
  '#': 17,
  '?': 18,
  '%s': 19,
}

const nested: readonly AnyDocument[] = [
  { id: 'deep', pk: 'p', a: { b: { c: 1 } } },
  { id: 'null', pk: 'p', a: { b: null } },
  { id: 'scalar', pk: 'p', a: 5 },
  { id: 'text', pk: 'p', a: 'b' },
  { id: 'list', pk: 'p', a: [{ b: { c: 1 } }] },
  { id: 'flat', pk: 'p', b: { c: 1 } },
]

export const filterLogicCases: readonly DatastoreCase[] = [
  filterCase({ id: 'everything', sentence: '{} matches everything', filter: {}, matches: allBut() }),
  filterCase({
    id: 'fields-are-anded',
    sentence: 'all entries of a filter must hold',
    filter: { v: { $gte: 1 }, id: { $in: ['one', 'zero', 'a'] } },
    matches: ['one'],
  }),
  filterCase({
    id: 'and',
    sentence: '$and: all must hold',
    filter: { $and: [{ v: { $gte: 0 } }, { v: { $lt: 2 } }, { v: { $ne: 1 } }] },
    matches: ['zero', 'half', 'tiny'],
  }),
  filterCase({ id: 'and-empty', sentence: '$and: [] matches everything', filter: { $and: [] }, matches: allBut() }),
  filterCase({
    id: 'or',
    sentence: '$or: one must hold',
    filter: { $or: [{ v: 'a' }, { v: null }, { v: { $gt: 5 } }] },
    matches: ['a', 'null', 'missing', 'ten', 'largest'],
  }),
  filterCase({ id: 'or-empty', sentence: '$or: [] matches nothing', filter: { $or: [] }, matches: [] }),
  filterCase({
    id: 'nor',
    sentence: '$nor: none may hold',
    filter: { $nor: [{ v: 'a' }, { v: null }] },
    matches: allBut('a', 'null', 'missing'),
  }),
  filterCase({ id: 'nor-empty', sentence: '$nor: [] matches everything', filter: { $nor: [] }, matches: allBut() }),
  filterCase({
    id: 'not-filter',
    sentence: '$not is the exact complement of a filter',
    filter: { $not: { v: { $gt: 1 } } },
    matches: allBut('two', 'ten', 'largest'),
  }),
  filterCase({
    id: 'not-operators',
    sentence: '$not is the exact complement of the operators of a field',
    filter: { v: { $not: { $gt: 1 } } },
    matches: allBut('two', 'ten', 'largest'),
  }),
  filterCase({
    id: 'not-several',
    sentence: '$not of several operators is the complement of all of them together',
    filter: { v: { $not: { $gte: 0, $lt: 2 } } },
    matches: allBut('zero', 'one', 'half', 'tiny'),
  }),
  filterCase({ id: 'not-everything', sentence: '$not: {} matches nothing', filter: { $not: {} }, matches: [] }),
  filterCase({
    id: 'not-not',
    sentence: '$not of $not is the filter itself',
    filter: { $not: { $not: { v: { $not: { $ne: 'a' } } } } },
    matches: ['a'],
  }),
  filterCase({
    id: 'de-morgan',
    sentence: 'the complement of $or is the $and of the complements, over missing fields too',
    filter: { $not: { $or: [{ v: { $lt: 5 } }, { v: { $gte: '' } }, { v: { $type: 'array' } }] } },
    matches: ['missing', 'null', 'true', 'false', 'ten', 'largest', 'object-empty', 'object', 'object-nested'],
  }),
  filterCase({
    id: 'nor-nested',
    sentence: 'logical operators nest',
    filter: { $nor: [{ $and: [{ v: { $ne: 1 } }, { $or: [{ v: { $ne: 'a' } }, { $not: { id: 'a' } }] }] }] },
    matches: ['one', 'a'],
  }),
  filterCase({
    id: 'not-exists',
    sentence: 'the complement of $exists',
    filter: { v: { $not: { $exists: true } } },
    matches: ['missing'],
  }),
  filterCase({
    id: 'not-starts-with',
    sentence: 'the complement of $startsWith matches all that is no string',
    filter: { $not: { v: { $startsWith: 'a' } } },
    matches: allBut('a', 'ab', 'wildcards'),
  }),
  filterCase({
    id: 'not-size',
    sentence: 'the complement of $size matches all that is no array',
    filter: { v: { $not: { $size: 2 } } },
    matches: allBut('list-a', 'list-objects'),
  }),
  filterCase({
    id: 'unknown-field',
    sentence: 'a field that no document has is null everywhere',
    filter: { nowhere: null, 'nowhere.else': { $exists: false } },
    matches: allBut(),
  }),
  {
    id: 'datastore/filter/nested-paths',
    sentence: 'a dotted path reaches nested fields; below null, scalars and arrays everything is missing',
    async run({ shared }) {
      const items = await shared('nested', nested)
      sameSet(ids(await items.findMany({ filter: { 'a.b.c': 1 } })), ['deep'])
      sameSet(ids(await items.findMany({ filter: { 'a.b.c': { $ne: 1 } } })), [
        'null',
        'scalar',
        'text',
        'list',
        'flat',
      ])
      sameSet(ids(await items.findMany({ filter: { 'a.b': { $exists: true } } })), ['deep', 'null'])
      sameSet(ids(await items.findMany({ filter: { 'a.b': null } })), ['null', 'scalar', 'text', 'list', 'flat'])
      sameSet(ids(await items.findMany({ filter: { 'b.c': { $gt: 0 } } })), ['flat'])
    },
  },
  {
    id: 'datastore/filter/odd-field-names',
    sentence: 'fields named like inherited properties, reserved words or syntax are plain data',
    async run({ collection }) {
      const items = await collection()
      await items.createMany([
        { id: 'has', pk: 'p', ...odd, in: odd },
        { id: 'has-not', pk: 'p' },
      ])
      for (const [name, value] of Object.entries(odd)) {
        same(ids(await items.findMany({ filter: { [name]: value } })), ['has'], name)
        same(ids(await items.findMany({ filter: { [`in.${name}`]: value } })), ['has'], `in.${name}`)
        same(ids(await items.findMany({ filter: { [name]: { $exists: false } } })), ['has-not'], name)
      }
    },
  },
  {
    id: 'datastore/filter/path-case',
    sentence: 'paths are case-sensitive',
    async run({ collection }) {
      const items = await collection()
      await items.createMany([
        { id: 'lower', pk: 'p', name: 1 },
        { id: 'upper', pk: 'p', Name: 1 },
      ])
      same(ids(await items.findMany({ filter: { name: 1 } })), ['lower'])
      same(ids(await items.findMany({ filter: { Name: 1 } })), ['upper'])
    },
  },
  {
    id: 'datastore/filter/eight-segments',
    sentence: 'a path has up to 8 segments',
    async run({ collection }) {
      const items = await collection()
      await items.create({ id: 'a', pk: 'p', a: { b: { c: { d: { e: { f: { g: { h: 1 } } } } } } } })
      same(ids(await items.findMany({ filter: { 'a.b.c.d.e.f.g.h': 1 } })), ['a'])
    },
  },
  {
    id: 'datastore/filter/id-and-partition-key',
    sentence: 'id and the partition key are fields like any other',
    async run({ collection }) {
      const items = await collection({ partitionKeyPath: '/tenant' })
      for (const id of ['a', 'b', 'c']) await items.create({ id, tenant: id === 'a' ? 't' : 'u' })
      same(ids(await items.findMany({ filter: { id: 'b' } })), ['b'])
      sameSet(ids(await items.findMany({ filter: { tenant: 'u' } })), ['b', 'c'])
      sameSet(ids(await items.findMany({ filter: { id: { $gte: 'b' }, tenant: { $ne: 't' } } })), ['b', 'c'])
      sameSet(ids(await items.findMany({ filter: { id: { $in: ['a', 'c'] } }, partitionKey: 'u' })), ['c'])
      sameSet(ids(await items.findMany({ filter: { $or: [{ id: 'a' }, { tenant: { $startsWith: 'u' } }] } })), [
        'a',
        'b',
        'c',
      ])
      sameSet(ids(await items.findMany({ filter: { id: { $type: 'string' }, tenant: { $exists: true } } })), [
        'a',
        'b',
        'c',
      ])
      sameSet(ids(await items.findMany({ filter: { 'id.x': { $exists: true } } })), [])
    },
  },
  {
    id: 'datastore/filter/most-conditions',
    sentence: 'a filter has up to maxFilterLeaves conditions and maxInValues values in $in',
    async run(context) {
      const items = await zooCollection(context)
      const { maxFilterLeaves, maxInValues } = context.capabilities
      const leaves = Array.from({ length: maxFilterLeaves }, (_, i) => ({ v: i * 1000 }))
      sameSet(ids(await items.findMany({ filter: { $or: leaves } })), ['zero'])
      const values = Array.from({ length: maxInValues }, (_, i) => (i % 2 === 0 ? i : `x${i}`))
      sameSet(ids(await items.findMany({ filter: { v: { $in: values } } })), ['zero', 'two', 'ten'])
    },
  },
  {
    id: 'datastore/filter/deepest',
    sentence: 'a filter nests to depth 10',
    async run(context) {
      const items = await zooCollection(context)
      let filter: Record<string, unknown> = { v: 'a' }
      for (let depth = 1; depth < 10; depth += 1)
        filter = { [depth % 2 === 0 ? '$and' : '$or']: [filter, { v: 'none' }] }
      same(await items.count(filter), 0)
      let alternating: Record<string, unknown> = { v: 'a' }
      for (let depth = 1; depth < 10; depth += 1) alternating = { $not: alternating }
      same(await items.count(alternating), allBut('a').length)
    },
  },
]
