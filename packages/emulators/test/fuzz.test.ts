import { expect, test } from 'vitest'
import { fuzz } from './fuzz/fuzz.ts'

test('2,000 wild requests are each answered, and no answer is a defect', { timeout: 60_000 }, async () => {
  const { statuses, requests } = await fuzz(20_261_121, (sent) => sent >= 2000)
  expect(requests).toBe(2000)
  expect(Object.keys(statuses)).toEqual(expect.arrayContaining(['200', '201', '400', '404']))
})
