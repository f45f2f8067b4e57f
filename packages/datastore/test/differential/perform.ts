import { answerOf, type Answer } from './answer.ts'
import { resolveEtags } from './etags.ts'
import { aggregateAnswer } from './reading/aggregate.ts'
import { findAnswer, iterateAnswer } from './reading/find.ts'
import { walkAnswer } from './reading/walk.ts'
import type { Session } from './session.ts'
import { isWrite, type Step } from './step.ts'
import { writeAnswer } from './writing.ts'

/** Runs a step on one side and says what came of it. */
export async function perform(session: Session, { method, arguments: given }: Step): Promise<Answer> {
  if (method === 'walk') return walkAnswer(session, given)
  const parameters = await resolveEtags(session, given)
  if (isWrite(method)) return writeAnswer(session, { method, arguments: parameters })
  switch (method) {
    case 'findOne':
    case 'findMany':
      return findAnswer(session, method, parameters)
    case 'iterate':
      return iterateAnswer(session, parameters)
    case 'aggregate':
      return aggregateAnswer(session, parameters)
    default:
      return answerOf(async () => ({ value: await session.collection[method](...parameters) }))
  }
}
