import { inspect } from 'node:util'
import { holds, rejects, same } from '../assert.ts'
import { doc, type DatastoreCase } from '../context.ts'

/** Filters that nobody may run. */
const bad: readonly (readonly [id: string, sentence: string, filters: readonly unknown[]])[] = [
  [
    'unknown-operator',
    'an unknown operator is invalid_argument',
    [
      { a: { $greater: 1 } },
      { a: { $where: 'x' } },
      { a: { $regex: 'x' } },
      { a: { $expr: {} } },
      { a: { constructor: 1 } },
      { a: { $EQ: 1 } },
    ],
  ],
  [
    'unknown-logic',
    'an unknown logical operator is invalid_argument',
    [
      { $where: 'sleep(1)' },
      { $expr: { $gt: ['$a', 1] } },
      { $text: {} },
      { $comment: 'x' },
      { $function: {} },
      { $: 1 },
    ],
  ],
  [
    'mixed',
    'an operator mixed with plain keys is invalid_argument',
    [{ a: { $gt: 1, b: 2 } }, { a: { b: 1, $ne: 2 } }],
  ],
  [
    'undefined',
    'undefined as an operand is invalid_argument, never "everything"',
    [
      { a: undefined },
      { a: { $eq: undefined } },
      { a: { $ne: undefined } },
      { a: { $in: [undefined] } },
      { a: { $in: Object.assign([], { length: 1 }) } },
      { $or: Object.assign([], { length: 1 }) },
      { a: { $gt: undefined } },
      { a: { $in: undefined } },
      { $and: undefined },
      { $or: [undefined] },
      { $not: undefined },
    ],
  ],
  [
    'whole-objects',
    'objects and arrays are not compared as a whole',
    [
      { a: { b: 1 } },
      { a: {} },
      { a: [] },
      { a: [1] },
      { a: { $eq: {} } },
      { a: { $ne: [] } },
      { a: { $in: [[1]] } },
      { a: { $nin: [{}] } },
    ],
  ],
  [
    'values',
    'a value that no document may hold is no operand',
    [
      { a: Number.NaN },
      { a: { $gt: Infinity } },
      { a: 2 ** 53 },
      { a: 1n },
      { a: 'x\0' },
      { a: '\ud800' },
      { a: () => 1 },
      { a: new Date(Number.NaN) },
      { a: /x/ },
      { a: Symbol('x') },
      { a: new Map() },
    ],
  ],
  [
    'range-operands',
    'a range takes a number, a string or a Date',
    [{ a: { $gt: null } }, { a: { $gte: true } }, { a: { $lt: [] } }, { a: { $lte: {} } }],
  ],
  [
    'list-operands',
    '$in, $nin, $and, $or and $nor take lists',
    [
      { a: { $in: 1 } },
      { a: { $nin: 'a' } },
      { a: { $in: { 0: 1 } } },
      { $and: {} },
      { $or: { a: 1 } },
      { $nor: 5 },
      { $and: [5] },
      { $or: [[]] },
    ],
  ],
  [
    'text-operands',
    '$startsWith, $endsWith and $contains take a string that is not empty',
    [
      { a: { $startsWith: '' } },
      { a: { $endsWith: '' } },
      { a: { $contains: '' } },
      { a: { $startsWith: 1 } },
      { a: { $endsWith: null } },
      { a: { $contains: null } },
      { a: { $contains: {} } },
      { a: { $contains: ['x'] } },
      { a: { $startsWith: /x/ } },
    ],
  ],
  [
    'flag-operands',
    '$exists and $isNull take true or false',
    [{ a: { $exists: 1 } }, { a: { $exists: 'true' } }, { a: { $isNull: null } }, { a: { $isNull: 0 } }],
  ],
  [
    'type-operands',
    '$type takes one of its six names',
    [{ a: { $type: 'int' } }, { a: { $type: 2 } }, { a: { $type: ['string'] } }, { a: { $type: 'String' } }],
  ],
  [
    'size-operands',
    '$size takes a whole number of at least 0',
    [{ a: { $size: -1 } }, { a: { $size: 1.5 } }, { a: { $size: '1' } }, { a: { $size: null } }],
  ],
  [
    'ci',
    '$ci is true, and stands beside $eq, $ne, $startsWith, $endsWith or $contains of strings alone',
    [
      { a: { $ci: true } },
      { a: { $eq: 'x', $ci: false } },
      { a: { $eq: 'x', $ci: 1 } },
      { a: { $in: ['x'], $ci: true } },
      { a: { $gt: 'x', $ci: true } },
      { a: { $eq: 5, $ci: true } },
      { a: { $eq: null, $ci: true } },
      { a: { $contains: 1, $ci: true } },
      { a: { $eq: 'x', $exists: true, $ci: true } },
    ],
  ],
  [
    'not',
    '$not takes operators or a filter',
    [
      { a: { $not: 1 } },
      { a: { $not: 'x' } },
      { a: { $not: {} } },
      { a: { $not: [] } },
      { $not: 1 },
      { $not: [] },
      { $not: null },
    ],
  ],
  [
    'elem-match',
    '$elemMatch takes operators about scalars or a filter, and is not nested',
    [
      { a: { $elemMatch: 1 } },
      { a: { $elemMatch: [] } },
      { a: { $elemMatch: { $eq: 1, b: 2 } } },
      { a: { $elemMatch: { b: { $elemMatch: { c: 1 } } } } },
      { a: { $elemMatch: { $elemMatch: { $eq: 1 } } } },
      { a: { $elemMatch: { $exists: true } } },
      { a: { $elemMatch: { $size: 1 } } },
      { a: { $elemMatch: { $not: { $eq: 1 } } } },
      { a: { $elemMatch: { $contains: 1 } } },
    ],
  ],
  [
    'paths',
    'a path has segments that are not empty, not all digits, not __proto__, with no leading $, quote or control character',
    [
      { '': 1 },
      { 'a.': 1 },
      { '.a': 1 },
      { 'a..b': 1 },
      { 'a.$b': 1 },
      { 'a.0': 1 },
      { '12': 1 },
      { 'a.__proto__': 1 },
      JSON.parse('{"__proto__": 1}'),
      { 'a."b"': 1 },
      { 'a\nb': 1 },
      { 'a\0': 1 },
      { '\ud800': 1 },
    ],
  ],
  ['path-depth', 'a path of more than 8 segments is invalid_argument', [{ 'a.b.c.d.e.f.g.h.i': 1 }]],
  [
    'reserved-paths',
    'a reserved field is in no document, and in no filter',
    [{ _etag: 'x' }, { _ts: { $gt: 0 } }, { _id: 1 }, { ttl: 5 }, { '_self.x': 1 }, { _bytelyst: 1 }],
  ],
]

export const filterRefusedCases: readonly DatastoreCase[] = [
  ...bad.map(([id, sentence, filters]): DatastoreCase => ({
    id: `datastore/filter-refused/${id}`,
    sentence,
    async run(context) {
      const items = await context.collection()
      await items.create(doc('a', { a: 1 }))
      for (const filter of filters as never[]) {
        const about = inspect(filter)
        const error = await rejects(context, 'invalid_argument', 'findMany', () => items.findMany({ filter }))
        holds(error.message.includes('filter'), `the message says where: ${error.message} for ${about}`)
        const inside = { $or: [{ a: 1 }, filter] } as never
        await rejects(context, 'invalid_argument', 'findPage', () => items.findPage({ filter: inside, limit: 1 }))
        await rejects(context, 'invalid_argument', 'deleteMany', () => items.deleteMany(filter))
      }
      same(await items.count({}), 1)
    },
  })),
  {
    id: 'datastore/filter-refused/everywhere',
    sentence: 'a bad filter is refused by every operation that takes one',
    async run(context) {
      const items = await context.collection()
      const filter = { a: { $nope: 1 } }
      await rejects(context, 'invalid_argument', 'findOne', () => items.findOne({ filter }))
      await rejects(context, 'invalid_argument', 'count', () => items.count(filter))
      await rejects(context, 'invalid_argument', 'exists', () => items.exists(filter))
      await rejects(context, 'invalid_argument', 'updateMany', () => items.updateMany(filter, { $set: { a: 1 } }))
      await rejects(context, 'invalid_argument', 'explain', () => items.explain({ filter }))
      await rejects(context, 'invalid_argument', 'iterate', () =>
        items.iterate({ filter })[Symbol.asyncIterator]().next(),
      )
    },
  },
  {
    id: 'datastore/filter-refused/too-many-conditions',
    sentence: 'more than maxFilterLeaves conditions are invalid_argument',
    async run(context) {
      const items = await context.collection()
      const { maxFilterLeaves, maxInValues } = context.capabilities
      const leaves = Array.from({ length: maxFilterLeaves + 1 }, (_, v) => ({ v }))
      for (const filter of [{ $or: leaves }, { $and: [{ $and: leaves.slice(0, -1) }, { a: 1 }] }]) {
        await rejects(context, 'invalid_argument', 'findMany', () => items.findMany({ filter }))
      }
      const values = Array.from({ length: maxInValues + 1 }, (_, i) => i)
      await rejects(context, 'invalid_argument', 'count', () => items.count({ v: { $in: values } }))
      await rejects(context, 'invalid_argument', 'count', () => items.count({ v: { $nin: values } }))
    },
  },
  {
    id: 'datastore/filter-refused/too-deep',
    sentence: 'a filter deeper than 10 is invalid_argument, however deep',
    async run(context) {
      const items = await context.collection()
      for (const levels of [10, 5000]) {
        let filter: Record<string, unknown> = { v: 1 }
        let operators: Record<string, unknown> = { $eq: 1 }
        for (let depth = 1; depth <= levels; depth += 1) {
          filter = { $not: filter }
          operators = { $not: operators }
        }
        await rejects(context, 'invalid_argument', 'count', () => items.count(filter))
        await rejects(context, 'invalid_argument', 'count', () => items.count({ v: operators }))
      }
    },
  },
  {
    id: 'datastore/filter-refused/no-plain-object',
    sentence: 'a filter is a plain object: a promise, a Map or an object with inherited fields is not an empty filter',
    async run(context) {
      const items = await context.collection()
      await items.create(doc('a', { a: 1 }))
      await items.create(doc('b', { a: 2 }))
      const filters: unknown[] = [
        Promise.resolve({ a: 1 }),
        new Map([['a', 1]]),
        new Set(['a']),
        new Date(),
        /a/,
        new URLSearchParams('a=1'),
        Object.create({ a: 1 }),
        Object.assign(Object.create({ a: 2, $where: 'x' }) as object, { a: 1 }),
      ]
      for (const filter of filters as never[]) {
        await rejects(context, 'invalid_argument', 'findMany', () => items.findMany({ filter }))
        await rejects(context, 'invalid_argument', 'deleteMany', () => items.deleteMany(filter))
      }
      const bare = Object.assign(Object.create(null) as Record<string, unknown>, { a: 1 })
      same((await items.findMany({ filter: bare })).length, 1)
      same(await items.count({}), 2)
    },
  },
]
