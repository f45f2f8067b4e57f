import type { DatastoreCase } from '../context.ts'
import { ids, same, sameSet } from '../assert.ts'
import { filterCase, filterCaseNeeding } from './zoo.ts'

const needsCase = { caseInsensitive: true } as const

/** Characters that mean something in LIKE, in regular expressions, in JSON paths or in SQL. */
const literal = ['%', '_', '*', '.', '\\', '^', '$', '(', '[', '+', '?', '|', '{', "'", '"', '/', ';', '--']

export const filterTextCases: readonly DatastoreCase[] = [
  filterCase({
    id: 'starts-with',
    sentence: '$startsWith matches strings that begin with it, case-sensitively; no other type',
    filter: { v: { $startsWith: 'a' } },
    matches: ['a', 'ab', 'wildcards'],
  }),
  filterCase({
    id: 'starts-with-whole',
    sentence: 'a string starts with itself, and with nothing longer',
    filter: { v: { $startsWith: 'ab' } },
    matches: ['ab'],
  }),
  filterCase({
    id: 'starts-with-digit',
    sentence: '$startsWith does not see numbers',
    filter: { v: { $startsWith: '1' } },
    matches: ['text-1'],
  }),
  filterCase({
    id: 'starts-with-astral',
    sentence: '$startsWith compares characters outside the basic plane',
    filter: { v: { $startsWith: '\u{1F600}' } },
    matches: ['astral'],
  }),
  filterCaseNeeding(
    { endsWith: true },
    {
      id: 'ends-with',
      sentence: '$endsWith matches strings that end with it, case-sensitively; no other type',
      filter: { v: { $endsWith: 'b' } },
      matches: ['b', 'ab'],
    },
  ),
  {
    id: 'datastore/filter/ends-with-line-end',
    sentence: '$endsWith means the very end, also after a line end',
    needs: { endsWith: true },
    async run({ collection }) {
      const items = await collection()
      await items.createMany([
        { id: 'line', pk: 'p', v: 'ab\n' },
        { id: 'end', pk: 'p', v: 'x\nab' },
      ])
      same(ids(await items.findMany({ filter: { v: { $endsWith: 'ab' } } })), ['end'])
      same(ids(await items.findMany({ filter: { v: { $endsWith: 'b\n' } } })), ['line'])
    },
    attempt: async ({ collection }) => (await collection()).findMany({ filter: { v: { $endsWith: 'ab' } } }),
  },
  filterCase({
    id: 'contains-substring',
    sentence: '$contains is a substring on a string field, case-sensitively',
    filter: { v: { $contains: 'b' } },
    matches: ['b', 'ab', 'wildcards', 'list-a'],
  }),
  filterCase({
    id: 'contains-not-in-numbers',
    sentence: '$contains does not see numbers and booleans as text',
    filter: { v: { $contains: 'tru' } },
    matches: ['text-true'],
  }),
  {
    id: 'datastore/filter/text-is-literal',
    sentence: 'nothing in a text operand is a wildcard or an escape',
    async run({ collection }) {
      const items = await collection()
      await items.createMany(literal.map((text, i) => ({ id: `i${i}`, pk: 'p', v: `x${text}y` })))
      await items.create({ id: 'plain', pk: 'p', v: 'xay' })
      for (const [i, text] of literal.entries()) {
        same(ids(await items.findMany({ filter: { v: { $contains: `x${text}` } } })), [`i${i}`], `$contains x${text}`)
        same(
          ids(await items.findMany({ filter: { v: { $startsWith: `x${text}` } } })),
          [`i${i}`],
          `$startsWith x${text}`,
        )
        same(ids(await items.findMany({ filter: { v: `x${text}y` } })), [`i${i}`], `equal to x${text}y`)
      }
    },
  },
  filterCaseNeeding(needsCase, {
    id: 'ci-equals',
    sentence: '$ci: true makes $eq ignore case',
    filter: { v: { $eq: 'AB', $ci: true } },
    matches: ['ab'],
  }),
  filterCaseNeeding(needsCase, {
    id: 'ci-equals-accent',
    sentence: '$ci: true ignores the case of letters beyond ASCII',
    filter: { v: { $eq: 'É', $ci: true } },
    matches: ['accent'],
  }),
  filterCaseNeeding(needsCase, {
    id: 'ci-starts-with',
    sentence: '$ci: true makes $startsWith ignore case',
    filter: { v: { $startsWith: 'A', $ci: true } },
    matches: ['a', 'A', 'ab', 'wildcards'],
  }),
  filterCaseNeeding(
    { caseInsensitive: true, endsWith: true },
    {
      id: 'ci-ends-with',
      sentence: '$ci: true makes $endsWith ignore case',
      filter: { v: { $endsWith: 'B', $ci: true } },
      matches: ['b', 'ab'],
    },
  ),
  filterCaseNeeding(needsCase, {
    id: 'ci-contains',
    sentence: '$ci: true makes $contains ignore case in strings, and compare the elements of arrays exactly',
    filter: { v: { $contains: 'A', $ci: true } },
    matches: ['a', 'A', 'ab', 'wildcards'],
  }),
  {
    id: 'datastore/filter/ci-not-equal',
    sentence: '$ci: true makes $ne the complement of $eq ignoring case',
    needs: needsCase,
    async run({ collection }) {
      const items = await collection()
      const texts = ['Ж', 'ж', 'x', 'X', undefined, null, 5, ['x']]
      await items.createMany(texts.map((v, i) => ({ id: `i${i}`, pk: 'p', v })))
      sameSet(ids(await items.findMany({ filter: { v: { $ne: 'Ж', $ci: true } } })), [
        'i2',
        'i3',
        'i4',
        'i5',
        'i6',
        'i7',
      ])
      sameSet(ids(await items.findMany({ filter: { v: { $not: { $eq: 'X', $ci: true } } } })), [
        'i0',
        'i1',
        'i4',
        'i5',
        'i6',
        'i7',
      ])
    },
    attempt: async ({ collection }) => (await collection()).findMany({ filter: { v: { $ne: 'Ж', $ci: true } } }),
  },
]
