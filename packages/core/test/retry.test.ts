import { isCloudError, jitteredDelay, retry, sleep, withinBounds, type Call } from '@bytelyst/core'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

const unbounded: Call = { check: () => undefined }
const policy = { attempts: 4, firstDelayMs: 100, longestDelayMs: 250 }

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('repeats while the judge says so, at most as often as the policy', async () => {
  const work = vi.fn<(attempt: number) => Promise<string>>().mockRejectedValue(new Error('again'))
  const result = retry(work, () => ({ repeat: true }), unbounded, policy).catch((error: Error) => error.message)
  await vi.runAllTimersAsync()
  expect(await result).toBe('again')
  expect(work.mock.calls).toEqual([[1], [2], [3], [4]])
})

test('does not repeat what must not be repeated', async () => {
  const work = vi.fn<() => Promise<never>>(() => Promise.reject(new Error('no')))
  await expect(retry(work, () => ({ repeat: false }), unbounded, policy)).rejects.toThrow('no')
  expect(work).toHaveBeenCalledTimes(1)
})

test('gives the answer of the attempt that succeeds', async () => {
  const result = retry(
    async (attempt) => (attempt < 3 ? Promise.reject(new Error('x')) : attempt),
    () => ({ repeat: true }),
    unbounded,
    policy,
  )
  await vi.runAllTimersAsync()
  expect(await result).toBe(3)
})

test('waits at least as long as the server asked for, also beyond the policy', async () => {
  const work = vi.fn<() => Promise<number>>().mockRejectedValueOnce(new Error('x')).mockResolvedValueOnce(1)
  const result = retry(work, () => ({ repeat: true, retryAfterMs: 5000 }), unbounded, policy)
  await vi.advanceTimersByTimeAsync(4999)
  expect(work).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(await result).toBe(1)
})

test('waits are jittered between nothing and the doubling bound', () => {
  expect(jitteredDelay(1, policy, () => 0)).toBe(0)
  expect(jitteredDelay(1, policy, () => 1)).toBe(100)
  expect(jitteredDelay(2, policy, () => 1)).toBe(200)
  expect(jitteredDelay(9, policy, () => 1)).toBe(250)
})

test('a call that ends during a wait ends the wait, and leaves no timer behind', async () => {
  const controller = new AbortController()
  const waiting = withinBounds({ signal: controller.signal }, (call) => sleep(60_000, call)).catch((error: unknown) =>
    isCloudError(error) ? error.code : error,
  )
  await Promise.resolve()
  controller.abort()
  expect(await waiting).toBe('aborted')
  expect(vi.getTimerCount()).toBe(0)
})
