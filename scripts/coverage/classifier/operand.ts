import type { Feature } from '../features.ts'
import type { Expression, PathExpression } from '../sql/syntax.ts'
import { isValue, pathsOf, type Findings } from './findings.ts'

/** One side of a comparison. */
export type Operand =
  | { readonly kind: 'value'; readonly expression: Expression }
  | { readonly kind: 'field'; readonly path: PathExpression }
  /** A field in `LOWER` or `UPPER`. */
  | { readonly kind: 'folded'; readonly path: PathExpression }
  | { readonly kind: 'length' | 'array-length'; readonly path: PathExpression }
  /** Arithmetic of fields; solvable when it is one field, with amounts added to it or taken from it. */
  | { readonly kind: 'arithmetic'; readonly fields: number; readonly solvable: boolean }
  | { readonly kind: 'other'; readonly feature: Feature }

/** What a side of a comparison is; its fields and values are noted among the findings. */
export function operandOf(expression: Expression, findings: Findings): Operand {
  if (isValue(expression)) {
    findings.value(expression)
    return { kind: 'value', expression }
  }
  const paths = pathsOf(expression)
  for (const path of paths) findings.path(path)
  if (expression.kind === 'path') return { kind: 'field', path: expression }
  if (expression.kind === 'call') return callOperand(expression.name, expression.arguments, paths)
  if (expression.kind === 'binary' || expression.kind === 'minus') return arithmeticOperand(expression, paths)
  return { kind: 'other', feature: expression.kind === 'subquery' ? 'subquery' : 'other-syntax' }
}

function callOperand(name: string, given: readonly Expression[], paths: readonly PathExpression[]): Operand {
  const [first] = given
  if (first?.kind === 'path' && given.length === 1) {
    if (name === 'LOWER' || name === 'UPPER') return { kind: 'folded', path: first }
    if (name === 'LENGTH') return { kind: 'length', path: first }
    if (name === 'ARRAY_LENGTH') return { kind: 'array-length', path: first }
  }
  // How far a number is from another is two bounds of it, so ABS is no more than what stands in it.
  if (name === 'ABS' && first?.kind === 'binary') return arithmeticOperand(first, paths)
  return { kind: 'other', feature: functionFeature(name) }
}

function arithmeticOperand(expression: Expression, paths: readonly PathExpression[]): Operand {
  return { kind: 'arithmetic', fields: paths.length, solvable: paths.length === 1 && isSumOfAField(expression) }
}

/** `c.a`, `c.a - @b`, `@b + c.a - 1`. */
function isSumOfAField(expression: Expression): boolean {
  if (isValue(expression) || expression.kind === 'path') return true
  if (expression.kind !== 'binary' || !['+', '-'].includes(expression.operator)) return false
  return isSumOfAField(expression.left) && isSumOfAField(expression.right)
}

const families: readonly (readonly [RegExp, Feature])[] = [
  [/^UDF\./, 'user-function'],
  [/^VECTOR/, 'vector-function'],
  [/^(FULLTEXT|RRF$)/, 'full-text-function'],
  [/^ST_/, 'spatial-function'],
  [
    /^(CONCAT|REPLACE|SUBSTRING|L?R?TRIM|LEFT|RIGHT|INDEX_OF|LENGTH|REVERSE|REPLICATE|STRING.*|TOSTRING|REGEXMATCH|LOWER|UPPER)$/,
    'string-function',
  ],
]

/** What a function without a counterpart counts as. */
export function functionFeature(name: string): Feature {
  return families.find(([pattern]) => pattern.test(name))?.[1] ?? 'other-syntax'
}
