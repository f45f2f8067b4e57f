import type { CallExpression, Expression, Query } from '../sql/syntax.ts'
import { classifyCall } from './call.ts'
import { classifyComparison } from './comparison.ts'
import { isValue, partsOf, type Findings } from './findings.ts'
import { operandOf } from './operand.ts'

/** Notes what a condition needs. */
export function classifyCondition(condition: Expression, findings: Findings): void {
  switch (condition.kind) {
    case 'hole':
      findings.clauseHoles += 1
      return
    case 'binary':
      if (condition.operator !== 'AND' && condition.operator !== 'OR') return classifyComparison(condition, findings)
      findings.add(condition.operator === 'AND' ? 'and' : 'or')
      classifyCondition(condition.left, findings)
      classifyCondition(condition.right, findings)
      return
    case 'not':
      if (isCallOf(condition.operand, 'IS_DEFINED')) return classifyCall(condition.operand, findings, true)
      findings.add('not')
      return classifyCondition(condition.operand, findings)
    case 'call':
      return classifyCall(condition, findings)
    case 'in':
      return classifyIn(condition, findings)
    case 'between':
      return classifyBetween(condition, findings)
    case 'like':
      return classifyLike(condition, findings)
    case 'path':
      findings.path(condition)
      return findings.add('boolean-field')
    case 'subquery':
      return condition.form === 'exists' ? classifyExists(condition.query, findings) : findings.add('subquery')
    case 'literal':
      return findings.add('constant')
    case 'parameter':
      return findings.add('parameter-guard')
    default:
      return findings.add('other-syntax')
  }
}

function isCallOf(expression: Expression, name: string): expression is CallExpression {
  return expression.kind === 'call' && expression.name === name
}

function classifyIn({ item, list, negated }: Extract<Expression, { kind: 'in' }>, findings: Findings): void {
  const operand = operandOf(item, findings)
  if (!list.every(isValue)) return findings.add('field-comparison')
  for (const value of list) findings.value(value)
  if (operand.kind === 'field') findings.add(negated ? 'not-in' : 'in')
  else if (operand.kind === 'folded') findings.add('in-ignoring-case', ...(negated ? (['not'] as const) : []))
  else if (operand.kind === 'value') findings.add('parameter-guard')
  else findings.add(operand.kind === 'other' ? operand.feature : 'other-syntax')
}

function classifyBetween(
  { item, bounds, negated }: Extract<Expression, { kind: 'between' }>,
  findings: Findings,
): void {
  const operand = operandOf(item, findings)
  if (!bounds.every(isValue)) return findings.add('field-comparison')
  for (const value of bounds) findings.value(value)
  if (negated) findings.add('not')
  findings.add(operand.kind === 'field' ? 'between' : 'other-syntax')
}

/** A pattern with a fixed text is judged by it; one in a parameter is the caller's to look at. */
function classifyLike({ item, pattern, negated }: Extract<Expression, { kind: 'like' }>, findings: Findings): void {
  const operand = operandOf(item, findings)
  findings.value(pattern)
  if (negated) findings.add('not')
  if (operand.kind === 'folded') findings.add('equality-ignoring-case')
  else if (operand.kind !== 'field') return findings.add('other-syntax')
  const text = pattern.kind === 'literal' ? String(pattern.value) : ''
  findings.add(/[_[]|[^%]%[^%]/.test(text) ? 'string-function' : 'like')
}

/** `EXISTS(SELECT .. FROM x IN c.list WHERE ..)`: the condition is about one element. */
function classifyExists(query: Query, findings: Findings): void {
  const [source, ...joined] = query.sources
  const list = source?.elementsOf
  if (list === undefined || joined.length > 0) return findings.add('subquery')
  if (list.kind === 'path') findings.path(list)
  if (isCallOf(list, 'OBJECT_KEYS')) findings.add('object-keys')
  else findings.add(list.kind === 'path' ? 'exists' : 'subquery')
  findings.clauseHoles += query.holes
  if (query.where !== undefined) classifyElementCondition(query.where, findings)
}

function classifyElementCondition(where: Expression, findings: Findings): void {
  // There is no $elemMatch within an $elemMatch.
  if (partsOf(where).some(({ kind }) => kind === 'subquery')) findings.add('subquery')
  else classifyCondition(where, findings)
}
