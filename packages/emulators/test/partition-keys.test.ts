import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { effectivePartitionKey } from '../src/cosmos/store/effective-partition-key.ts'
import { missing, type KeyComponent, type PartitionKeyDefinition } from '../src/cosmos/store/partition-key.ts'
import { equalRanges, halves, includes, openRange } from '../src/cosmos/store/partition-range.ts'

type HashPartitionKey = (key: readonly unknown[], definition: PartitionKeyDefinition) => string

let hashOfSdk: HashPartitionKey

beforeAll(async () => {
  // The SDK hashes keys for bulk requests, and does not export it.
  let folder = dirname(createRequire(import.meta.url).resolve('@azure/cosmos'))
  while (!existsSync(join(folder, 'esm'))) folder = dirname(folder)
  const module = pathToFileURL(join(folder, 'esm/utils/hashing/hash.js')).href
  hashOfSdk = ((await import(module)) as { readonly hashPartitionKey: HashPartitionKey }).hashPartitionKey
})

const component = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 130 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.constant(missing),
)
const onTheWire = (value: KeyComponent): unknown => (value === missing ? {} : value)

const definitions: Readonly<Record<string, PartitionKeyDefinition>> = {
  'the first version': { kind: 'Hash', version: 1, paths: ['/a'] },
  'the second version': { kind: 'Hash', version: 2, paths: ['/a'] },
  'hierarchical keys': { kind: 'MultiHash', version: 2, paths: ['/a', '/b', '/c'] },
}

test.each(Object.entries(definitions))('in %s the effective key is the one that the SDK computes', (_, definition) => {
  const key = fc.tuple(...definition.paths.map(() => component))
  fc.assert(
    fc.property(key, (components) => {
      expect(effectivePartitionKey(components, definition)).toBe(hashOfSdk(components.map(onTheWire), definition))
    }),
    { numRuns: 500 },
  )
})

test.each(Object.entries(definitions))(
  'in %s every key is in exactly one range, also after splits',
  (_, definition) => {
    const records = equalRanges(5).flatMap((range, i) => (i === 2 ? halves(range, 5) : [range]))
    const ranges = records.map((range) => openRange(range, definition))
    const hit = new Set<string>()
    fc.assert(
      fc.property(fc.tuple(...definition.paths.map(() => component)), (components) => {
        const found = ranges.filter((range) => includes(range, effectivePartitionKey(components, definition)))
        expect(found).toHaveLength(1)
        for (const { id } of found) hit.add(id)
      }),
      { numRuns: 500 },
    )
    expect(hit.size).toBe(ranges.length)
  },
)
