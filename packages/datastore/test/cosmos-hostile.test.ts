import { isCloudError } from '@bytelyst/core'
import type { DocumentCollection } from '@bytelyst/datastore'
import { beforeAll, expect, test } from 'vitest'
import type { AnyDocument } from '../src/conformance/context.ts'
import { describeOnCosmos, requestsOf } from './support/cosmos-server.ts'

const hostile = [
  `"] = 1 OR c["pk"] != "`,
  `' OR '1' = '1`,
  `" OR true --`,
  `\\" OR true`,
  `x"]["y`,
  `@p0`,
  `c`,
  `*`,
  `) OR (1 = 1`,
  `a'] OR true OR c['`,
  `/* */`,
  `\u2028\u2029`,
  `{documentdb-formattableorderbyquery-filter}`,
  `["p"]`,
  `{}`,
  `\u{1F600}"`,
]

function codeOf(error: unknown): string {
  return isCloudError(error) ? error.code : String(error)
}

describeOnCosmos('hostile texts on the cosmos provider', (server) => {
  let items: DocumentCollection<AnyDocument>

  beforeAll(async () => {
    const provider = server.provider()
    await provider.initialize({ hostile: { partitionKeyPath: '/pk' } })
    items = provider.collection<AnyDocument>('hostile')
    await items.createMany([
      ...['a', 'b', 'c'].map((id) => ({ id, pk: 'mine', v: 'x', n: 1 })),
      ...['a', 'b', 'c'].map((id) => ({ id, pk: 'theirs', v: 'hidden', n: 1 })),
    ])
  })

  test('a value in a filter is a value, wherever it stands', async () => {
    for (const v of hostile) {
      const filters = [
        { v },
        { v: { $in: [v] } },
        { v: { $gt: v, $lt: v } },
        { v: { $startsWith: v } },
        { v: { $contains: v } },
      ]
      for (const filter of [...filters, { $or: [{ v }, { n: { $gt: 5 } }] }, { v: { $eq: v, $ci: true } }]) {
        expect(await items.findMany({ filter })).toEqual([])
        expect(await items.count(filter, { partitionKey: 'mine' })).toBe(0)
      }
      expect(await items.count({ v: { $ne: v } })).toBe(6)
    }
  })

  test('a field name is a name, in a filter, a sort, a selection, a group and a patch', async () => {
    for (const text of hostile) {
      const name = text.replaceAll('"', '')
      if (/^\$|\.|^$/.test(name)) continue
      const answers = [
        () => items.findMany({ filter: { [name]: 1 }, partitionKey: 'mine' }),
        () => items.findMany({ filter: {}, sort: { [name]: 1 }, limit: 9, partitionKey: 'mine', select: [name] }),
        () =>
          items
            .findPage({ filter: {}, sort: { [name]: -1 }, limit: 9, partitionKey: 'mine' })
            .then((page) => page.items),
        () => items.distinct(name, { filter: {}, partitionKey: 'mine' }),
        () => items.aggregate({ filter: {}, groupBy: [name], max: name, partitionKey: 'mine' } as never),
      ]
      for (const answer of answers) {
        const rows = await answer().catch(codeOf)
        expect(rows === 'invalid_argument' || !JSON.stringify(rows).includes('hidden')).toBe(true)
      }
      const updated = await items.update('a', 'mine', { $set: { [name]: 1 } }).catch(codeOf)
      expect(updated === 'invalid_argument' || (updated as AnyDocument)['v'] === 'x').toBe(true)
      await items.update('a', 'mine', { $unset: { [name]: true } }).catch(codeOf)
      expect(await items.findById('a', 'theirs')).toEqual({ id: 'a', pk: 'theirs', v: 'hidden', n: 1 })
    }
  })

  test('a partition key reaches its own partition and no other, in every kind of read', async () => {
    for (const partitionKey of [...hostile, 'none']) {
      const scope = { filter: {}, partitionKey }
      expect(await items.findMany(scope)).toEqual([])
      expect(await items.findMany({ ...scope, sort: { n: 1 } })).toEqual([])
      expect(await items.findMany({ ...scope, sort: { n: 1 }, limit: 3 })).toEqual([])
      expect(await items.findMany({ ...scope, offset: 1 })).toEqual([])
      expect((await items.findPage({ ...scope, limit: 3 })).items).toEqual([])
      expect(await items.count({}, { partitionKey })).toBe(0)
      expect(await items.distinct('v', scope)).toEqual([])
      expect(await items.aggregate({ ...scope, groupBy: ['v'], count: 'n' })).toEqual([])
      expect(await items.deleteMany({}, { partitionKey })).toEqual({ deleted: 0 })
    }
    expect(await items.count({})).toBe(6)
  })

  test('a query of one partition names it beside the query and in it, so that no way of the SDK can lose it', async () => {
    const scope = { filter: { n: 1 }, partitionKey: 'mine' }
    const { sent } = await requestsOf(async () => {
      await items.findMany({ ...scope, sort: { v: 1 }, limit: 2 })
      await items.distinct('v', scope)
      await items.aggregate({ ...scope, sum: 'n' })
    })
    const queries = sent.filter(({ isPlan, isQuery }) => isQuery && !isPlan)
    expect(queries.length).toBeGreaterThan(3)
    expect(new Set(queries.map(({ partitionKey }) => partitionKey))).toEqual(new Set(['["mine"]']))
  })

  test('a cursor and an etag of an attacker are refused, and nothing is sent of them', async () => {
    for (const text of hostile) {
      await expect(items.findPage({ filter: {}, limit: 1, cursor: text })).rejects.toMatchObject({
        code: 'invalid_argument',
      })
      await expect(items.delete('a', 'mine', { ifMatch: text })).rejects.toMatchObject({ code: 'precondition_failed' })
    }
    const forged = Buffer.from(JSON.stringify({ values: [], id: 'a', partitionKey: 'theirs' })).toString('base64url')
    await expect(items.findPage({ filter: {}, limit: 1, cursor: forged, partitionKey: 'mine' })).rejects.toMatchObject({
      code: 'invalid_argument',
    })
  })

  test('a collection name that could be a path of the service is refused', () => {
    const provider = server.provider()
    for (const name of ['a/docs/b', '..', 'a?x', 'a#b', 'a%2fb', '', 'a b', "a'", 'x'.repeat(64)]) {
      expect(() => provider.collection(name)).toThrow(/collection name/)
    }
  })
})
