import { invalid } from '../document/invalid.ts'
import { parseNestedPath, parsePath, type FieldPath } from '../document/path.ts'
import { isPlainObject } from '../document/plain-object.ts'
import { group, parseScalar, type FilterLimits, type ParseContext } from './operands.ts'
import { maxFilterDepth, parseFieldOperators } from './operators.ts'
import { leavesOf, type FilterNode } from './tree.ts'

/**
 * Parses a filter into its tree. Nothing of it is ever passed through to an engine.
 *
 * @throws CloudError `invalid_argument` that names the offending part
 */
export function parseFilter(filter: unknown, limits: FilterLimits): FilterNode {
  const context = { limits, negated: false, depth: 1, inElement: false, parseFilter: parseFilterObject }
  const node = parseFilterObject(filter, 'filter', context)
  if ([...leavesOf(node)].length > limits.maxFilterLeaves) throw tooMany('filter', context)
  return node
}

/** A filter, or one inside a logical operator: all of its entries must hold. */
function parseFilterObject(filter: unknown, where: string, context: ParseContext): FilterNode {
  if (!isPlainObject(filter)) throw invalid(where, 'a filter object', filter)
  if (context.depth > maxFilterDepth) throw invalid(where, `at most ${maxFilterDepth} levels`)
  const keys = Object.keys(filter)
  if (keys.length > context.limits.maxFilterLeaves) throw tooMany(where, context)
  const nodes = keys.map((key) => {
    const place = `${where}.${key}`
    const value = filter[key]
    if (key.startsWith('$')) return parseLogic(key, value, place, context)
    return parseCondition(
      context.inElement ? parseNestedPath(key, place) : parsePath(key, place),
      value,
      place,
      context,
    )
  })
  return group('and', nodes, context.negated)
}

function parseLogic(operator: string, value: unknown, where: string, context: ParseContext): FilterNode {
  const deeper = { ...context, depth: context.depth + 1 }
  switch (operator) {
    case '$not':
      return parseFilterObject(value, where, { ...deeper, negated: !context.negated })
    case '$and':
      return group('and', parseList(value, where, deeper), context.negated)
    case '$or':
      return group('or', parseList(value, where, deeper), context.negated)
    case '$nor': {
      const negated = !context.negated
      return group('or', parseList(value, where, { ...deeper, negated }), negated)
    }
    default:
      throw invalid(where, 'a field, or one of $and, $or, $nor, $not')
  }
}

function parseList(value: unknown, where: string, context: ParseContext): FilterNode[] {
  if (!Array.isArray(value)) throw invalid(where, 'a list of filters', value)
  if (value.length > context.limits.maxFilterLeaves) throw tooMany(where, context)
  return Array.from(value, (filter: unknown, i) => parseFilterObject(filter, `${where}[${i}]`, context))
}

/** What a filter says about one field: a scalar, or operators that must all hold. */
function parseCondition(path: FieldPath, condition: unknown, where: string, context: ParseContext): FilterNode {
  if (isPlainObject(condition)) {
    return parseFieldOperators(path, condition, where, context)
  }
  return { kind: 'equals', path, value: parseScalar(condition, where), ignoreCase: false, negated: context.negated }
}

function tooMany(where: string, { limits }: ParseContext): Error {
  return invalid(where, `at most ${limits.maxFilterLeaves} conditions`)
}
