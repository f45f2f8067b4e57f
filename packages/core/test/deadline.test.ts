import { CloudError, isCloudError, withinBounds, type Call } from '@bytelyst/core'
import { expect, test, vi } from 'vitest'

const never = (): Promise<never> => new Promise(() => undefined)

async function code(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'answered',
    (error: unknown) => (isCloudError(error) ? error.code : String(error)),
  )
}

test('without bounds the work runs as it is, and its check never throws', async () => {
  let seen: Call | undefined
  expect(await withinBounds(undefined, async (call) => ((seen = call), 5))).toBe(5)
  expect(seen?.signal).toBeUndefined()
  expect(() => seen?.check()).not.toThrow()
})

test('a call ends when its signal fires or its time is up, also when the work does not notice', async () => {
  const controller = new AbortController()
  const aborted = code(withinBounds({ signal: controller.signal }, never))
  controller.abort()
  expect(await aborted).toBe('aborted')
  expect(await code(withinBounds({ timeoutMs: 5 }, never))).toBe('timeout')
  expect(await code(withinBounds({ signal: AbortSignal.abort() }, never))).toBe('aborted')
})

test('what the work sees fires with the caller, and check tells how the call ended', async () => {
  const controller = new AbortController()
  let inner: Call | undefined
  const call = code(withinBounds({ signal: controller.signal, timeoutMs: 1000 }, (given) => ((inner = given), never())))
  await Promise.resolve()
  expect(inner?.signal?.aborted).toBe(false)
  controller.abort()
  expect(inner?.signal?.aborted).toBe(true)
  expect(() => inner?.check()).toThrow(expect.objectContaining({ code: 'aborted', ambiguous: false }))
  expect(await call).toBe('aborted')
})

test('a call that is over before it began never starts its work', async () => {
  const work = vi.fn<() => Promise<never>>(never)
  expect(await code(withinBounds({ timeoutMs: 1e-6 }, work))).toBe('timeout')
  expect(await code(withinBounds({ signal: AbortSignal.abort() }, work))).toBe('aborted')
  expect(work).not.toHaveBeenCalled()
})

test('bounds that are none are invalid_argument', async () => {
  for (const timeoutMs of [0, -1, Number.NaN, Infinity, 2 ** 31, '5', null]) {
    expect(await code(withinBounds({ timeoutMs: timeoutMs as number }, never))).toBe('invalid_argument')
  }
  for (const signal of [null, {}, 'x']) {
    expect(await code(withinBounds({ signal: signal as AbortSignal }, never))).toBe('invalid_argument')
  }
})

test('no timer and no listener is left behind, whatever the end', async () => {
  const { signal } = new AbortController()
  const added = vi.spyOn(signal, 'addEventListener')
  const removed = vi.spyOn(signal, 'removeEventListener')
  vi.useFakeTimers()
  try {
    await withinBounds({ signal, timeoutMs: 1000 }, async () => 1)
    await code(
      withinBounds({ signal, timeoutMs: 1000 }, () =>
        Promise.reject(new CloudError({ code: 'unknown', message: 'x' })),
      ),
    )
    expect(vi.getTimerCount()).toBe(0)
    expect(removed).toHaveBeenCalledTimes(added.mock.calls.length)
  } finally {
    vi.useRealTimers()
  }
})

test('the error of the work comes through as it is', async () => {
  const own = new Error('own')
  await expect(withinBounds({ timeoutMs: 1000 }, () => Promise.reject(own))).rejects.toBe(own)
})
