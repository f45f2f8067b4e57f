import { doc, partition, type DatastoreCase } from '../context.ts'
import { rejects, same } from '../assert.ts'

/** Values that come back as they went in. */
const kept: readonly (readonly [name: string, value: unknown])[] = [
  ['null', null],
  ['booleans', { yes: true, no: false }],
  ['empty-string', ''],
  ['unicode', 'é Ж 日本 \u{1F600} \uff5e \u200d \u2028'],
  ['control-characters', 'tab\t newline\n return\r bell\u0007 delete\u007f'],
  ['quotes-and-backslashes', `" ' \` \\ \\" \\u0041 %_* $1 \${x}`],
  ['integers', [0, 1, -1, 2 ** 31, -(2 ** 31), 2 ** 53 - 1, -(2 ** 53 - 1)]],
  ['fractions', [0.1, 0.1 + 0.2, 1 / 3, -2.5, 1e-7, 1.5e-100, 1e-130, 123456.789e3]],
  ['empty-containers', { object: {}, list: [] }],
  ['nested-lists', [[1, [2, [3]]], [], [[]]]],
  ['mixed-lists', [1, 'a', true, null, { x: [1] }]],
  [
    'field-names',
    { constructor: 1, toString: 2, 'a b': 3, 'a-b': 4, 'a/b': 5, '0': 6, é: 7, a$b: 8, '"': 9, '\\': 10 },
  ],
]

/** Values that no document may hold. */
const refused: readonly (readonly [name: string, value: unknown])[] = [
  ['nan', Number.NaN],
  ['infinity', -Infinity],
  ['too-large-a-number', 2 ** 53],
  ['too-small-a-number', 1e-131],
  ['bigint', 1n],
  ['function', () => 1],
  ['symbol', Symbol('x')],
  ['lone-surrogate', 'a\ud800b'],
  ['nul-character', 'a\0b'],
  ['undefined-in-a-list', [1, undefined]],
  ['invalid-date', new Date(Number.NaN)],
  ['map', new Map([['a', 1]])],
  ['set', new Set([1])],
  ['bytes', new Uint8Array(2)],
  ['regular-expression', /a/],
  ['field-name-with-dot', { 'a.b': 1 }],
  ['field-name-with-dollar', { $set: 1 }],
  ['empty-field-name', { '': 1 }],
  ['field-name-proto', JSON.parse('{"__proto__": 1}')],
  ['field-name-with-nul', { 'a\0': 1 }],
]

const reserved = [
  '_id',
  '_rid',
  '_self',
  '_ts',
  '_etag',
  '_attachments',
  '_lsn',
  'ttl',
  '_bytelyst',
  '_bytelystVersion',
]

function nested(levels: number): unknown {
  return levels === 1 ? {} : { a: nested(levels - 1) }
}

export const documentCases: readonly DatastoreCase[] = [
  ...kept.map(([name, value]): DatastoreCase => ({
    id: `datastore/values/${name}-kept`,
    sentence: `${name.replaceAll('-', ' ')} come back as they went in`,
    async run({ collection }) {
      const items = await collection()
      const written = await items.create(doc('a', { value }))
      same(written, doc('a', { value }), 'what create returns')
      same(await items.findById('a', partition), doc('a', { value }), 'what is read back')
      same(await items.findMany({ filter: { id: 'a' } }), [doc('a', { value })], 'what is found')
    },
  })),
  ...refused.map(([name, value]): DatastoreCase => ({
    id: `datastore/values/${name}-refused`,
    sentence: `${name.replaceAll('-', ' ')} in a document is invalid_argument`,
    async run(context) {
      const items = await context.collection()
      await rejects(context, 'invalid_argument', 'create', () => items.create(doc('a', { deep: { value } })))
      await rejects(context, 'invalid_argument', 'upsert', () => items.upsert(doc('a', { deep: { value } })))
      same(await items.count({}), 0, 'documents stored')
    },
  })),
  {
    id: 'datastore/values/date-becomes-text',
    sentence: 'Date becomes ISO-8601 text on write',
    async run({ collection }) {
      const items = await collection()
      const at = new Date('2026-01-02T03:04:05.678Z')
      const stored = doc('a', { at: '2026-01-02T03:04:05.678Z', list: ['2026-01-02T03:04:05.678Z'] })
      same(await items.create(doc('a', { at, list: [at] })), stored)
      same(await items.findById('a', partition), stored)
    },
  },
  {
    id: 'datastore/values/undefined-dropped',
    sentence: 'undefined fields are dropped on write',
    async run({ collection }) {
      const items = await collection()
      await items.create(doc('a', { gone: undefined, deep: { gone: undefined, kept: 1 } }))
      const read = await items.findById('a', partition)
      same(read, doc('a', { deep: { kept: 1 } }))
      same(Object.keys(read ?? {}).includes('gone'), false)
      same(await items.count({ gone: { $exists: true } }), 0)
    },
  },
  {
    id: 'datastore/values/negative-zero',
    sentence: '-0 is 0',
    async run({ collection }) {
      const items = await collection()
      const written = await items.create(doc('a', { n: -0 }))
      same(Object.is(written['n'], 0), true, 'the sign of what create returns')
      same(Object.is((await items.findById('a', partition))?.['n'], 0), true, 'the sign of what is read')
    },
  },
  {
    id: 'datastore/values/nesting-30',
    sentence: 'documents nest to 30 levels, the document being level 1',
    async run({ collection }) {
      const items = await collection()
      const deep = doc('a', { a: nested(29) })
      await items.create(deep)
      same(await items.findById('a', partition), deep)
    },
  },
  {
    id: 'datastore/values/nesting-31-refused',
    sentence: 'a document of 31 levels is invalid_argument',
    async run(context) {
      const items = await context.collection()
      await rejects(context, 'invalid_argument', 'create', () => items.create(doc('a', { a: nested(30) })))
      const cycle: Record<string, unknown> = {}
      cycle['self'] = cycle
      await rejects(context, 'invalid_argument', 'create', () => items.create(doc('a', { cycle })))
    },
  },
  {
    id: 'datastore/values/largest-document',
    sentence: 'a document of maxDocumentBytes of JSON is stored',
    async run({ collection, capabilities }) {
      const items = await collection()
      const overhead = JSON.stringify(doc('a', { text: '' })).length
      const text = 'é'.repeat(Math.floor((capabilities.maxDocumentBytes - overhead) / 2))
      await items.create(doc('a', { text }))
      same((await items.findById('a', partition))?.['text'] === text, true, 'the text comes back whole')
    },
  },
  {
    id: 'datastore/values/too-large-refused',
    sentence: 'a document of more than maxDocumentBytes of JSON is invalid_argument',
    async run(context) {
      const items = await context.collection()
      const text = 'é'.repeat(context.capabilities.maxDocumentBytes / 2)
      await rejects(context, 'invalid_argument', 'create', () => items.create(doc('a', { text })))
      same(await items.findById('a', partition), null)
    },
  },
  {
    id: 'datastore/values/reserved-fields-refused',
    sentence: 'names that belong to an engine are refused at the top level of a document',
    async run(context) {
      const items = await context.collection()
      for (const name of reserved) {
        await rejects(context, 'invalid_argument', 'create', () => items.create(doc('a', { [name]: 1 })))
      }
      same(await items.count({}), 0)
    },
  },
  {
    id: 'datastore/values/reserved-below-top',
    sentence: 'the reserved names are plain data below the top level',
    async run({ collection }) {
      const items = await collection()
      const fields = { inner: Object.fromEntries(reserved.map((name) => [name, 1])) }
      await items.create(doc('a', fields))
      same(await items.findById('a', partition), doc('a', fields))
      same(await items.count({ 'inner._etag': 1 }), 1)
    },
  },
  {
    id: 'datastore/values/no-document-refused',
    sentence: 'what is no document is invalid_argument',
    async run(context) {
      const items = await context.collection()
      for (const nothing of [undefined, null, 'a', 1, [doc('a')]]) {
        await rejects(context, 'invalid_argument', 'create', () => items.create(nothing as never))
        await rejects(context, 'invalid_argument', 'replace', () => items.replace('a', partition, nothing as never))
      }
    },
  },
  {
    id: 'datastore/values/error-names-the-place',
    sentence: 'the error names the offending part and never repeats the document',
    async run(context) {
      const items = await context.collection()
      const bad = doc('a', { secret: 'hunter2', list: [{ ok: 1 }, { price: Number.NaN }] })
      const error = await rejects(context, 'invalid_argument', 'create', () => items.create(bad))
      same(error.message.includes('document.list[1].price'), true, error.message)
      same(error.message.includes('hunter2'), false, error.message)
      same(JSON.stringify(error).includes('hunter2'), false)
    },
  },
]
