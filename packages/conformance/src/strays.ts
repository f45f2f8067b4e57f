import { describeError } from './describe-error.ts'

/** What went wrong behind everybody's back. */
export interface Strays {
  /** Each in a sentence. A rejection that was handled after all is not among them. */
  readonly sentences: () => readonly string[]
  readonly stop: () => void
}

/**
 * Notes rejections and exceptions that nobody handles, which otherwise end the process: a wrong provider would take
 * the run with it, and leave behind what the cases have made.
 *
 * @param during - what is under way: `while datastore/race/create was under way`
 */
export function watchStrays(during: () => string): Strays {
  const found = new Map<unknown, string>()
  const onRejection = (reason: unknown, promise: Promise<unknown>): void => {
    found.set(promise, `${during()}, a promise was rejected and nobody handled it: ${describeError(reason)}`)
  }
  const onHandled = (promise: Promise<unknown>): void => void found.delete(promise)
  const onException = (error: unknown): void => {
    found.set({}, `${during()}, an exception was thrown and nobody caught it: ${describeError(error)}`)
  }
  const host = (globalThis as { process?: Partial<NodeJS.Process> }).process
  host?.on?.('unhandledRejection', onRejection)
  host?.on?.('rejectionHandled', onHandled)
  host?.on?.('uncaughtException', onException)
  return {
    sentences: () => [...found.values()],
    stop() {
      host?.off?.('unhandledRejection', onRejection)
      host?.off?.('rejectionHandled', onHandled)
      host?.off?.('uncaughtException', onException)
    },
  }
}
