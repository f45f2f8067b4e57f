import type { CaseReport } from './judge.ts'
import { runSuite, type SuiteReport } from './run-suite.ts'
import type { CaseContext, Suite } from './suite.ts'

/** A deliberately wrong subject: the right one with one sentence of the contract broken. */
export interface Mutant<Right> {
  /** `concern/what-it-does-wrong`. */
  readonly id: string
  /** The sentence that it breaks. */
  readonly breaks: string
  readonly wrap: (right: Right) => Right
}

/** Which cases fail on which mutant. */
export interface KillMatrix {
  /** The ids of the cases that kill a mutant, by the mutant's id. */
  readonly killers: ReadonlyMap<string, readonly string[]>
  readonly mutants: number
  readonly killed: number
  readonly cases: number
  readonly effective: number
  /** Mutants that no case kills: the suite does not see this wrong. */
  readonly survivors: readonly string[]
  /** Cases that kill no mutant: nobody knows whether they can fail. */
  readonly idle: readonly string[]
}

/** What a kill matrix is made of. */
export interface KillMatrixOptions<Right, Subject> {
  readonly mutants: readonly Mutant<Right>[]
  /** Opens a fresh subject with this made of the right thing. */
  readonly openWith: (wrap: (right: Right) => Right) => Promise<Subject>
  /** Milliseconds that no case may exceed: a mutant that never answers is then found out soon. */
  readonly timeoutMs?: number | undefined
  readonly onMutant?: (mutant: Mutant<Right>, killers: readonly CaseReport[]) => void
}

/**
 * Runs the whole suite on every mutant. A case kills a mutant when it fails on it; one that could not be run, because
 * the mutant cannot be opened or prepared, kills nothing.
 * @throws Error when a case does not pass on the right thing: it would seem to kill every mutant
 */
export async function killMatrix<Right, Subject, Context extends CaseContext<unknown>>(
  suite: Suite<Subject, Context>,
  { mutants, openWith, timeoutMs, onMutant }: KillMatrixOptions<Right, Subject>,
): Promise<KillMatrix> {
  const run = (title: string, wrap: (right: Right) => Right): Promise<SuiteReport> =>
    runSuite(suite, { title, open: () => openWith(wrap), timeoutMs })
  const right = await run('right', (unchanged) => unchanged)
  const broken = right.cases.filter(({ outcome }) => outcome === 'failed' || outcome === 'not-run').map(({ id }) => id)
  if (broken.length > 0) {
    throw new Error(`the right thing must pass before its mutants are judged, but it fails ${broken.join(', ')}`)
  }
  const killers = new Map<string, readonly string[]>()
  for (const mutant of mutants) {
    const { cases } = await run(mutant.id, mutant.wrap)
    const failed = cases.filter(({ outcome }) => outcome === 'failed')
    killers.set(
      mutant.id,
      failed.map(({ id }) => id),
    )
    onMutant?.(mutant, failed)
  }
  return toMatrix(
    killers,
    suite.cases.map(({ id }) => id),
  )
}

/** Puts matrices over several subjects together: a mutant or a case counts when it does on one of them. */
export function mergeMatrices(matrices: readonly KillMatrix[], cases: readonly string[]): KillMatrix {
  const killers = new Map<string, readonly string[]>()
  for (const matrix of matrices) {
    for (const [mutant, ids] of matrix.killers)
      killers.set(mutant, [...new Set([...(killers.get(mutant) ?? []), ...ids])])
  }
  return toMatrix(killers, cases)
}

function toMatrix(killers: ReadonlyMap<string, readonly string[]>, cases: readonly string[]): KillMatrix {
  const effective = new Set([...killers.values()].flat())
  const survivors = [...killers].filter(([, ids]) => ids.length === 0).map(([mutant]) => mutant)
  const idle = cases.filter((id) => !effective.has(id))
  return {
    killers,
    mutants: killers.size,
    killed: killers.size - survivors.length,
    cases: cases.length,
    effective: cases.length - idle.length,
    survivors,
    idle,
  }
}
