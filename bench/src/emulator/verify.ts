import { isDeepStrictEqual } from 'node:util'
import type { Subject } from './subject.ts'
import type { Work } from './works.ts'

const mostMs = 20_000

/** Why a server cannot be measured by a work, or undefined when it does it right. */
export async function whyWrong(work: Work, subject: Subject): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'late'>((resolve) => (timer = setTimeout(resolve, mostMs, 'late')))
  try {
    const outcome = await Promise.race([firstAnswer(work, subject), late])
    if (outcome === 'late') return `does not answer within ${mostMs / 1000} s`
    return isDeepStrictEqual(outcome.answer, work.expected) ? undefined : 'answers something else than what is right'
  } catch (error) {
    const { code, message } = error as { readonly code?: unknown; readonly message?: unknown }
    return `refuses: ${String(code)} ${String(message).split('\n')[0]?.slice(0, 80)}`
  } finally {
    clearTimeout(timer)
  }
}

async function firstAnswer(work: Work, subject: Subject): Promise<{ readonly answer: unknown }> {
  await work.call(subject, 0)
  return { answer: await work.answer(subject) }
}
