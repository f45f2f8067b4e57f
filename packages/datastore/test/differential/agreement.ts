import { expect } from 'vitest'
import { Coverage } from './coverage/coverage.ts'
import { fuzz } from './fuzz.ts'
import { openSubject } from './subjects.ts'

/** What a test compares. */
interface Comparison {
  readonly names: readonly [string, string]
  readonly seed: number
  readonly cases: number
}

/**
 * Fails at the first difference of two sides, with the seed, the smallest program that shows it and both answers.
 *
 * @returns what was exercised
 */
export async function expectAgreement({ names, seed, cases }: Comparison): Promise<Coverage> {
  const sides = [await openSubject(names[0]), await openSubject(names[1])] as const
  const coverage = new Coverage(names.filter((name) => name !== 'naive'))
  const report = await fuzz({
    sides,
    seed,
    cases,
    onProgram: (program) => coverage.addProgram(program),
    onAgreement: (agreement) => coverage.add(agreement),
  })
  for (const side of sides) await side.close()
  const [one, other] = names
  console.log(`${one} against ${other}: ${report.cases} cases, seed ${seed}`)
  if (report.failure !== undefined) {
    const again = `FUZZ_SEED=${seed} FUZZ_CASES=${cases}`
    throw new Error(`${one} and ${other} differ after ${report.cases} cases; again: ${again}\n\n${report.failure.text}`)
  }
  expect(report.cases).toBe(cases)
  return coverage
}
