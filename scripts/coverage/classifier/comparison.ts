import type { Feature } from '../features.ts'
import type { BinaryExpression, Expression } from '../sql/syntax.ts'
import type { Findings } from './findings.ts'
import { operandOf, type Operand } from './operand.ts'

const ranges = ['<', '<=', '>', '>=']
const mirrored: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' }

/** Notes what a comparison needs. */
export function classifyComparison({ operator, left, right }: BinaryExpression, findings: Findings): void {
  const one = operandOf(left, findings)
  const other = operandOf(right, findings)
  if (one.kind === 'value' && other.kind === 'value') {
    findings.add(left.kind === 'literal' && right.kind === 'literal' ? 'constant' : 'parameter-guard')
  } else if (other.kind === 'value') {
    findings.add(...withValue(one, operator, other.expression))
  } else if (one.kind === 'value') {
    findings.add(...withValue(other, mirrored[operator] ?? operator, one.expression))
  } else {
    findings.add('field-comparison')
    for (const operand of [one, other]) if (operand.kind === 'arithmetic') findings.add('arithmetic-of-fields')
    for (const operand of [one, other]) if (operand.kind === 'other') findings.add(operand.feature)
  }
}

function withValue(operand: Operand, operator: string, value: Expression): readonly Feature[] {
  switch (operand.kind) {
    case 'field':
      return [fieldFeature(operator, value)]
    case 'folded':
      return foldedFeatures(operator)
    case 'array-length':
      return ['array-length']
    case 'length':
      return [isNotEmpty(operator, value) ? 'not-empty' : 'string-function']
    case 'arithmetic':
      return [operand.solvable ? 'arithmetic-of-a-field' : 'arithmetic-of-fields']
    case 'other':
      return [operand.feature]
    case 'value':
      return []
  }
}

function fieldFeature(operator: string, value: Expression): Feature {
  if (value.kind === 'array' || value.kind === 'object') return 'other-syntax'
  const isNull = value.kind === 'literal' && value.value === null
  if (ranges.includes(operator)) return 'range'
  if (operator === '=') return isNull ? 'equals-null' : 'equality'
  return isNull ? 'not-null' : 'inequality'
}

function foldedFeatures(operator: string): readonly Feature[] {
  if (operator === '=') return ['equality-ignoring-case']
  return operator === '!=' ? ['equality-ignoring-case', 'inequality'] : ['string-function']
}

/** `LENGTH(s) > 0` and the like. */
function isNotEmpty(operator: string, value: Expression): boolean {
  if (value.kind !== 'literal') return false
  return (value.value === 0 && (operator === '>' || operator === '!=')) || (value.value === 1 && operator === '>=')
}
