import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { allChecks } from './checks/index.ts'
import type { Check } from './checks/check.ts'
import type { Mutant } from './mutants/mutant.ts'
import { mutants } from './mutants/mutants.ts'
import { openSubject } from './support/subject.ts'

/** A wrong emulator may make its client wait for ever. */
const patienceMs = 3000

/** The name of the first check that finds out. */
async function killerOf({ around, group }: Mutant): Promise<string | undefined> {
  for (const check of allChecks[group] ?? []) if (await finds(check, around)) return check.name
  return undefined
}

async function finds({ run }: Check, around: Mutant['around']): Promise<boolean> {
  const subject = await openSubject({}, { around })
  const finished = run(subject).then(
    () => false,
    () => true,
  )
  const late = new AbortController()
  const found = await Promise.race([finished, sleep(patienceMs, true, { signal: late.signal, ref: false })])
  late.abort()
  await subject.close()
  return found
}

test('there are at least twenty, and no two of one name', () => {
  expect(mutants.length).toBeGreaterThanOrEqual(20)
  expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length)
})

describe.each(Object.keys(allChecks))('a check of %s finds out an emulator that', (group) => {
  test.for(mutants.filter((mutant) => mutant.group === group))('$name', { timeout: 60_000 }, async (mutant) => {
    expect(await killerOf(mutant)).toBeDefined()
  })
})
