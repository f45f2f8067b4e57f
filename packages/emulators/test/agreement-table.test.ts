import { describe, expect, it } from 'vitest'
import { refused, type Answer } from './agreement/answer.ts'
import { outcomeOf, type Asked } from './agreement/causes.ts'
import type { Difference } from './agreement/differences/difference.ts'
import { differenceNames, differences } from './agreement/differences/differences.ts'
import { sample } from './agreement/sample.ts'
import { shapeOf } from './agreement/shapes/shape-of.ts'
import type { Json } from '../src/cosmos/json.ts'

/** What comes of two answers to a query over the sample. */
function outcome(text: string, ours: Answer, theirs: Answer): unknown {
  const found = outcomeOf({ question: { text, parameters: new Map() }, ours: said(ours), theirs: said(theirs) })
  return typeof found === 'object' && 'unexplained' in found ? found.unexplained.split('\n')[0] : found
}

function said(answer: Answer): Asked['ours'] {
  return { documents: sample, answer }
}

function rows(...values: readonly Json[]): Answer {
  return { rows: values }
}

const unequal = "SELECT VALUE c.id FROM c WHERE c.a != 'x'"

describe('the table of differences', () => {
  it('explains an answer that the rule of a row predicts', () => {
    expect(outcome(unequal, rows('1', '3', '4', '5'), rows())).toEqual(['equality-across-types'])
  })

  it('does not explain another answer to a query that a row is about', () => {
    const wrong = 'theirs is explained by no row'
    expect(outcome(unequal, rows('1', '3', '4', '5'), rows('1', '3', '4'))).toBe(wrong)
    expect(outcome(unequal, rows('1', '3', '4', '5'), refused(400, 'unknown function: x'))).toBe(wrong)
  })

  it('does not explain a wrong answer of ours, also where theirs is as a row says', () => {
    const wrong = 'ours is not as the language is read'
    expect(outcome(unequal, rows('1', '3', '4'), rows())).toBe(wrong)
    expect(outcome(unequal, rows('1', '3', '4', '5', '5'), rows())).toBe(wrong)
    expect(outcome(unequal, refused(400, 'no'), rows())).toBe(wrong)
  })

  it('does not take two wrong answers for a right one', () => {
    expect(outcome(unequal, rows('1'), rows('1'))).toBe('ours is not as the language is read')
  })

  it('minds the order of rows where one was asked for, and there alone', () => {
    const sorted = "SELECT VALUE c.id FROM c WHERE c.id < '3' ORDER BY c.id"
    expect(outcome(sorted, rows('1', '2'), rows('2', '1'))).toBe('theirs is explained by no row')
    expect(outcome("SELECT VALUE c.id FROM c WHERE c.id < '3'", rows('1', '2'), rows('2', '1'))).toBe('same')
  })

  it('explains a refusal by its status and its reason alone', () => {
    const text = 'SELECT VALUE REVERSE(c.b) FROM c WHERE IS_STRING(c.b)'
    const ours = rows('x', 'yy')
    expect(outcome(text, ours, refused(400, 'unknown function: REVERSE'))).toEqual(['function-refused'])
    expect(outcome(text, ours, refused(400, 'unknown function: OTHER'))).toBe('theirs is explained by no row')
    expect(outcome(text, ours, refused(500, 'unknown function: REVERSE'))).toBe('theirs is explained by no row')
  })

  it('takes for agreement that both refuse with one status', () => {
    const text = 'SELECT VALUE'
    expect(outcome(text, refused(400, 'a'), refused(400, 'b'))).toBe('both refuse')
    expect(outcome(text, refused(400, 'a'), refused(500, 'b'))).toBe('theirs is explained by no row')
  })

  it('names as few rows as explain a difference', () => {
    const text = "SELECT VALUE SUM(c.gone) FROM c WHERE c.a != 'x'"
    expect(outcome(text, rows(0), rows(null))).toEqual(['sum-of-nothing', 'value-of-undefined'])
  })

  it.each(differenceNames)('says of %s what decides, or that it is not known', (name) => {
    const { right, decidedBy }: Difference = differences[name]
    expect(decidedBy.length === 0).toBe(right === 'not known')
  })
})

describe('the shape of a query', () => {
  it.each([
    [
      'select  c.name,c.age from c where c.name=@name and c["name"] != \'x\' order by c.age desc',
      'SELECT c1.f1, c1.f2 FROM c1 WHERE c1.f1 = @p1 AND c1["f1"] != \'s1\' ORDER BY c1.f2 DESC',
    ],
    [
      'SELECT VALUE { total: SUM(o.sum ? 1 : 0), "n": COUNT(1) } FROM orders o WHERE o._ts > 77 AND o.id = @id',
      'SELECT VALUE { f1: SUM(c1.f2 ? 1 : 0), "f3": COUNT(1) } FROM c2 c1 WHERE c1._ts > 2 AND c1.id = @p1',
    ],
    [
      "SELECT TOP 50 c.value AS v FROM c JOIN t IN c.tags WHERE t LIKE '%ab_c%' OR NOT (t IN ('a', 'b', 'a'))",
      "SELECT TOP 2 c1.value AS f1 FROM c1 JOIN c2 IN c1.f2 WHERE c2 LIKE '%s1_s2%' OR NOT (c2 IN ('s3', 's4', 's3'))",
    ],
    ['SELECT c.a[0]["b c"] FROM c WHERE c.a[0] = -1.5', 'SELECT c1.f1[0]["f2"] FROM c1 WHERE c1.f1[0] = - 2'],
  ])('%s', (text, shape) => {
    expect(shapeOf(text)).toBe(shape)
  })
})
