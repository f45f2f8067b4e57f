import { expect, test } from 'vitest'
import { nearest } from '../src/nearest.ts'

const commands = ['conformance', 'doctor', '--help', '--version']

test.for([
  ['conformence', 'conformance'],
  ['confromance', 'conformance'],
  ['DOCTOR', 'doctor'],
  ['dcotor', 'doctor'],
  ['--hlep', '--help'],
  ['--versions', '--version'],
  ['', undefined],
  ['migrate', undefined],
  ['dr', undefined],
] as const)('%j means %s', ([word, meant]) => {
  expect(nearest(word, commands)).toBe(meant)
})
