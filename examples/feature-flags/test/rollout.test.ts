import { expect, test } from 'vitest'
import { bucketOf, fnv1a } from '../src/rollout.ts'

test.each([
  ['', 0x811c9dc5],
  ['a', 0xe40c292c],
  ['b', 0xe70c2de5],
  ['foobar', 0xbf9cf968],
  ['chongo was here!\n', 0xd49930d5],
])('the FNV-1a hash of %j is the published one', (text, hash) => {
  expect(fnv1a(text)).toBe(hash)
})

test('the hash is of UTF-8 bytes, not of UTF-16 units', () => {
  const byHand = [0xf0, 0x9f, 0x98, 0x80].reduce((hash, byte) => Math.imul(hash ^ byte, 16777619) >>> 0, 2166136261)
  expect(fnv1a('😀')).toBe(byHand)
})

const users = Array.from({ length: 20_000 }, (_, i) => `user-${i}`)

test('every bucket gets about a hundredth of the users', () => {
  const sizes = Array.from({ length: 100 }, () => 0)
  for (const user of users) sizes[bucketOf('new-checkout', user)]! += 1
  // 200 in each is expected; the standard deviation is 14.
  expect(Math.min(...sizes)).toBeGreaterThan(130)
  expect(Math.max(...sizes)).toBeLessThan(270)
})

test('two flags choose their users independently of each other', () => {
  const inBoth = users.filter((user) => bucketOf('one', user) < 50 && bucketOf('other', user) < 50)
  expect(inBoth.length / users.length).toBeGreaterThan(0.23)
  expect(inBoth.length / users.length).toBeLessThan(0.27)
})
