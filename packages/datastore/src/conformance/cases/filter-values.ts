import type { DatastoreCase } from '../context.ts'
import { ids, same, sameSet } from '../assert.ts'
import { allBut, filterCase, zooCollection } from './zoo.ts'

export const filterValueCases: readonly DatastoreCase[] = [
  filterCase({
    id: 'equals-string',
    sentence: 'an exact match finds the documents with that string, case-sensitively, and no others',
    filter: { v: 'a' },
    matches: ['a'],
  }),
  filterCase({
    id: 'equals-number',
    sentence: 'an exact match with a number matches numbers alone',
    filter: { v: 1 },
    matches: ['one'],
  }),
  filterCase({ id: 'equals-minus-zero', sentence: '-0 is 0', filter: { v: -0 }, matches: ['zero'] }),
  filterCase({
    id: 'equals-fraction',
    sentence: 'fractions are equal as doubles',
    filter: { v: 1e-7 },
    matches: ['tiny'],
  }),
  filterCase({
    id: 'equals-largest',
    sentence: 'integers are exact to 2^53-1',
    filter: { v: 2 ** 53 - 1 },
    matches: ['largest'],
  }),
  filterCase({ id: 'equals-true', sentence: 'true equals true and not 1', filter: { v: true }, matches: ['true'] }),
  filterCase({
    id: 'equals-false',
    sentence: 'false equals false and not 0',
    filter: { v: false },
    matches: ['false'],
  }),
  filterCase({
    id: 'equals-empty-string',
    sentence: 'the empty string equals itself, and neither null nor missing',
    filter: { v: '' },
    matches: ['empty'],
  }),
  filterCase({
    id: 'equals-null',
    sentence: 'null and missing are equal',
    filter: { v: null },
    matches: ['missing', 'null'],
  }),
  filterCase({ id: 'equals-text-1', sentence: 'the text "1" is no number', filter: { v: '1' }, matches: ['text-1'] }),
  filterCase({ id: 'eq', sentence: '$eq is the exact match', filter: { v: { $eq: 'a' } }, matches: ['a'] }),
  filterCase({
    id: 'eq-null',
    sentence: '$eq: null matches null and missing',
    filter: { v: { $eq: null } },
    matches: ['missing', 'null'],
  }),
  filterCase({
    id: 'ne',
    sentence: '$ne is the complement of $eq: it matches documents that lack the field, and all other types',
    filter: { v: { $ne: 'a' } },
    matches: allBut('a'),
  }),
  filterCase({
    id: 'ne-number',
    sentence: '$ne of a number matches every other value',
    filter: { v: { $ne: 1 } },
    matches: allBut('one'),
  }),
  filterCase({
    id: 'ne-null',
    sentence: '$ne: null matches what is neither null nor missing',
    filter: { v: { $ne: null } },
    matches: allBut('missing', 'null'),
  }),
  filterCase({
    id: 'ne-true',
    sentence: '$ne: true matches all but true',
    filter: { v: { $ne: true } },
    matches: allBut('true'),
  }),
  filterCase({
    id: 'in',
    sentence: '$in matches any of its values, of any type; null among them matches missing too',
    filter: { v: { $in: [1, 'a', true, null, '1'] } },
    matches: ['one', 'a', 'true', 'null', 'missing', 'text-1'],
  }),
  filterCase({
    id: 'in-strings',
    sentence: '$in of strings matches them, and no array that holds one',
    filter: { v: { $in: ['a', 'b', 'zzz'] } },
    matches: ['a', 'b'],
  }),
  filterCase({
    id: 'in-numbers',
    sentence: '$in of numbers matches numbers, and neither booleans nor arrays',
    filter: { v: { $in: [0, 1, 10, 0.5] } },
    matches: ['zero', 'one', 'ten', 'half'],
  }),
  filterCase({ id: 'in-booleans', sentence: '$in of booleans', filter: { v: { $in: [false] } }, matches: ['false'] }),
  filterCase({ id: 'in-empty', sentence: '$in: [] matches nothing', filter: { v: { $in: [] } }, matches: [] }),
  filterCase({
    id: 'nin',
    sentence: '$nin is the complement of $in: it matches documents that lack the field',
    filter: { v: { $nin: [1, 'a', true] } },
    matches: allBut('one', 'a', 'true'),
  }),
  filterCase({
    id: 'nin-null',
    sentence: '$nin with null leaves out null and missing',
    filter: { v: { $nin: [null, 0] } },
    matches: allBut('missing', 'null', 'zero'),
  }),
  filterCase({
    id: 'nin-empty',
    sentence: '$nin: [] matches everything',
    filter: { v: { $nin: [] } },
    matches: allBut(),
  }),
  filterCase({
    id: 'gt-number',
    sentence: '$gt compares number with number; other stored types never match',
    filter: { v: { $gt: 1 } },
    matches: ['two', 'ten', 'largest'],
  }),
  filterCase({
    id: 'gte-number',
    sentence: '$gte includes the bound',
    filter: { v: { $gte: 1 } },
    matches: ['one', 'two', 'ten', 'largest'],
  }),
  filterCase({
    id: 'lt-number',
    sentence: '$lt on a number matches smaller numbers, and neither null nor missing',
    filter: { v: { $lt: 1 } },
    matches: ['zero', 'minus', 'half', 'tiny'],
  }),
  filterCase({
    id: 'lte-number',
    sentence: '$lte includes the bound',
    filter: { v: { $lte: 0 } },
    matches: ['zero', 'minus'],
  }),
  filterCase({
    id: 'gt-string',
    sentence: '$gt compares string with string, in code-point order',
    filter: { v: { $gt: 'ab' } },
    matches: ['b', 'text-true', 'text-null', 'accent', 'private-use', 'astral'],
  }),
  filterCase({
    id: 'gte-string',
    sentence: '$gte of a string includes the bound',
    filter: { v: { $gte: 'b' } },
    matches: ['b', 'text-true', 'text-null', 'accent', 'private-use', 'astral'],
  }),
  filterCase({
    id: 'lt-string',
    sentence: '$lt of a string: capitals come before small letters, the empty string before all',
    filter: { v: { $lt: 'a' } },
    matches: ['empty', 'A', 'text-1'],
  }),
  filterCase({
    id: 'lte-string',
    sentence: '$lte of a string includes the bound',
    filter: { v: { $lte: 'a' } },
    matches: ['empty', 'A', 'text-1', 'a'],
  }),
  filterCase({
    id: 'gte-empty-string',
    sentence: '$gte of the empty string matches every string',
    filter: { v: { $gte: '' } },
    matches: [
      'empty',
      'a',
      'A',
      'b',
      'ab',
      'text-1',
      'text-true',
      'text-null',
      'accent',
      'private-use',
      'astral',
      'wildcards',
    ],
  }),
  {
    id: 'datastore/filter/astral-order',
    sentence: 'strings are in code-point order, or in UTF-16 order where a provider declares it',
    async run(context) {
      const items = await zooCollection(context)
      const above = ids(await items.findMany({ filter: { v: { $gt: '\uff5e' } } }))
      same(above, context.capabilities.stringOrder === 'code-point' ? ['astral'] : [])
      const below = ids(await items.findMany({ filter: { v: { $gte: 'é', $lt: '\u{1F600}' } } }))
      sameSet(below, context.capabilities.stringOrder === 'code-point' ? ['accent', 'private-use'] : ['accent'])
    },
  },
  filterCase({
    id: 'range',
    sentence: 'operators about one field must all hold',
    filter: { v: { $gte: 1, $lt: 10, $ne: 2 } },
    matches: ['one'],
  }),
  filterCase({
    id: 'range-of-two-types',
    sentence: 'a range between a number and a string matches nothing',
    filter: { v: { $gt: 0, $lt: 'z' } },
    matches: [],
  }),
  filterCase({
    id: 'exists-true',
    sentence: '$exists: true matches what is there, null included',
    filter: { v: { $exists: true } },
    matches: allBut('missing'),
  }),
  filterCase({
    id: 'exists-false',
    sentence: '$exists: false matches what is missing alone',
    filter: { v: { $exists: false } },
    matches: ['missing'],
  }),
  filterCase({
    id: 'is-null-true',
    sentence: '$isNull: true matches null and missing',
    filter: { v: { $isNull: true } },
    matches: ['null', 'missing'],
  }),
  filterCase({
    id: 'is-null-false',
    sentence: '$isNull: false matches all others',
    filter: { v: { $isNull: false } },
    matches: allBut('null', 'missing'),
  }),
  filterCase({
    id: 'type-null',
    sentence: "$type: 'null' matches null and missing",
    filter: { v: { $type: 'null' } },
    matches: ['null', 'missing'],
  }),
  filterCase({
    id: 'type-boolean',
    sentence: "$type: 'boolean' matches true and false",
    filter: { v: { $type: 'boolean' } },
    matches: ['true', 'false'],
  }),
  filterCase({
    id: 'type-number',
    sentence: "$type: 'number' matches integers and fractions",
    filter: { v: { $type: 'number' } },
    matches: ['zero', 'one', 'two', 'ten', 'minus', 'half', 'tiny', 'largest'],
  }),
  filterCase({
    id: 'type-string',
    sentence: "$type: 'string' matches strings, the empty one included",
    filter: { v: { $type: 'string' } },
    matches: [
      'empty',
      'a',
      'A',
      'b',
      'ab',
      'text-1',
      'text-true',
      'text-null',
      'accent',
      'private-use',
      'astral',
      'wildcards',
    ],
  }),
  filterCase({
    id: 'type-array',
    sentence: "$type: 'array' matches arrays",
    filter: { v: { $type: 'array' } },
    matches: ['list-empty', 'list-1', 'list-a', 'list-mixed', 'list-objects'],
  }),
  filterCase({
    id: 'type-object',
    sentence: "$type: 'object' matches objects and no arrays",
    filter: { v: { $type: 'object' } },
    matches: ['object-empty', 'object', 'object-nested'],
  }),
  {
    id: 'datastore/filter/dates',
    sentence: 'a Date operand is its ISO-8601 text',
    async run({ collection }) {
      const items = await collection()
      const days = ['2026-01-01', '2026-01-15', '2026-02-01'].map((day) => new Date(`${day}T00:00:00Z`))
      for (const [i, at] of days.entries()) await items.create({ id: `d${i}`, pk: 'p', at })
      const [first, second, third] = days as [Date, Date, Date]
      same(ids(await items.findMany({ filter: { at: { $gte: second, $lt: third } } })), ['d1'])
      same(ids(await items.findMany({ filter: { at: first } })), ['d0'])
      same(ids(await items.findMany({ filter: { at: { $in: [third] } } })), ['d2'])
      same(await items.count({ at: { $gte: '2026-01-01', $lt: '2026-02-01' } }), 2)
    },
  },
]
