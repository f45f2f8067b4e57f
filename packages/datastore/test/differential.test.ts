import { expect, test } from 'vitest'
import { expectAgreement } from './differential/agreement.ts'
import { fuzzCases, fuzzSeed, fuzzTimeout } from './differential/settings.ts'

/** Fewer cases need not exercise everything. */
const enough = 20_000
const cases = fuzzCases(enough)

test('sqlite answers as memory does, whatever is asked', { timeout: fuzzTimeout }, async () => {
  const coverage = await expectAgreement({ names: ['sqlite', 'memory'], seed: fuzzSeed, cases })
  expect(cases < enough ? [] : coverage.idle).toEqual([])
})

test('what an engine cannot do by itself has the same answers on the way round', { timeout: fuzzTimeout }, async () => {
  const some = Math.ceil(cases / 10)
  await expectAgreement({ names: ['portable-memory', 'memory'], seed: fuzzSeed, cases: some })
  await expectAgreement({ names: ['bare-memory', 'memory'], seed: fuzzSeed, cases: some })
  await expectAgreement({ names: ['foreign-order', 'memory'], seed: fuzzSeed, cases: some })
})
