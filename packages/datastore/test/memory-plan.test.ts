import { MemoryDatastoreProvider, type FilterMap } from '@bytelyst/datastore'
import { expect, test } from 'vitest'
import { linesOf, runChild, runChildWith } from './support/child.ts'
import { compileFilter } from '../src/filter/compile.ts'
import { parseFilter } from '../src/filter/parse.ts'
import { compileScan } from '../src/providers/memory/generate.ts'

const provider = new MemoryDatastoreProvider()

async function explained(filter: FilterMap, partitionKey?: string): Promise<string> {
  await provider.initialize({
    items: { partitionKeyPath: '/pk', indexes: [{ paths: { a: 1 } }, { paths: { 'o.b': -1, c: 1 } }] },
  })
  const items = provider.collection('items')
  const { scan, index } = await items.explain(partitionKey === undefined ? { filter } : { filter, partitionKey })
  return index ?? (scan ? 'scan' : 'partition')
}

test('the planner uses a declared index for equality, lists and ranges, and nothing where it says nothing', async () => {
  await provider.initialize({ items: { partitionKeyPath: '/pk' } })
  await provider
    .collection('items')
    .createMany(Array.from({ length: 100 }, (_, i) => ({ id: `i${i}`, pk: 'p', a: i, o: { b: i % 3 } })))
  expect(await explained({ a: 5 })).toBe('a')
  expect(await explained({ a: { $in: [1, 2] } })).toBe('a')
  expect(await explained({ a: { $gt: 5, $lte: 9 } })).toBe('a')
  expect(await explained({ a: null })).toBe('a')
  expect(await explained({ $and: [{ x: 1 }, { a: 5 }] })).toBe('a')
  expect(await explained({ 'o.b': 1 })).toBe('-o.b,c')
  expect(await explained({ 'o.b': 1, a: 5 })).toBe('a')
  expect(await explained({ a: { $ne: 5 } })).toBe('scan')
  expect(await explained({ $or: [{ a: 5 }, { x: 1 }] })).toBe('scan')
  expect(await explained({ $not: { a: 5 } })).toBe('scan')
  expect(await explained({ a: { $eq: 'x', $ci: true } })).toBe('scan')
  expect(await explained({ c: 1 })).toBe('scan')
  expect(await explained({}, 'p')).toBe('partition')
})

test('generated and closed-over predicates agree, also where code from strings is forbidden', async () => {
  const limits = { maxFilterLeaves: 100, maxInValues: 1000 }
  const values = [
    undefined,
    null,
    true,
    0,
    1,
    1.5,
    '',
    'a',
    'b',
    '\u{1F600}',
    '\uff5e',
    [1],
    { b: 1 },
    { b: { c: 'a' } },
  ]
  const operands = [null, true, 0, 1, 'a', '\uff5e']
  const filters: FilterMap[] = operands.flatMap((v) => [
    { a: v },
    { a: { $ne: v } },
    { 'a.b': v },
    { 'a.b.c': { $ne: v } },
    { constructor: v },
  ])
  filters.push(
    { a: { $gt: 0 } },
    { a: { $lte: 'a' } },
    { a: { $gt: '\uff5e' } },
    { a: { $exists: false } },
    { $or: [{ a: 1 }, { a: { $not: { $lt: 1 } } }] },
  )
  filters.push(
    {},
    { $or: [] },
    { a: { $type: 'object' } },
    { 'a.toString': { $exists: true } },
    { "it's \\ `${x}`": 1 },
  )
  for (const filter of filters) {
    const tree = parseFilter(filter, limits)
    const [closed, generated] = [compileFilter(tree), compileScan(tree, 1_000_000)]
    for (const a of values) {
      const document = a === undefined ? {} : { a }
      const [expected, actual] = [closed(document), generated(document)]
      expect({ filter, document, matches: actual }).toEqual({ filter, document, matches: expected })
    }
  }
})

test('where code from strings is forbidden, a large scan finds the same', async () => {
  const forbidding = ['--disallow-code-generation-from-strings']
  expect(await linesOf(runChildWith(forbidding, 'large-scan.ts'))).toEqual(['9 false'])
  expect(await linesOf(runChild('large-scan.ts'))).toEqual(['9 true'])
})
