import { expect, test } from 'vitest'
import { parsePath } from '../src/document/path.ts'
import { parseFilter } from '../src/filter/parse.ts'
import { cosmosCapabilities } from '../src/providers/cosmos/capabilities.ts'
import { filterCondition } from '../src/providers/cosmos/filter.ts'
import { nativePatch } from '../src/providers/cosmos/patch.ts'
import { findSql } from '../src/providers/cosmos/query.ts'
import { Parameters } from '../src/providers/cosmos/sql.ts'
import { parsePatch } from '../src/patch/parse.ts'

function sqlOf(filter: object): readonly [sql: string, ...values: unknown[]] {
  const parameters = new Parameters()
  const { sql } = filterCondition(parseFilter(filter, cosmosCapabilities), parameters)
  return [sql, ...parameters.list.map(({ value }) => value)]
}

const texts: readonly (readonly [object, string, ...unknown[]])[] = [
  [{}, 'true'],
  [{ $or: [] }, 'false'],
  [{ a: 1 }, 'c["a"] = @p0', 1],
  [{ a: null }, 'NOT IS_DEFINED(c["a"]) OR IS_NULL(c["a"])'],
  [{ a: { $ne: null } }, 'IS_DEFINED(c["a"]) AND NOT IS_NULL(c["a"])'],
  [{ a: { $ne: 1 } }, 'NOT IS_NUMBER(c["a"]) OR c["a"] != @p0', 1],
  [{ a: { $eq: 'É', $ci: true } }, 'LOWER(c["a"]) = @p0', 'é'],
  [{ a: { $gt: 1, $lte: 5 } }, 'c["a"] > @p0 AND c["a"] <= @p1', 1, 5],
  [{ a: { $not: { $gt: 'x' } } }, 'NOT IS_STRING(c["a"]) OR c["a"] <= @p0', 'x'],
  [
    { a: { $in: [1, 'b', null] } },
    'NOT IS_DEFINED(c["a"]) OR IS_NULL(c["a"]) OR ARRAY_CONTAINS(@p0, c["a"])',
    [1, 'b'],
  ],
  [{ a: { $nin: [1, 2] } }, 'NOT IS_DEFINED(c["a"]) OR NOT ARRAY_CONTAINS(@p0, c["a"])', [1, 2]],
  [{ a: { $in: [] } }, 'false'],
  [{ 'o.x': { $exists: false } }, 'NOT IS_DEFINED(c["o"]["x"])'],
  [{ a: { $startsWith: 'x', $ci: true } }, 'STARTSWITH(c["a"], @p0, true)', 'x'],
  [{ a: { $contains: 'x' } }, 'CONTAINS(c["a"], @p0) OR ARRAY_CONTAINS(c["a"], @p1)', 'x', 'x'],
  [{ a: { $size: 2 } }, 'ARRAY_LENGTH(c["a"]) = @p0', 2],
  [{ a: { $elemMatch: { $eq: 5 } } }, 'ARRAY_CONTAINS(c["a"], @p0)', 5],
  [
    { a: { $elemMatch: { $gt: 1, $lt: 5 } } },
    'IS_ARRAY(c["a"]) AND EXISTS(SELECT VALUE e FROM e IN c["a"] WHERE e > @p0 AND e < @p1)',
    1,
    5,
  ],
  [
    { a: { $elemMatch: { x: 1, $or: [{ y: 2 }, { 'z.w': null }] } } },
    'IS_ARRAY(c["a"]) AND EXISTS(SELECT VALUE e FROM e IN c["a"] WHERE IS_OBJECT(e) AND e["x"] = @p0 AND (e["y"] = @p1 OR NOT IS_DEFINED(e["z"]["w"]) OR IS_NULL(e["z"]["w"])))',
    1,
    2,
  ],
  [
    { a: { $not: { $elemMatch: { $ne: 5 } } } },
    'NOT IS_ARRAY(c["a"]) OR NOT EXISTS(SELECT VALUE e FROM e IN c["a"] WHERE NOT IS_NUMBER(e) OR e != @p0)',
    5,
  ],
  [
    { a: { $elemMatch: {} } },
    'IS_ARRAY(c["a"]) AND EXISTS(SELECT VALUE e FROM e IN c["a"] WHERE IS_OBJECT(e) AND true)',
  ],
  [{ $or: [{ a: 1, b: 2 }, { c: 3 }] }, 'c["a"] = @p0 AND c["b"] = @p1 OR c["c"] = @p2', 1, 2, 3],
  [{ $and: [{ $or: [{ a: 1 }, { b: 2 }] }, { c: 3 }] }, '(c["a"] = @p0 OR c["b"] = @p1) AND c["c"] = @p2', 1, 2, 3],
  [{ 'back\\slash': 1, "it's": 2 }, 'c["back\\\\slash"] = @p0 AND c["it\'s"] = @p1', 1, 2],
]

test.each(texts)(
  '%j is a condition with every value bound, and no parentheses but those that are needed',
  (filter, ...expected) => {
    expect(sqlOf(filter as object)).toEqual(expected)
  },
)

const target = {
  collection: 'items',
  settings: { partitionKeyPath: '/pk', defaultTtl: undefined },
  partitionKeyPath: parsePath('pk', 'pk'),
}

test('a query of one partition names it in its text, and a limit without an order is left to the reading', () => {
  const filter = parseFilter({ $or: [{ a: 1 }, { b: 2 }] }, cosmosCapabilities)
  const all = { filter, partitionKey: 'p', order: [], limit: 5, offset: 0, select: undefined }
  const where = 'WHERE c["pk"] = @p0 AND (c["a"] = @p1 OR c["b"] = @p2)'
  const order = [{ path: ['n'], direction: -1 }] as const
  expect(findSql(target, all).query).toBe(`SELECT * FROM c ${where}`)
  expect(findSql(target, { ...all, order }).query).toBe(`SELECT TOP 5 * FROM c ${where} ORDER BY c["n"] DESC`)
  expect(findSql(target, { ...all, offset: 2 }).query).toBe(`SELECT * FROM c ${where} OFFSET 2 LIMIT 5`)
  expect(findSql(target, { ...all, order, offset: 2, limit: undefined }).query).toBe(
    `SELECT * FROM c ${where} ORDER BY c["n"] DESC OFFSET 2 LIMIT 2147483647`,
  )
})

function patchOf(patch: object): ReturnType<typeof nativePatch> {
  const apply = (): never => {
    throw new Error('it is not applied here')
  }
  const update = {
    key: { id: 'a', partitionKey: 'p' },
    version: undefined,
    upsert: false,
    ttlSeconds: undefined,
    apply,
  }
  return nativePatch({ ...update, patch: parsePatch(patch, true) })
}

test('the condition of a native patch holds quoted paths, type tests and constants, and no value of the caller', () => {
  expect(patchOf({ $inc: { n: 7 }, $set: { v: 'hunter2' } })).toEqual({
    condition: 'FROM c WHERE IS_NUMBER(c["n"]) AND c["n"] >= -4503599627370496 AND c["n"] <= 4503599627370496',
    operations: [
      { op: 'incr', path: '/n', value: 7 },
      { op: 'set', path: '/v', value: 'hunter2' },
    ],
  })
})

test('what the engine would do otherwise is not patched natively', () => {
  const declined = [
    { $inc: { n: 0.5 } },
    { $inc: { n: 2 ** 52 } },
    { $inc: { 'a-b': 1 } },
    { $set: { 'a.b': 1 } },
    { $set: { '-': 1 } },
    { $set: { 'a/b': 1 } },
    { $set: { 'a~b': 1 } },
    { $set: { v: 'x'.repeat(300) } },
    { $set: Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`f${i}`, 1])) },
    { $unset: { v: true } },
    { $min: { n: 1 } },
    { $max: { n: 1 } },
    { $push: { l: 1 } },
    { $addToSet: { l: 1 } },
    { $pull: { l: 1 } },
    { $setOnInsert: { v: 1 } },
    { $inc: { n: 1 }, $push: { l: 1 } },
  ]
  for (const patch of declined) expect(patchOf(patch)).toBeUndefined()
})
