import { expect, test } from 'vitest'
import { satisfies } from '../src/doctor/version-range.ts'

test.for<readonly [string, readonly string[], readonly string[]]>([
  ['^6.1', ['6.1.0', '6.9.3', '6.1.0-beta.1', 'v6.2.0'], ['6.0.9', '7.0.0', '5.9.9']],
  ['^0.3.2', ['0.3.2', '0.3.9'], ['0.3.1', '0.4.0', '1.0.0']],
  ['^0.0.3', ['0.0.3'], ['0.0.2', '0.0.4', '0.1.0']],
  ['^0', ['0.0.0', '0.9.9'], ['1.0.0']],
  ['~1.2.3', ['1.2.3', '1.2.9'], ['1.2.2', '1.3.0']],
  ['~1', ['1.0.0', '1.9.0'], ['2.0.0']],
  ['>=6 <8', ['6.0.0', '7.9.9'], ['5.9.9', '8.0.0']],
  ['>= 6.2', ['6.2.0', '99.0.0'], ['6.1.9']],
  ['>6', ['7.0.0'], ['6.9.9']],
  ['<=6.1', ['6.1.9', '0.0.0'], ['6.2.0']],
  ['6', ['6.0.0', '6.9.9'], ['7.0.0']],
  ['=6.1.2', ['6.1.2'], ['6.1.3']],
  ['5.x || 7.1.*', ['5.9.0', '7.1.4'], ['6.0.0', '7.2.0']],
  ['*', ['0.0.0', '1.2.3'], []],
  ['', ['1.2.3'], []],
])('the range %j', ([range, inside, outside]) => {
  for (const version of inside) expect([version, satisfies(version, range)]).toEqual([version, true])
  for (const version of outside) expect([version, satisfies(version, range)]).toEqual([version, false])
})

test.for([
  ['1.2', '^1'],
  ['of an unknown version', '*'],
  ['1.2.3', 'latest'],
  ['1.2.3', 'workspace:*'],
  ['1.2.3', '1.2.3 - 2.0.0'],
] as const)('what is not understood is not judged: %s in %s', ([version, range]) => {
  expect(satisfies(version, range)).toBeUndefined()
})
