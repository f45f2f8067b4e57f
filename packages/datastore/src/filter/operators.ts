import { invalid } from '../document/invalid.ts'
import type { FieldPath } from '../document/path.ts'
import { isPlainObject } from '../document/plain-object.ts'
import type { FieldType } from '../types/filter.ts'
import { group, parseScalar, type ParseContext } from './operands.ts'
import type { CompareOperator, FilterNode } from './tree.ts'

const fieldTypes: ReadonlySet<unknown> = new Set<FieldType>(['string', 'number', 'boolean', 'null', 'array', 'object'])
const withCase: ReadonlySet<string> = new Set(['$ci', '$eq', '$ne', '$startsWith', '$endsWith', '$contains'])
const onElements: ReadonlySet<string> = new Set([
  ...withCase,
  '$gt',
  '$gte',
  '$lt',
  '$lte',
  '$in',
  '$nin',
  '$isNull',
  '$type',
])

/** How deep filters nest. */
export const maxFilterDepth = 10

interface OperatorContext extends ParseContext {
  readonly path: FieldPath
  readonly where: string
  readonly ignoreCase: boolean
}
type Parser = (operand: unknown, context: OperatorContext) => FilterNode

/** The closed list. `Map`, so that `constructor` is no operator. */
const parsers: ReadonlyMap<string, Parser> = new Map<string, Parser>([
  ['$eq', (operand, context) => equals(operand, context, context.negated)],
  ['$ne', (operand, context) => equals(operand, context, !context.negated)],
  ['$in', (operand, context) => within(operand, context, context.negated)],
  ['$nin', (operand, context) => within(operand, context, !context.negated)],
  ['$gt', (operand, context) => compare('$gt', operand, context)],
  ['$gte', (operand, context) => compare('$gte', operand, context)],
  ['$lt', (operand, context) => compare('$lt', operand, context)],
  ['$lte', (operand, context) => compare('$lte', operand, context)],
  [
    '$exists',
    (operand, { path, where, negated }) => ({ kind: 'exists', path, negated: flag(operand, where) === negated }),
  ],
  [
    '$isNull',
    (operand, { path, where, negated }) => ({
      kind: 'type',
      path,
      type: 'null',
      negated: flag(operand, where) === negated,
    }),
  ],
  ['$startsWith', (operand, context) => affix('start', operand, context)],
  ['$endsWith', (operand, context) => affix('end', operand, context)],
  ['$contains', contains],
  ['$type', fieldType],
  ['$size', size],
  ['$elemMatch', elemMatch],
  ['$not', not],
])

/** The operators about one field, which must all hold. */
export function parseFieldOperators(
  path: FieldPath,
  operators: Readonly<Record<string, unknown>>,
  where: string,
  context: ParseContext,
  allowed?: ReadonlySet<string>,
): FilterNode {
  const names = Object.keys(operators)
  if (names.length === 0) throw invalid(where, 'a scalar or operators; objects and arrays are not compared as a whole')
  for (const name of names) {
    if (!name.startsWith('$')) throw invalid(`${where}.${name}`, 'operators only; reach nested fields by a dotted path')
    if (name !== '$ci' && !(allowed ?? parsers).has(name)) {
      throw invalid(`${where}.${name}`, `one of ${[...(allowed?.keys() ?? parsers.keys())].join(', ')}`)
    }
  }
  const ignoreCase = Object.hasOwn(operators, '$ci')
  if (ignoreCase) checkCase(operators, names, where)
  const nodes = names.flatMap((name) => {
    const parser = parsers.get(name)
    return parser ? [parser(operators[name], { ...context, path, where: `${where}.${name}`, ignoreCase })] : []
  })
  return group('and', nodes, context.negated)
}

function checkCase(operators: Readonly<Record<string, unknown>>, names: readonly string[], where: string): void {
  if (operators['$ci'] !== true) throw invalid(`${where}.$ci`, 'true')
  if (
    names.length < 2 ||
    names.some((name) => !withCase.has(name) || (name !== '$ci' && typeof operators[name] !== 'string'))
  ) {
    throw invalid(`${where}.$ci`, 'only $eq, $ne, $startsWith, $endsWith and $contains of strings beside it')
  }
}

function equals(operand: unknown, { path, where, ignoreCase }: OperatorContext, negated: boolean): FilterNode {
  return { kind: 'equals', path, value: parseScalar(operand, where), ignoreCase, negated }
}

function within(operand: unknown, { path, where, limits }: OperatorContext, negated: boolean): FilterNode {
  if (!Array.isArray(operand)) throw invalid(where, 'a list', operand)
  if (operand.length > limits.maxInValues) throw invalid(where, `at most ${limits.maxInValues} values`)
  const values = new Set(Array.from(operand, (value: unknown, i) => parseScalar(value, `${where}[${i}]`)))
  return { kind: 'in', path, values: [...values], negated }
}

function compare(operator: CompareOperator, operand: unknown, { path, where, negated }: OperatorContext): FilterNode {
  const value = parseScalar(operand, where)
  if (typeof value !== 'number' && typeof value !== 'string')
    throw invalid(where, 'a number, a string or a Date', operand)
  return { kind: 'compare', path, operator, value, negated }
}

function affix(
  end: 'start' | 'end',
  operand: unknown,
  { path, where, ignoreCase, negated }: OperatorContext,
): FilterNode {
  const value = parseScalar(operand, where)
  if (typeof value !== 'string' || value === '') throw invalid(where, 'a string that is not empty', operand)
  return { kind: 'affix', path, end, value, ignoreCase, negated }
}

function contains(operand: unknown, { path, where, ignoreCase, negated }: OperatorContext): FilterNode {
  const value = parseScalar(operand, where)
  if (value === null || value === '') throw invalid(where, 'a string that is not empty, a number or a boolean')
  if (path.length === 0 && typeof value !== 'string')
    throw invalid(where, 'a string; elements of elements are not searched')
  return { kind: 'contains', path, value, ignoreCase, negated }
}

function fieldType(operand: unknown, { path, where, negated }: OperatorContext): FilterNode {
  if (!fieldTypes.has(operand)) throw invalid(where, `one of ${[...fieldTypes].join(', ')}`)
  return { kind: 'type', path, type: operand as FieldType, negated }
}

function size(operand: unknown, { path, where, negated }: OperatorContext): FilterNode {
  if (!Number.isSafeInteger(operand) || (operand as number) < 0) throw invalid(where, 'a whole number of at least 0')
  return { kind: 'size', path, size: operand as number, negated }
}

function not(operand: unknown, context: OperatorContext): FilterNode {
  if (!isPlainObject(operand)) throw invalid(context.where, 'operators', operand)
  const depth = context.depth + 1
  if (depth > maxFilterDepth) throw invalid(context.where, `at most ${maxFilterDepth} levels`)
  return parseFieldOperators(context.path, operand, context.where, { ...context, depth, negated: !context.negated })
}

/** Operators are about scalar elements, anything else is a filter over object elements. */
function elemMatch(operand: unknown, context: OperatorContext): FilterNode {
  const { path, where, negated, limits, depth, parseFilter } = context
  if (context.inElement) throw invalid(where, 'no $elemMatch within $elemMatch')
  if (!isPlainObject(operand)) throw invalid(where, 'operators or a filter', operand)
  const inner: ParseContext = { limits, negated: false, depth: depth + 1, inElement: true, parseFilter }
  const ofScalars = Object.keys(operand).some((key) => onElements.has(key))
  const node = ofScalars
    ? parseFieldOperators([], operand, where, inner, onElements)
    : parseFilter(operand, where, inner)
  return { kind: 'element', path, of: ofScalars ? 'scalar' : 'object', where: node, negated }
}

function flag(operand: unknown, where: string): boolean {
  if (typeof operand !== 'boolean') throw invalid(where, 'true or false', operand)
  return operand
}
