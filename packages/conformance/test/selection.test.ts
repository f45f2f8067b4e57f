import { isSelected, runSuite, type ConditionalCase } from '@bytelyst/conformance'
import { expect, test } from 'vitest'
import { caseOf, cases, shelf, shelfSuite, type ShelfCase, type ShelfContext } from './support/shelf.ts'

const options = { title: 'a shelf', open: async () => shelf() }

test.for<readonly [string, string | readonly string[] | undefined, boolean]>([
  ['nothing', undefined, true],
  ['no texts', [], true],
  ['a part of the id', 'put/', true],
  ['another id', 'lend/', false],
  ['one of several texts', ['lend/', 'is-there'], true],
  ['a star for what stands between', 'shelf/*-there', true],
  ['parts in another order', 'there*put', false],
  ['parts that overlap', 'is-th*-there', false],
  ['a star alone', '*', true],
  ['what would be a pattern elsewhere', 'p.t', false],
])('a case is selected, or not, by %s', ([, only, expected]) => {
  expect(isSelected('shelf/put/is-there', only)).toBe(expected)
})

test('a run takes the selected cases in the order of the contract; one of none is not ok', async () => {
  const some = await runSuite(shelfSuite(), { ...options, only: ['lend/', 'nothing'] })
  expect(some).toMatchObject({ counts: { passed: 2 }, casesInContract: 3, ok: true })
  expect(some.cases.map(({ id }) => id)).toEqual(['shelf/put/nothing-else', 'shelf/lend/gives'])
  const none = await runSuite(shelfSuite(), { ...options, only: 'no-such' })
  expect(none).toMatchObject({ cases: [], ok: false })
})

const [first] = cases as readonly [ShelfCase]
const { attempt: _, ...oneArmed } = cases[2] as ConditionalCase<ShelfContext>

test.for<readonly [string, readonly ShelfCase[], string]>([
  ['no cases', [], 'a suite without cases proves nothing'],
  [
    'two cases of one id',
    [first, caseOf('other', async () => undefined), first],
    'two cases have the id shelf/put/is-there',
  ],
  ['needs without an attempt', [oneArmed as ShelfCase], 'has needs, but no attempt'],
  ["another service's case", [{ ...first, id: 'attic/put/is-there' }], 'the id of a case is shelf/concern/guarantee'],
  ['an id without a concern', [{ ...first, id: 'shelf//is-there' }], 'the id of a case is shelf/concern/guarantee'],
  ['a case that proves no sentence', [{ ...first, sentence: ' ' }], 'has no sentence'],
  ['a case without time', [{ ...first, timeoutMs: 0 }], 'expected a timeoutMs above 0'],
])('a suite with %s is an error before anything is opened', async ([, wrong, message]) => {
  let opened = 0
  const open = async (): Promise<ReturnType<typeof shelf>> => {
    opened += 1
    return shelf()
  }
  await expect(runSuite(shelfSuite(wrong), { title: 'a shelf', open })).rejects.toThrow(message)
  expect(opened).toBe(0)
})
