import type { CaseContext, Exceptions, Suite } from './suite.ts'

/**
 * What types cannot say of a suite and its exceptions.
 *
 * @throws Error no cases; an id that is not `service/concern/guarantee` or that two cases have; a case without a
 * sentence, with one arm, or with a limit that is none; an exception for a case that does not exist, or without a reason
 */
export function checkSuite<Subject, Context extends CaseContext<unknown>>(
  { service, cases }: Suite<Subject, Context>,
  exceptions: Exceptions,
): void {
  if (cases.length === 0) throw new Error(`${service}: a suite without cases proves nothing`)
  const ids = new Set<string>()
  for (const { id, sentence, timeoutMs = 1, needs, ...rest } of cases) {
    const parts = id.split('/')
    if (parts[0] !== service || parts.length < 3 || parts.includes('')) {
      throw new Error(`${id}: the id of a case is ${service}/concern/guarantee`)
    }
    if (ids.has(id)) throw new Error(`${service}: two cases have the id ${id}`)
    ids.add(id)
    if (sentence.trim() === '') throw new Error(`${id} has no sentence`)
    if (!(timeoutMs > 0)) throw new Error(`${id}: expected a timeoutMs above 0`)
    if (needs !== undefined && !('attempt' in rest)) throw new Error(`${id} has needs, but no attempt`)
  }
  const unknown = Object.keys(exceptions).filter((id) => !ids.has(id))
  if (unknown.length > 0) throw new Error(`exceptions for cases that do not exist: ${unknown.join(', ')}`)
  const bare = Object.entries(exceptions).filter(([, reason]) => typeof reason !== 'string' || reason.trim() === '')
  if (bare.length > 0) throw new Error(`exceptions without a reason: ${bare.map(([id]) => id).join(', ')}`)
}
