import type { Feature } from '../features.ts'
import type { CallExpression, Expression } from '../sql/syntax.ts'
import { isValue, type Findings } from './findings.ts'
import { functionFeature, operandOf } from './operand.ts'

const typeChecks = /^IS_(NULL|STRING|NUMBER|INTEGER|BOOL|BOOLEAN|ARRAY|OBJECT|PRIMITIVE)$/

/** Operators of strings: the feature when case counts, and when it does not. */
const stringTests: Readonly<Record<string, readonly [Feature, Feature]>> = {
  STARTSWITH: ['starts-with', 'starts-with-ignoring-case'],
  ENDSWITH: ['ends-with', 'ends-with'],
  CONTAINS: ['contains', 'contains-ignoring-case'],
  STRINGEQUALS: ['equality', 'equality-ignoring-case'],
}

/** Notes what a function that stands as a condition needs. */
export function classifyCall(call: CallExpression, findings: Findings, negated = false): void {
  const { name, arguments: given } = call
  if (name === 'IS_DEFINED' || typeChecks.test(name)) return classifyPresence(call, findings, negated)
  if (name === 'ARRAY_CONTAINS') return classifyArrayContains(given, findings)
  const tests = stringTests[name]
  if (tests !== undefined) return classifyStringTest(tests, given, findings)
  const paths = given.map((argument) => operandOf(argument, findings))
  findings.add(paths.every(({ kind }) => kind === 'value') ? 'parameter-guard' : functionFeature(name))
}

function classifyPresence({ name, arguments: [item] }: CallExpression, findings: Findings, negated: boolean): void {
  if (item === undefined || isValue(item)) return findings.add('parameter-guard')
  if (operandOf(item, findings).kind !== 'field') return findings.add('other-syntax')
  if (name !== 'IS_DEFINED') return findings.add('type-check')
  findings.add(negated ? 'not-defined' : 'defined')
}

function classifyStringTest(
  [exact, ignoringCase]: readonly [Feature, Feature],
  [field, text, flag]: readonly Expression[],
  findings: Findings,
): void {
  if (field === undefined || text === undefined) return findings.add('other-syntax')
  const operand = operandOf(field, findings)
  const sought = operandOf(text, findings)
  if (operand.kind === 'value' || sought.kind !== 'value') {
    return findings.add(operand.kind === 'value' && sought.kind === 'value' ? 'parameter-guard' : 'field-comparison')
  }
  const ignores = flag?.kind === 'literal' && flag.value === true
  if (operand.kind === 'folded' || (operand.kind === 'field' && ignores)) findings.add(ignoringCase)
  else findings.add(operand.kind === 'field' ? exact : operand.kind === 'other' ? operand.feature : 'other-syntax')
}

/** `ARRAY_CONTAINS(@list, c.f)` looks a field up in a list; `ARRAY_CONTAINS(c.list, @v)` looks into a field. */
function classifyArrayContains([list, item, partial]: readonly Expression[], findings: Findings): void {
  if (list === undefined || item === undefined) return findings.add('other-syntax')
  const where = operandOf(list, findings)
  const sought = operandOf(item, findings)
  if (where.kind === 'value') {
    if (sought.kind === 'field') findings.add('list-parameter')
    else if (sought.kind === 'folded') findings.add('in-ignoring-case')
    else findings.add(sought.kind === 'value' ? 'parameter-guard' : 'other-syntax')
  } else if (where.kind !== 'field') findings.add('other-syntax')
  else if (sought.kind !== 'value') findings.add('field-comparison')
  else if (item.kind !== 'object') findings.add('array-contains')
  else findings.add(partial?.kind === 'literal' && partial.value === true ? 'array-contains-object' : 'other-syntax')
}
