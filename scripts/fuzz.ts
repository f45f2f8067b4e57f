/**
 * Asks two providers the same, operation by operation: `pnpm fuzz [--cases 20000] [--seed <number>]`. Ends with a line
 * that counts the cases; exits 1 at the first difference, which is printed as a program that shows it.
 */
import { parseArgs } from 'node:util'
import { Coverage } from '../packages/datastore/test/differential/coverage/coverage.ts'
import { coverageTable } from '../packages/datastore/test/differential/coverage/table.ts'
import { fuzz } from '../packages/datastore/test/differential/fuzz.ts'
import { openSubject, subjectNames } from '../packages/datastore/test/differential/subjects.ts'

const usage = `pnpm fuzz [--cases 20000] [--seed <number>] [--provider sqlite] [--against memory]

Providers: ${subjectNames.join(', ')}`

interface Run {
  readonly provider: string
  readonly against: string
  readonly seed: number
  readonly cases: number
}

/** @throws Error for what is no run */
function parseRun(): Run | undefined {
  const { values } = parseArgs({
    options: {
      cases: { type: 'string', default: process.env['FUZZ_CASES'] ?? '20000' },
      seed: { type: 'string', default: process.env['FUZZ_SEED'] ?? String(Math.floor(Math.random() * 2 ** 31)) },
      provider: { type: 'string', default: 'sqlite' },
      against: { type: 'string', default: 'memory' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return undefined
  for (const name of [values.provider, values.against]) {
    if (!subjectNames.includes(name)) throw new Error(`there is no provider "${name}"`)
  }
  return {
    provider: values.provider,
    against: values.against,
    seed: wholeNumber('--seed', values.seed, -(2 ** 31), 2 ** 31),
    cases: wholeNumber('--cases', values.cases, 1, Number.MAX_SAFE_INTEGER),
  }
}

function wholeNumber(flag: string, text: string, least: number, most: number): number {
  const value = Number(text)
  if (/^-?\d+$/.test(text) && value >= least && value <= most) return value
  throw new Error(`${flag} takes a whole number from ${least} to ${most}, got "${text}"`)
}

/** @returns the exit code */
async function run({ provider, against, seed, cases }: Run): Promise<number> {
  console.log(`${provider} against ${against}: ${cases} cases, seed ${seed}`)
  const sides = [await openSubject(provider), await openSubject(against)] as const
  const coverage = new Coverage([...new Set([provider, against])].filter((name) => name !== 'naive'))
  const progress = new Progress(cases)
  const { cases: compared, failure } = await fuzz({
    sides,
    seed,
    cases,
    onProgram: (program) => coverage.addProgram(program),
    async onAgreement(agreement) {
      await coverage.add(agreement)
      progress.step()
    },
  })
  for (const side of sides) await side.close()
  progress.end()
  if (failure === undefined) {
    console.log(`\n${coverageTable(coverage)}\n\n${progress.rate}`)
    console.log(`fuzz: ${compared} cases, 0 differences, seed ${seed}`)
    return 0
  }
  console.log(`after ${compared} cases the answers differ; the smallest program found:\n\n${failure.text}`)
  console.log(`again: pnpm fuzz --provider ${provider} --against ${against} --seed ${seed} --cases ${cases}`)
  console.log(`fuzz: ${compared} cases, 1 difference, seed ${seed}`)
  return 1
}

/** One line that is written over on a terminal; elsewhere a line every ten seconds. */
class Progress {
  readonly #cases: number
  readonly #begin = performance.now()
  #done = 0
  #shownAt = performance.now()

  constructor(cases: number) {
    this.#cases = cases
  }

  get rate(): string {
    const seconds = (performance.now() - this.#begin) / 1000
    return `${this.#done} cases in ${seconds.toFixed(1)} s, ${Math.round(this.#done / seconds)} a second`
  }

  step(): void {
    this.#done += 1
    const now = performance.now()
    if (now - this.#shownAt < (process.stdout.isTTY ? 200 : 10_000)) return
    this.#shownAt = now
    const left = (this.#cases - this.#done) * ((now - this.#begin) / this.#done / 1000)
    const line = `${this.rate}, ${Math.ceil(left)} s left`
    process.stdout.write(process.stdout.isTTY ? `\r\x1b[K${line}` : `${line}\n`)
  }

  end(): void {
    if (process.stdout.isTTY) process.stdout.write('\r\x1b[K')
  }
}

try {
  const parsed = parseRun()
  if (parsed === undefined) console.log(usage)
  else process.exitCode = await run(parsed)
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
  process.exitCode = 2
}
