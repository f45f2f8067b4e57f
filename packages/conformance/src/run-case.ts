import { describeError } from './describe-error.ts'
import { lackOf, type Case, type CaseContext, type ConditionalCase } from './suite.ts'

/**
 * Runs one case: its `run` where the capabilities are there, else its `attempt`, which must be refused.
 *
 * @throws Error what the case throws; or that it was not refused
 * @returns the capability that is lacking, if one is
 */
export async function runCase<Context extends CaseContext<unknown>>(
  entry: Case<Context>,
  context: Context,
): Promise<string | undefined> {
  const lack = lackOf(entry.needs, context.capabilities)
  if (lack === undefined) await entry.run(context)
  else await mustBeRefused(() => (entry as ConditionalCase<Context>).attempt(context), lack)
  return lack
}

async function mustBeRefused(attempt: () => Promise<unknown>, lack: string): Promise<void> {
  let instead = 'succeeded'
  let cause: unknown
  try {
    await attempt()
  } catch (error) {
    if ((error as { code?: unknown } | null)?.code === 'unsupported') return
    instead = `failed with ${describeError(error)}`
    cause = error
  }
  throw new Error(`${lack}, so this must be refused with unsupported; it ${instead}`, { cause })
}
