import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileScan } from '../src/providers/memory/generate.ts'
import { expectAgreement } from './differential/agreement.ts'
import { scansAgree } from './differential/scanning.ts'
import { fuzzCases, fuzzSeed, fuzzTimeout } from './differential/settings.ts'
import { openSubject } from './differential/subjects.ts'

const folder = new URL('./differential/naive/', import.meta.url)

test('the naive evaluator runs no code of this package', () => {
  const imports = readdirSync(folder).flatMap((file) => {
    const text = readFileSync(new URL(file, folder), 'utf8')
    expect(text).not.toMatch(/\bimport\(|\brequire\(['"]|getBuiltinModule/)
    return [...text.matchAll(/^(?:import|export)\b(?! type\b)[^'"]*?from ['"]([^'"]+)['"]/gm)].map(
      ([, from]) => from ?? '',
    )
  })
  expect(imports.length).toBeGreaterThan(20)
  expect(imports.filter((from) => !/^\.\/[a-z-]+\.ts$/.test(from) && from !== '@bytelyst/core')).toEqual([])
})

test('memory answers as an evaluator does that knows nothing but the contract', { timeout: fuzzTimeout }, async () => {
  await expectAgreement({ names: ['memory', 'naive'], seed: fuzzSeed, cases: fuzzCases(10_000) })
})

test('memory tests documents in the same way by closures and by generated code', { timeout: fuzzTimeout }, async () => {
  const memory = await openSubject('memory')
  const numRuns = fuzzCases(10_000)
  console.log(`closures against generated code: ${numRuns} filters, seed ${fuzzSeed}`)
  fc.assert(scansAgree(memory, compileScan), { seed: fuzzSeed, numRuns })
  await memory.close()
})
