import { checkPath, isScalar, require } from './check.ts'
import { isOperatorForm } from './filter.ts'
import { isObject, type Fields } from './order.ts'

export interface FilterLimits {
  readonly maxFilterLeaves: number
  readonly maxInValues: number
}

/** "Parsed once: an unknown `$name`, an operator mixed with plain keys, `undefined` as an operand, a bad path." */
export function checkFilter(filter: unknown, limits: FilterLimits): void {
  require(checkLevel(filter, 1, { limits, inElement: false }) <= limits.maxFilterLeaves, 'not so many conditions')
}

interface Place {
  readonly limits: FilterLimits
  readonly inElement: boolean
}

/** Checks a filter and counts its leaves. */
function checkLevel(filter: unknown, level: number, place: Place): number {
  require(isObject(filter) && level <= 10, 'a filter of at most 10 levels')
  return sum(
    Object.entries(filter).map(([key, value]) => {
      if (key === '$not') return checkLevel(value, level + 1, place)
      if (['$and', '$or', '$nor'].includes(key)) {
        require(Array.isArray(value), 'a list of filters')
        return sum(value.map((each) => checkLevel(each, level + 1, place)))
      }
      checkPath(key)
      if (isObject(value)) return checkOperators(value, level, place)
      require(isScalar(value), 'a scalar or operators')
      return 1
    }),
  )
}

function checkOperators(operators: Fields, level: number, place: Place, ofElement = false): number {
  const names = Object.keys(operators)
  require(names.length > 0, 'operators')
  if (names.includes('$ci')) {
    const beside = names.filter((name) => name !== '$ci')
    require(operators['$ci'] === true && beside.length > 0, '$ci: true beside an operator')
    require(beside.every((name) => ['$eq', '$ne', '$startsWith', '$endsWith', '$contains'].includes(name)), '$ci')
    require(beside.every((name) => typeof operators[name] === 'string'), '$ci beside strings')
  }
  return sum(
    names.map((name) => {
      const operand = operators[name]
      if (name === '$ci') return 0
      if (name === '$not') {
        require(isObject(operand) && !ofElement, '$not around operators of a field')
        return checkOperators(operand, level, place)
      }
      if (name === '$elemMatch') {
        require(isObject(operand) && !place.inElement, '$elemMatch, not nested')
        const inside = { ...place, inElement: true }
        if (isOperatorForm(operand)) return 1 + checkOperators(operand, level + 1, inside, true)
        return 1 + checkLevel(operand, level + 1, inside)
      }
      require(!ofElement || !['$exists', '$size'].includes(name), 'an operator for elements')
      const check = operands[name]
      require(Object.hasOwn(operands, name) && check !== undefined, `no operator ${name}`)
      require(check(operand, place.limits), `an operand of ${name}`)
      return 1
    }),
  )
}

const isRangeOperand = (operand: unknown): boolean =>
  isScalar(operand) && (typeof operand === 'number' || typeof operand === 'string' || operand instanceof Date)
const isPart = (operand: unknown): boolean =>
  (typeof operand === 'string' && operand !== '' && isScalar(operand)) || (operand instanceof Date && isScalar(operand))
const isList = (operand: unknown, { maxInValues }: FilterLimits): boolean =>
  Array.isArray(operand) && operand.length <= maxInValues && operand.every(isScalar)
const isFlag = (operand: unknown): boolean => typeof operand === 'boolean'

const operands: Readonly<Record<string, (operand: unknown, limits: FilterLimits) => boolean>> = {
  $eq: isScalar,
  $ne: isScalar,
  $in: isList,
  $nin: isList,
  $gt: isRangeOperand,
  $gte: isRangeOperand,
  $lt: isRangeOperand,
  $lte: isRangeOperand,
  $exists: isFlag,
  $isNull: isFlag,
  $type: (operand) => ['string', 'number', 'boolean', 'null', 'array', 'object'].includes(operand as string),
  $size: (operand) => typeof operand === 'number' && Number.isSafeInteger(operand) && operand >= 0,
  $startsWith: isPart,
  $endsWith: isPart,
  $contains: (operand) => isScalar(operand) && operand !== null && operand !== '',
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}
