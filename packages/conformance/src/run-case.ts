import { lackOf, type Case, type CaseContext } from './suite.ts'

/** What became of a case. */
export type Outcome =
  /** The guarantee holds. */
  | 'passed'
  /** The provider lacks the capability, and refused with `unsupported`. */
  | 'refused-as-declared'
  /** It failed, as an exception says it would. */
  | 'failed-as-excepted'
  | 'failed'
  /** The run was interrupted before it, or its subject could not be opened. */
  | 'not-run'

/** What became of one case, and why. */
export interface CaseReport {
  readonly id: string
  readonly sentence: string
  readonly outcome: Outcome
  /** The failure, the lacking capability, or the exception's reason. */
  readonly detail?: string
  readonly milliseconds: number
}

const defaultTimeoutMs = 30_000

/**
 * Runs one case: its `run` where the capabilities are there, else its `attempt`, which must be refused.
 *
 * @throws Error what the case throws; or that it took too long; or that it was not refused
 * @returns the capability that is lacking, if one is
 */
export async function runCase<Context extends CaseContext<unknown>>(
  entry: Case<Context>,
  context: Context,
): Promise<string | undefined> {
  const lack = lackOf(entry.needs, context.capabilities)
  const { attempt } = entry as { readonly attempt?: (context: Context) => Promise<unknown> }
  const work = lack === undefined || attempt === undefined ? entry.run(context) : refused(attempt(context), lack)
  await withTimeout(work, entry.timeoutMs ?? defaultTimeoutMs)
  return lack
}

async function refused(attempt: Promise<unknown>, lack: string): Promise<void> {
  let error: unknown
  try {
    await attempt
  } catch (caught) {
    error = caught
  }
  if ((error as { code?: unknown } | undefined)?.code === 'unsupported') return
  const instead = error === undefined ? 'succeeded' : `failed with ${describe(error)}`
  throw new Error(`${lack}, so this must be refused with unsupported; it ${instead}`, { cause: error })
}

async function withTimeout(work: Promise<unknown>, milliseconds: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${milliseconds} ms`)), milliseconds)
  })
  try {
    await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** An error in one line: its code where it has one, and its message. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { code } = error as { code?: unknown }
  return typeof code === 'string' ? `${code}: ${error.message}` : error.message
}
