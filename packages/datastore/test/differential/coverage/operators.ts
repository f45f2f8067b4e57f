import { isObject } from '../naive/order.ts'

/** What a filter says of a field. */
export const fieldOperators: readonly string[] = [
  'exact match',
  '$eq',
  '$ne',
  '$gt',
  '$gte',
  '$lt',
  '$lte',
  '$in',
  '$nin',
  '$exists',
  '$isNull',
  '$type',
  '$size',
  '$startsWith',
  '$endsWith',
  '$contains',
  '$ci',
  '$elemMatch of values',
  '$elemMatch of objects',
  '$not of a field',
  '$not',
]
const groups: readonly string[] = ['$and', '$or', '$nor']
export const filterOperators: readonly string[] = [...fieldOperators, ...groups]

/** The operators in a filter, each as often as it stands there; those within `$elemMatch` count too. */
export function operatorsIn(filter: unknown): string[] {
  if (!isObject(filter)) return []
  return Object.entries(filter).flatMap(([key, value]) => {
    if (key === '$not') return [key, ...operatorsIn(value)]
    if (groups.includes(key)) return [key, ...(Array.isArray(value) ? value.flatMap(operatorsIn) : [])]
    return onField(value)
  })
}

function onField(condition: unknown): string[] {
  if (!isObject(condition)) return ['exact match']
  return Object.entries(condition).flatMap(([name, operand]) => {
    if (name === '$not') return ['$not of a field', ...onField(operand)]
    if (name !== '$elemMatch' || !isObject(operand)) return [name]
    const ofValues = Object.keys(operand).some((key) => key.startsWith('$') && key !== '$not' && !groups.includes(key))
    return ofValues ? ['$elemMatch of values', ...onField(operand)] : ['$elemMatch of objects', ...operatorsIn(operand)]
  })
}

/**
 * The one operator that a filter is about. `$ci` is about the one beside it too, `$elemMatch` and `$not` about the one
 * within. Undefined when there are more, or none.
 */
export function soleOperator(filter: unknown): string | undefined {
  const operators = operatorsIn(filter)
  const [first = ''] = operators
  if (operators.length === 1) return groups.includes(first) ? undefined : first
  if (operators.length !== 2) return undefined
  if (operators.includes('$ci')) return '$ci'
  return first.startsWith('$elemMatch') || first.startsWith('$not') ? first : undefined
}
