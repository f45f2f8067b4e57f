import { isCloudError } from '@bytelyst/core'
import { scalar } from '../../filter/scalar.ts'
import { holds, ids, rejects, same, sameSet } from '../assert.ts'
import { doc, partition, type DatastoreCase } from '../context.ts'

/** Texts that mean something to one engine or another. */
const hostile = [
  "'; DROP TABLE documents; --",
  '" OR 1=1 --',
  "' OR '1'='1",
  "\\'; SELECT 1",
  '$where',
  '$ne',
  '{"$gt":""}',
  '@p0',
  ':p0',
  '?1',

  'c.id',
  'c["id"]',
  '*/ OR true /*',
  '${process.env}',
  '%00',
  '../../etc/passwd',
  '<script>',
  '\u202e',
  '\ufeff',
  'null',
  'undefined',

  'NaN',
  'true',
  '0x41',
  '1e309',
  '#comment',
  '`id`',
  '[object Object]',
  '__proto__',
  'constructor',
  'a\r\nb: c',
  '',
]

export const hostileCases: readonly DatastoreCase[] = [
  {
    id: 'datastore/hostile/values',
    sentence: 'a value is only ever a value, in documents, filters, patches and cursors',
    async run({ collection }) {
      const items = await collection()
      await items.createMany(hostile.map((v, i) => doc(`i${String(i).padStart(2, '0')}`, { v, list: [v] })))
      for (const [i, v] of hostile.entries()) {
        const id = `i${String(i).padStart(2, '0')}`
        same(ids(await items.findMany({ filter: { v } })), [id], JSON.stringify(v))
        same(ids(await items.findMany({ filter: { v: { $in: [v] } } })), [id])
        same(await items.count({ v: { $ne: v } }), hostile.length - 1)
        same((await items.findById(id, partition))?.['v'], v)
        if (v === '') continue
        holds(ids(await items.findMany({ filter: { list: { $contains: v } } })).includes(id), 'contained')
        same((await items.update(id, partition, { $set: { w: v } }))['w'], v)
      }
    },
  },
  {
    id: 'datastore/hostile/keys',
    sentence: 'an id and a partition key are only ever values',
    async run({ collection }) {
      const items = await collection()
      // oxlint-disable-next-line no-control-regex -- control characters are what is left out
      const keys = hostile.filter((text) => text !== '' && !/[/\\?#\u0000-\u001f]/.test(text))
      for (const key of keys) await items.create({ id: key, pk: key, n: 1 })
      for (const key of keys) {
        same((await items.findById(key, key))?.id, key)
        same(ids(await items.findMany({ filter: {}, partitionKey: key })), [key])
        same(await items.delete(key, key), true)
      }
      same(await items.count({}), 0)
    },
  },
  {
    id: 'datastore/hostile/field-names',
    sentence: 'a field name is only ever a name',
    async run({ collection }) {
      const items = await collection()
      const names = hostile.filter((name) => !/^$|^\$|\.|__proto__/.test(name))
      await items.create(doc('a', Object.fromEntries(names.map((name, i) => [name, i]))))
      await items.create(doc('b'))
      same(await items.findById('a', partition), doc('a', Object.fromEntries(names.map((name, i) => [name, i]))))
      for (const [i, name] of names.entries()) {
        let found: string[]
        try {
          found = ids(await items.findMany({ filter: { [name]: i } }))
        } catch (error) {
          holds(isCloudError(error, 'invalid_argument'), `${name}: ${String(error)}`)
          continue // A name with a quote or a control character can be stored, but is no path.
        }
        same(found, ['a'], name)
      }
    },
  },
  {
    id: 'datastore/hostile/nothing-crosses-a-partition',
    sentence: 'no filter and no cursor reaches beyond partitionKey',
    async run({ collection }) {
      const items = await collection()
      await items.createMany(
        Array.from({ length: 20 }, (_, i) => ({ id: `i${i}`, pk: i % 2 === 0 ? 'mine' : 'theirs', n: i })),
      )
      const scope = { partitionKey: 'mine' }
      const reaching = [
        { pk: 'theirs' },
        { $or: [{}, { pk: 'theirs' }] },
        { $not: { pk: 'mine' } },
        { $nor: [] },
        { id: 'i1' },
      ]
      for (const filter of reaching) {
        const found = await items.findMany({ filter, ...scope })
        holds(
          found.every(({ pk }) => pk === 'mine'),
          JSON.stringify(filter),
        )
        same(await items.count(filter, scope), found.length)
      }
      const first = await items.findPage({ filter: {}, limit: 2, ...scope })
      const decoded = JSON.parse(Buffer.from(first.cursor ?? '', 'base64url').toString()) as [
        unknown,
        unknown,
        string,
        string,
      ]
      decoded[3] = 'theirs'
      decoded[2] = 'a'
      const cursor = Buffer.from(JSON.stringify(decoded)).toString('base64url')
      const next = await items.findPage({ filter: {}, limit: 50, cursor, ...scope })
      holds(
        next.items.every(({ pk }) => pk === 'mine'),
        'a forged cursor stays within',
      )
      same(await items.updateMany({ pk: 'theirs' }, { $set: { n: 0 } }, scope), { updated: 0, failed: 0 })
      same(await items.deleteMany({ $or: [{ pk: 'theirs' }, { n: { $lt: 2 } }] }, scope), { deleted: 1 })
      same(await items.count({ pk: 'theirs' }), 10)
    },
  },
  {
    id: 'datastore/hostile/request-values',
    sentence: 'scalar() lets a value from a request be a value and never an operator',
    async run({ collection }) {
      const items = await collection()
      await items.create(doc('a', { password: 'secret' }))
      for (const operand of [{ $ne: '' }, ['secret'], { toString: 'x' }]) {
        let refused = false
        try {
          scalar(operand)
        } catch (error) {
          refused = isCloudError(error, 'invalid_argument')
        }
        same(refused, true, JSON.stringify(operand))
      }
      same(await items.count({ password: scalar('secret') }), 1)
      same(await items.count({ password: scalar('other') }), 0)
      same([scalar(5), scalar(true), scalar(null)], [5, true, null])
    },
  },
  {
    id: 'datastore/hostile/no-pollution',
    sentence: 'no document, filter or patch changes the prototype of objects',
    async run(context) {
      const items = await context.collection()
      const polluting = JSON.parse(
        '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}',
      ) as object
      await rejects(context, 'invalid_argument', 'create', () => items.create(doc('a', { x: polluting })))
      await rejects(context, 'invalid_argument', 'findMany', () => items.findMany({ filter: polluting as never }))
      await items.create(doc('b', { constructor: { prototype: { polluted: 1 } } }))
      await items.update('b', partition, { $set: { 'constructor.prototype.more': 1, 'toString.call': 2 } })
      await items.findMany({ filter: {}, select: ['constructor.prototype.more', 'hasOwnProperty.x'] })
      same(({} as { polluted?: unknown }).polluted, undefined)
      same(typeof {}.toString, 'function')
      same(typeof Object.prototype.hasOwnProperty, 'function')
      same((await items.findById('b', partition))?.['constructor'], { prototype: { polluted: 1, more: 1 } })
    },
  },
  {
    id: 'datastore/hostile/large-values',
    sentence: 'long texts, long lists and many fields are stored, found and patched',
    timeoutMs: 120_000,
    async run({ collection }) {
      const items = await collection()
      const long = 'é'.repeat(50_000)
      const list = Array.from({ length: 5000 }, (_, i) => i)
      const many = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`f${i}`, i]))
      await items.create(doc('a', { long, list, many }))
      same(ids(await items.findMany({ filter: { long } })), ['a'])
      same(ids(await items.findMany({ filter: { long: { $contains: 'é'.repeat(40_000) } } })), ['a'])
      sameSet(ids(await items.findMany({ filter: { list: { $contains: 4999 }, 'many.f999': 999 } })), ['a'])
      const updated = await items.update('a', partition, { $push: { list: 'last' }, $set: { 'many.f1000': 1000 } })
      same((updated['list'] as unknown[]).length, 5001)
      same(Object.keys(updated['many'] as object).length, 1001)
    },
  },
]
