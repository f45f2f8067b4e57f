import { expect, test } from 'vitest'
import { evaluate } from '../src/evaluate.ts'

const flag = {
  id: 'new-checkout',
  description: '',
  enabled: true,
  rollout: 0,
  rules: [
    { attribute: 'country', values: ['NO', 'SE'], serve: true },
    { attribute: 'plan', values: ['free'], serve: false },
  ],
  tags: [],
}

test('a disabled flag is off for everybody, whatever its rules say', () => {
  const user = { userId: 'ada', attributes: { country: 'NO' } }
  expect(evaluate({ ...flag, enabled: false, rollout: 100 }, user)).toEqual({ enabled: false, reason: 'disabled' })
})

test('the first rule that fits decides, against the roll-out too', () => {
  const everybody = { ...flag, rollout: 100 }
  expect(evaluate(flag, { userId: 'ada', attributes: { country: 'SE', plan: 'free' } })).toEqual({
    enabled: true,
    reason: 'rule',
  })
  expect(evaluate(everybody, { userId: 'ada', attributes: { plan: 'free' } })).toEqual({
    enabled: false,
    reason: 'rule',
  })
})

test('an attribute is only what the user really has', () => {
  const rules = [{ attribute: 'toString', values: [''], serve: true }]
  expect(evaluate({ ...flag, rules }, { userId: 'ada' }).reason).toBe('rollout')
})

test('a roll-out of 0 is for nobody, of 100 for everybody, and raising it takes the flag from nobody', () => {
  const users = Array.from({ length: 500 }, (_, i) => ({ userId: `user-${i}` }))
  const enabledAt = (rollout: number) => users.filter((user) => evaluate({ ...flag, rollout }, user).enabled)
  expect(enabledAt(0)).toEqual([])
  expect(enabledAt(100)).toEqual(users)
  const later = new Set(enabledAt(40))
  const earlier = enabledAt(20)
  expect(earlier.length).toBeGreaterThan(0)
  expect(later.size).toBeGreaterThan(earlier.length)
  expect(earlier.every((user) => later.has(user))).toBe(true)
})
