const longestTimeout = 2 ** 31 - 1

/**
 * Waits for work until its time is up, or until it is given up. The work itself may go on; what becomes of it then is
 * nobody's business, and no timer and no listener is left behind.
 *
 * @throws Error what the work throws; that it took too long; the reason of `givenUp`
 */
export async function waitFor<R>(work: Promise<R>, timeoutMs: number, givenUp?: AbortSignal): Promise<R> {
  let timer: ReturnType<typeof setTimeout> | undefined
  let onGivenUp: (() => void) | undefined
  try {
    return await new Promise<R>((resolve, reject) => {
      work.then(resolve, reject)
      // A longer one would fire at once.
      const milliseconds = Math.min(timeoutMs, longestTimeout)
      timer = setTimeout(() => reject(new Error(`no answer within ${milliseconds} ms`)), milliseconds)
      onGivenUp = () => reject(givenUp?.reason as Error)
      if (givenUp?.aborted === true) onGivenUp()
      else givenUp?.addEventListener('abort', onGivenUp, { once: true })
    })
  } finally {
    clearTimeout(timer)
    if (onGivenUp !== undefined) givenUp?.removeEventListener('abort', onGivenUp)
  }
}

/** Lets the event loop turn once, so that timers, signals and stray rejections come to their right. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve)
    else setTimeout(resolve, 0)
  })
}
