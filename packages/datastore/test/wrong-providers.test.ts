import { killMatrix, type KillMatrix } from '@bytelyst/conformance'
import { suite } from '@bytelyst/datastore/conformance'
import { beforeAll, describe, expect, test } from 'vitest'
import { bases } from '../src/conformance/mutants/bases.ts'
import { mutants } from '../src/conformance/mutants/index.ts'

/** One of thirty: `pnpm mutants` takes them all. */
const sample = mutants.filter((_, i) => i % 30 === 0)

describe(`datastore contract: providers wrong on purpose, found out`, () => {
  let matrix: KillMatrix
  beforeAll(async () => {
    const [memory] = bases
    if (memory === undefined) throw new Error('there is nothing to make wrong')
    matrix = await killMatrix(suite, { mutants: sample, openWith: memory.openWith, timeoutMs: 10_000 })
  }, 300_000)

  test.each(sample)('a provider for which this does not hold fails the contract: $breaks', ({ id }) => {
    expect(matrix.killers.get(id)).not.toEqual([])
  })
})
